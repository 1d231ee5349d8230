#!/usr/bin/env python3
"""Learns which letters stand for which in two spellings of one name, and what each such step costs.

usage: letters.py PERSON_NAMES_TXT OUT_TSV

PERSON_NAMES_TXT is rust/data/names/person_names.txt of the source distribution of rigour: one group of spellings a
line. Half of the groups are read (`part`), the others are left for measuring. Only counts of letters leave this
script; no name does.

Method: joint alignment of letter groups of up to four letters, hard expectation maximisation (as in Jiampojamarn,
Kondrak, Sherif 2007), five rounds. The cost of a step l:r is -ln n(l,r) / sqrt(n(l) n(r)); that of a letter with no
counterpart is -ln n(l,-) / n(l). Seeded, single thread, about four minutes.
"""
import collections
import hashlib
import math
import random
import re
import sys
import unicodedata

SIZES = [(1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3), (3, 2), (2, 3), (4, 1), (1, 4), (4, 2), (2, 4)]
CYRILLIC = re.compile(r"^[\u0400-\u052f'-]+$")
LATIN = re.compile(r"^[a-z\u00df-\u024f'-]+$")
FOLD = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "‘": "'", "`": "'"})
# What the first round takes to sound alike: only a direction, the counts decide.
SOUNDS = """а a á à â ā|б b|в v w ў ŭ|г g h ґ|д d ď|е e é è ě ye ie je э є ė ē|ж zh ž ż j zj rz zs sch|з z s ź|и i y ы і ii ij ï í ī|й y j i ї
к k c q ck qu|л l ł ll ĺ|м m|н n ñ ń ň|о o ó ô ö ō a|п p|р r ř|с s ss ś ß|т t th ť|у u ou oe ú û ü ū w|ф f ph v|х kh h ch x j
ц ts c tz z cz|ч ch tsch cz č tch tsj cs tš|ш sh sch sz š ch sj s x|щ shch schtsch szcz šč chtch sjtsj sc|ь ' j|я ya ia ja a ea|ю yu iu ju u
дж dzh dsch dj dż j dž|кс x ks|ий y i ij iy yj ii|ский sky ski skij skiy|ау au ow|ей ei ej ey|ай ai ay aj|эй ei ey ej"""
ALIKE = collections.defaultdict(set)
for _n, _group in enumerate(SOUNDS.replace("\n", "|").split("|")):
    for _letters in _group.split():
        ALIKE[_letters].add(_n)


def part(qid):
    """train, dev or test: by the hash of the group's id."""
    tenth = int(hashlib.sha256(qid.encode()).hexdigest()[:8], 16) % 10
    return "train" if tenth < 5 else "dev" if tenth < 6 else "test"


def read(path):
    """Groups of spellings in Latin and Cyrillic letters."""
    groups = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            forms, _, qid = line.strip().rpartition(" => ")
            forms = [f.strip().translate(FOLD) for f in forms.split(",")]
            forms = sorted({f for f in forms if len(f) > 2 and (CYRILLIC.match(f) or LATIN.match(f))})
            if len(forms) > 1:
                groups.append((qid, forms))
    return groups


def script(word):
    return "c" if CYRILLIC.match(word) else "l"


def letters(word, known=None):
    """The word as it is aligned: letters that are too rare to learn fall to their base letter; `$` ends it."""
    out = []
    for c in word:
        if c == "-":
            continue
        if known is not None and c not in known:
            c = "".join(b for b in unicodedata.normalize("NFKD", c) if not unicodedata.combining(b))
            c = "".join(b for b in c if b in known)
        out.append(c)
    return "".join(out) + "$"


FEMALE = re.compile(r"(ova|eva|ina|owa|ewa|aya|aja|aia|ska|ská|ová|ева|ова|ина|ая|ска|ава|ына|іна|ėnė|ienė|aitė|ytė|yna)$")


def other_sex(a, b):
    """The public groups hold both sexes of some surnames; such pairs are no evidence."""
    return bool(FEMALE.search(a)) != bool(FEMALE.search(b))


def guess(l, r):
    """The cost of a step in the first round."""
    if not l or not r:
        return 3.5 * (len(l) + len(r))
    if l == r:
        return 0.0 if len(l) == 1 else 1.0
    if ALIKE[l] & ALIKE[r]:
        return 0.5
    return 2.5 * max(len(l), len(r)) + 1.0 * abs(len(l) - len(r)) + (0.5 if len(l) + len(r) > 2 else 1.0)


