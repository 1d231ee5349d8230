"""Trains ../data/letters.bin and ../data/ideographs.tsv: which letter follows which, language by language.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    apt-get download mediawiki && dpkg -x mediawiki_*.deb mediawiki
    venv/bin/python letters.py mediawiki

Sources: word lists with frequencies of `wordfreq` 3.1.1, and the messages of MediaWiki 1.39 (Debian package
`mediawiki`). Counting only: no randomness, the same files give the same bytes. See ../data/letters.md.
"""

import collections
import json
import math
import pathlib
import re
import sys
import unicodedata

# Language, script, wordfreq's list or None, MediaWiki's message files, own letters beyond the script's basic ones.
LATIN = "abcdefghijklmnopqrstuvwxyz"
LANGUAGES = [
    ("en", "latin", "en", "en", "é"),
    ("fr", "latin", "fr", "fr", "àâæçèéêëîïôœùûüÿ"),
    ("de", "latin", "de", "de", "äöüßé"),
    ("es", "latin", "es", "es", "áéíñóúü"),
    ("ca", "latin", "ca", "ca", "àçèéíïòóúü"),
    ("gl", "latin", None, "gl", "áéíñóúü"),
    ("pt", "latin", "pt", "pt pt-br", "àáâãçéêíóôõúü"),
    ("it", "latin", "it", "it", "àèéìíòóù"),
    ("nl", "latin", "nl", "nl", "áéëïóöü"),
    ("af", "latin", None, "af", "êëéôûîïö"),
    ("da", "latin", "da", "da", "æøåé"),
    ("nb", "latin", "nb", "nb", "æøåéòôó"),
    ("sv", "latin", "sv", "sv", "åäöé"),
    ("fi", "latin", "fi", "fi", "äöåšž"),
    ("is", "latin", "is", "is", "áðéíóúýþæö"),
    ("ga", "latin", None, "ga", "áéíóú"),
    ("eu", "latin", None, "eu", "ñüé"),
    ("sq", "latin", None, "sq", "çë"),
    ("id", "latin", "id", "id", "é"),
    ("cs", "latin", "cs", "cs", "áčďéěíňóřšťúůýž"),
    ("sk", "latin", "sk", "sk", "áäčďéíĺľňóôŕšťúýž"),
    ("pl", "latin", "pl", "pl", "ąćęłńóśźż"),
    ("hu", "latin", "hu", "hu", "áéíóöőúüű"),
    ("hr", "latin", "sh", "hr bs sh sr-el", "čćđšž"),
    ("sl", "latin", "sl", "sl", "čšž"),
    ("ro", "latin", "ro", "ro", "ăâîșț"),
    ("lt", "latin", "lt", "lt", "ąčęėįšųūž"),
    ("lv", "latin", "lv", "lv", "āčēģīķļņšūž"),
    ("et", "latin", None, "et", "äõöüšž"),
    ("tr", "latin", "tr", "tr", "çğıöşüâîû"),
    ("az", "latin", None, "az", "çəğıöşü"),
    ("eo", "latin", None, "eo", "ĉĝĥĵŝŭ"),
    ("mt", "latin", None, "mt", "ċġħżàèìòù"),
    ("vi", "latin", "vi", "vi", "ăâđêôơư\u0300\u0301\u0303\u0309\u0323"),
    ("ru", "cyrillic", "ru", "ru", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    ("uk", "cyrillic", "uk", "uk", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    ("be", "cyrillic", None, "be be-tarask", "абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
    ("bg", "cyrillic", "bg", "bg", "абвгдежзийклмнопрстуфхцчшщъьюя"),
    ("mk", "cyrillic", "mk", "mk", "абвгдѓежзѕијклљмнњопрстќуфхцчџш"),
    ("sr", "cyrillic", "sh-cyrl", "sr-ec", "абвгдђежзијклљмнњопрстћуфхцчџш"),
    ("el", "greek", "el", "el", "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ"),
    ("he", "hebrew", "he", "he", "אבגדהוזחטיךכלםמןנסעףפץצקרשת"),
    ("ar", "arabic", "ar", "ar", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي\u064b\u064e\u064f\u0650\u0651"),
    ("fa", "arabic", "fa", "fa", "آأؤئابتثجحخدذرزسشصضطظعغفقلمنهوكيپچژگىک\u200c"),
    ("th", "thai", None, "th", "".join(map(chr, list(range(0xE01, 0xE3B)) + list(range(0xE40, 0xE4F))))),
]
SCRIPTS = ["latin", "cyrillic", "greek", "hebrew", "arabic", "thai"]
SR = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш"))
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\$\d+|<[^>]*>|\[\[|\]\]|https?:\S+|[{}|=]|\b[a-z]+_[a-z_]+\b")


def serbian(word):
    word = word.replace("lj", "љ").replace("nj", "њ").replace("dž", "џ")
    return "".join(SR.get(c, c) for c in word)


def normal(language, text):
    """The letters as old charsets hold them."""
    text = text.lower().replace("i\u0307", "i")
    if language == "vi":
        # windows-1258 writes tones as combining marks, vowels as one letter.
        out = []
        for c in unicodedata.normalize("NFC", text):
            parts = unicodedata.normalize("NFD", c)
            tones = [p for p in parts[1:] if p in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
            out.append(base + "".join(tones))
        return "".join(out)
    if language == "ro":
        return text.replace("ş", "ș").replace("ţ", "ț")
    if language == "fa":
        return text.replace("ی", "ي").replace("ك", "ک").replace("ه‌", "ه‌")
    return text


def messages(root, names):
    seen = set()
    for name in names.split():
        for path in sorted(root.rglob(f"i18n/**/{name}.json")):
            for key, text in json.loads(path.read_text(encoding="utf-8")).items():
                if isinstance(text, str) and not key.startswith("@") and text not in seen:
                    seen.add(text)
                    yield PLACEHOLDER.sub(" ", text)


def words(name):
    if name is None:
        return
    import wordfreq

    cyrillic = name == "sh-cyrl"
    for word in wordfreq.top_n_list("sh" if cyrillic else name, 60000):
        frequency = wordfreq.word_frequency(word, "sh" if cyrillic else name)
        yield (serbian(word) if cyrillic else word), frequency


class Counts:
    def __init__(self, letters):
        self.place = {c: k + 1 for k, c in enumerate(letters)}
        self.size = len(letters) + 2
        self.pairs = [[0.0] * self.size for _ in range(self.size)]

    def of(self, c):
        if c in self.place:
            return self.place[c]
        return self.size - 1 if unicodedata.category(c)[0] in "LM" else 0

    def add(self, text, weight):
        before = 0
        for c in text + " ":
            now = self.of(c)
            if before or now:
                self.pairs[before][now] += weight
            before = now


def trained(root, language, script, listed, names, own):
    letters = (LATIN if script == "latin" else "") + own
    lists, running = Counts(letters), Counts(letters)
    for word, frequency in words(listed):
        # Rare words stand for the many that no list holds.
        lists.add(normal(language, word), frequency**0.75)
    for text in messages(root, names):
        running.add(normal(language, text), 1.0)
    size = lists.size
    total = sum(map(sum, lists.pairs)) or 1.0
    seen = sum(map(sum, running.pairs)) or 1.0
    assert seen > 20000, (language, seen)
    share = 0.0 if listed is None else 0.75
    evidence = min(seen, 300000.0)
    pairs = [
        [
            evidence * (share * lists.pairs[a][b] / total + (1 - share) * running.pairs[a][b] / seen)
            for b in range(size)
        ]
        for a in range(size)
    ]
    # Letters that hold the rest of the alphabet together are many: their share is spread over forty.
    sums = [sum(row) for row in pairs]
    all_of = sum(sums)
    after = [sum(pairs[a][b] for a in range(size)) for b in range(size)]
    single = [(n + 2) / (all_of + 2 * size) for n in after]
    print(language, round(seen), file=sys.stderr)
    costs = []
    for a in range(size):
        for b in range(size):
            p = (pairs[a][b] + 6 * single[b]) / (sums[a] + 6)
            costs.append(cost(p, b == size - 1))
    singles = [cost(p, b == size - 1) for b, p in enumerate(single)]
    return letters, bytes(singles), bytes(costs)


def cost(p, spread):
    """Sixteenths of a bit, in one byte."""
    bits = -math.log2(p) + (5.3 if spread else 0.0)
    return max(0, min(255, round(bits * 16)))


def ideographs(root):
    """The commonest characters of Chinese, Japanese and Korean, commonest first."""
    rows = []
    sources = [
        ("zh-Hans", "zh", "zh-hans"),
        ("zh-Hant", None, "zh-hant zh-tw zh-hk"),
        ("ja", "ja", "ja"),
        ("ko", "ko", "ko"),
    ]
    for language, listed, names in sources:
        count, other = collections.Counter(), collections.Counter()
        for word, frequency in frequencies(listed):
            for c in word:
                count[c] += frequency
        for text in messages(root, names):
            other.update(text)
        total = [sum(n for c, n in k.items() if ord(c) >= 0x3000) or 1 for k in (count, other)]
        both = collections.Counter()
        for k, n in zip((count, other), total):
            for c, x in k.items():
                if 0x3040 <= ord(c) < 0xD7A4:
                    both[c] += x / n
        top = sorted(both.items(), key=lambda item: (-item[1], item[0]))[:1600]
        rows.append(f"{language}\t" + "".join(c for c, _ in top))
    return rows


def frequencies(listed):
    if listed is None:
        return
    import wordfreq

    for bucket, entries in enumerate(wordfreq.get_frequency_list(listed)):
        for word in sorted(entries):
            yield word, 10 ** (-bucket / 100)


def main():
    root = pathlib.Path(sys.argv[1])
    data = pathlib.Path(__file__).parent.parent / "data"
    out = bytearray()
    for language, script, listed, names, own in LANGUAGES:
        letters, singles, costs = trained(root, language, script, listed, names, own)
        text = letters.encode()
        out += language.encode() + bytes([SCRIPTS.index(script), len(letters), len(text)]) + text + singles + costs
    (data / "letters.bin").write_bytes(out)
    rows = ["# language, then its characters by falling frequency; made by training/letters.py"] + ideographs(root)
    (data / "ideographs.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(len(out), file=sys.stderr)


main()
