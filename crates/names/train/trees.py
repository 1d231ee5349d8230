#!/usr/bin/env python3
"""Grows the trees by which `spelling.rs` judges an alignment of two words.

usage: trees.py PERSON_NAMES_TXT FEATURES_BINARY OUT_TSV

FEATURES_BINARY is the built example `spelling_features`. Pairs come from groups of PERSON_NAMES_TXT (see letters.py):
two spellings of one group (and what slavic.py adds), and as counter-examples the nearest words of other groups by trigrams and by consonants,
the other sex, and other endings. Gradient boosting, seeded, one thread. Prints figures on the dev groups.
"""
import collections
import random
import re
import subprocess
import sys
import unicodedata

import lightgbm
import numpy

import slavic
from letters import other_sex, part, read, script

SWAPS = [("енко", "евич"), ("енко", "ов"), ("ов", "овский"), ("ович", "ов"), ("ук", "енко"), ("ин", "инов"),
         ("enko", "evich"), ("enko", "ov"), ("ov", "ovsky"), ("ovich", "ov"), ("uk", "enko"), ("in", "inov"),
         ("ian", "ov"), ("dze", "shvili"), ("ashvili", "adze"), ("ов", "ова"), ("ев", "ева"), ("ин", "ина"),
         ("ский", "ская"), ("ov", "ova"), ("ev", "eva"), ("in", "ina"), ("sky", "skaya"), ("ski", "ska"),
         ("ik", "ikov"), ("ик", "иков"), ("ко", "ков"), ("ko", "kov"), ("ч", "чев"), ("ый", "ая"), ("y", "aya")]


# For trigrams alone.
GUESS = dict(zip("абвгґдеєжзиіїйклмнопрстуўфхцчшщъыьэюя",
                 "a b v g g d e e z z i i i j k l m n o p r s t u u f h c c s s - y - e u a".split()))


def base(word):
    return "".join(GUESS.get(c, c) for c in word)


FRAME = [("schtsch", "s"), ("shch", "s"), ("szcz", "s"), ("tsch", "c"), ("sch", "s"), ("sh", "s"), ("zh", "s"), ("ch", "c"),
         ("tch", "c"), ("cz", "c"), ("sz", "s"), ("rz", "s"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("th", "t")]


def frame(word):
    """The consonants, roughly: what blocks of candidates have in common."""
    w = "".join(c for c in unicodedata.normalize("NFD", base(word)) if c.isalpha())
    for old, new in FRAME:
        w = w.replace(old, new)
    w = w.translate(str.maketrans({"z": "s", "w": "v", "g": "h", "x": "h", "c": "s", "q": "k", "ł": "l"}))
    return w[:1].translate(str.maketrans("eiouyj", "aaaaaa")) + re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyj-]", "", w[1:]))


def trigrams(word):
    w = f"^{base(word)}$"
    return {w[i:i + 3] for i in range(len(w) - 2)} or {w}


def pairs(groups, seed, count):
    """(a, b, same) with about two counter-examples for each example."""
    rng = random.Random(seed)
    owners = collections.defaultdict(set)
    for qid, forms in groups:
        for f in forms:
            owners[f].add(qid)
    eligible = [g for g in groups if len({script(f) for f in g[1]}) == 2 and sum(script(f) == "l" for f in g[1]) > 1]
    rng.shuffle(eligible)
    eligible = eligible[:count]
    index = collections.defaultdict(list)
    words = [(f, q) for q, fs in eligible for f in fs]
    grams = [trigrams(f) for f, _ in words]
    for k, g in enumerate(grams):
        for t in sorted(g):
            index[t].append(k)
    frames = collections.defaultdict(list)
    for k, (f, _) in enumerate(words):
        frames[frame(f)].append(k)
    out = []
    for qid, forms in eligible:
        both = [(a, b) for i, a in enumerate(forms) for b in forms[i + 1:] if not other_sex(a, b)]
        rng.shuffle(both)
        out += [(a, b, 1) for a, b in both[:3]]
        out += slavic.pairs(forms, rng)
        # Any other word: the model must know what is far apart, too.
        for f in rng.sample(forms, min(2, len(forms))):
            for other, _ in rng.sample(words, 3):
                if not owners[other] & owners[f]:
                    out.append((f, other, 0))
        # Words with the same consonants: most of what a list asks for.
        for f in rng.sample(forms, min(2, len(forms))):
            alike = [k for k in frames[frame(f)] if not owners[words[k][0]] & owners[f]]
            out += [(f, words[k][0], 0) for k in rng.sample(alike, min(3, len(alike)))]
        for f in rng.sample(forms, min(2, len(forms))):
            mine, near = trigrams(f), collections.Counter()
            for t in mine:
                if len(index[t]) < 4000:
                    near.update(index[t])
            best = sorted(((-n / len(mine | grams[k]), words[k][0]) for k, n in near.most_common(60)
                           if not owners[words[k][0]] & owners[f]))
            out += [(f, w, 0) for _, w in best[:3]]
            for old, new in SWAPS:
                if f.endswith(old) and len(f) > len(old) + 2:
                    out.append((f, f[:-len(old)] + new, 0))
                    # The same across the scripts, where the group has the form.
                    others = [o for o in forms if script(o) != script(f)]
                    if others:
                        out.append((rng.choice(others), f[:-len(old)] + new, 0))
    return out