def align(a, b, cost):
    n, m = len(a), len(b)
    inf = 1e9
    table = [[inf] * (m + 1) for _ in range(n + 1)]
    back = [[None] * (m + 1) for _ in range(n + 1)]
    table[0][0] = 0.0
    for i in range(n + 1):
        row = table[i]
        for j in range(m + 1):
            at = row[j]
            if at >= inf:
                continue
            for x, y in SIZES:
                if i + x > n or j + y > m or abs(i + x - j - y) > 5:
                    continue
                l, r = a[i:i + x], b[j:j + y]
                c = cost(l, r)
                if c is None:
                    continue
                if at + c < table[i + x][j + y]:
                    table[i + x][j + y] = at + c
                    back[i + x][j + y] = (x, y)
    steps, i, j = [], n, m
    while i or j:
        if back[i][j] is None:
            return inf, []
        x, y = back[i][j]
        steps.append((a[i - x:i], b[j - y:j]))
        i, j = i - x, j - y
    return table[n][m], steps[::-1]


def key(l, r):
    return (l, r) if l <= r else (r, l)


def costs(counts):
    """Costs of steps from their counts; rare steps are left out."""
    side, single = collections.Counter(), collections.Counter()
    for (l, r), n in counts.items():
        side[l] += n
        side[r] += n
        for c in l + r:
            single[c] += n
    table = {}
    for (l, r), n in counts.items():
        if not l:
            if n >= 4:
                table[(l, r)] = -math.log(n / (single[r] + 20)) if len(r) == 1 else 9.0
        elif n >= (3 if len(l) == len(r) == 1 else 6):
            # A pair of one letter with itself is counted on both sides.
            table[(l, r)] = max(0.0, -math.log(n * (2 if l == r else 1) / math.sqrt((side[l] + 12) * (side[r] + 12))))
    return table


def final(counts):
    """What the model uses: how much rarer a step is than the commonest one of its letters in that script."""
    kind = lambda s: "c" if any("\u0400" <= c <= "\u052f" for c in s) else "l"
    best = collections.Counter()
    for (l, r), n in counts.items():
        for x, y in ((l, r), (r, l)):
            # A word's own script has the same letter as its commonest counterpart.
            for k in (kind(y),) if y else ("c", "l"):
                best[(x, k)] = max(best[(x, k)], n * (2 if l == r else 1))
    table = {}
    for (l, r), n in counts.items():
        if not l:
            if n >= 4 and len(r) == 1:
                table[(l, r)] = -math.log(n / (max(best[(r, "c")], best[(r, "l")]) + 20))
        elif n >= (3 if len(l) == len(r) == 1 else 6):
            top = math.sqrt((best[(l, kind(r))] + 6) * (best[(r, kind(l))] + 6))
            table[(l, r)] = max(0.0, -math.log(n * (2 if l == r else 1) / top))
    return table


def learn(groups, rounds=5, pairs_of_group=3, seed=7):
    random.seed(seed)
    train = [(q, f) for q, f in groups if part(q) == "train"]
    count = collections.Counter(c for _, fs in train for f in fs for c in f)
    known = {c for c, n in count.items() if n >= 150}
    pairs = []
    for _, forms in train:
        both = [(a, b) for i, a in enumerate(forms) for b in forms[i + 1:] if not other_sex(a, b)]
        random.shuffle(both)
        pairs += both[:pairs_of_group]
    random.shuffle(pairs)
    pairs = [(letters(a, known), letters(b, known)) for a, b in pairs[:36000]]
    table = None
    for n in range(rounds):
        memo = {}

        def cost(l, r):
            k = (l, r) if l <= r else (r, l)
            c = memo.get(k, -1)
            if c != -1:
                return c
            if table is None:
                c = guess(*k)
            else:
                c = table.get(k)
                if c is None and len(l) < 2 and len(r) < 2:
                    c = 9.0
            memo[k] = c
            return c

        counts = collections.Counter()
        total = 0.0
        for a, b in pairs if n else pairs[:15000]:
            if abs(len(a) - len(b)) > 5:
                continue
            score, steps = align(a, b, cost)
            # What costs so much is two names.
            if score > (60 if n == 0 else 18):
                continue
            total += score
            for l, r in steps:
                counts[key(l, r)] += 1
        table = costs(counts)
        print(f"round {n}: mean cost {total / len(pairs):.3f}, {len(table)} steps", file=sys.stderr)
    return counts


def main():
    source, out = sys.argv[1:]
    table = final(learn(read(source)))
    with open(out, "w", encoding="utf-8") as file:
        file.write("# Letters that stand for each other in spellings of one name, and the cost of the step in hundredths.\n")
        file.write("# Made by train/letters.py; see train/README.md. `$` is the end of the word.\n")
        for (l, r), c in sorted(table.items()):
            if c < 8.5:
                file.write(f"{l}\t{r}\t{round(c * 100)}\n")


if __name__ == "__main__":
    main()