def features(binary, rows):
    text = "".join(f"{a}\t{b}\n" for a, b, _ in rows)
    done = subprocess.run([binary], input=text, capture_output=True, text=True, check=True).stdout
    table = numpy.array([[float(x) for x in line.split("\t")] for line in done.splitlines()])
    return table[:, :-1], numpy.array([y for _, _, y in rows], dtype=float)


def grow(x, y, trees, leaves):
    """The trees, as nested (feature, threshold, left, right) and leaves, with thresholds as the crate reads them."""
    data = lightgbm.Dataset(x, y, params={"verbose": -1})
    params = {"objective": "binary", "num_leaves": leaves, "learning_rate": 0.12, "min_data_in_leaf": 40, "lambda_l2": 5.0,
              "num_threads": 1, "seed": 1, "deterministic": True, "force_row_wise": True, "verbose": -1}
    model = lightgbm.train(params, data, trees)

    def tree(node):
        if "leaf_value" in node:
            return round(node["leaf_value"], 4)
        left, right = tree(node["left_child"]), tree(node["right_child"])
        return (node["split_feature"], round(node["threshold"], 4), left, right)

    return [tree(t["tree_structure"]) for t in model.dump_model()["tree_info"]]


def judge(trees, x):
    """What the crate makes of the features: in its precision, in its order."""
    def of(node, row):
        while isinstance(node, tuple):
            node = node[2] if row[node[0]] <= numpy.float32(node[1]) else node[3]
        return node
    x = x.astype(numpy.float32)
    sums = numpy.array([sum(of(t, row) for t in trees) for row in x])
    return 1 / (1 + numpy.exp(-sums))


def text(node):
    if not isinstance(node, tuple):
        return f"={node:g}"
    return f"{node[0]}<={node[1]:g} {text(node[2])} {text(node[3])}"


def report(name, p, y):
    for t in (0.3, 0.5, 0.7, 0.9):
        hit = ((p >= t) & (y == 1)).sum()
        precision, recall = hit / max(1, (p >= t).sum()), hit / (y == 1).sum()
        wrong = ((p >= t) & (y == 0)).sum() / (y == 0).sum()
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name} at {t}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, counter-examples taken {wrong:.3f}")


def main():
    source, binary, out = sys.argv[1:]
    groups = read(source)
    sets = {name: pairs([g for g in groups if part(g[0]) == name], 11, n) for name, n in (("train", 20000), ("dev", 1500))}
    x, y = features(binary, sets["train"])
    print(f"{len(x)} pairs to learn from")
    trees = grow(x, y, 150, 16)
    x, y = features(binary, sets["dev"])
    report("dev", judge(trees, x), y)
    with open(out, "w", encoding="utf-8") as file:
        file.write("# The trees of the model in spelling.rs. Made by train/trees.py; see train/README.md.\n")
        for t in trees:
            file.write(text(t) + "\n")


if __name__ == "__main__":
    main()
