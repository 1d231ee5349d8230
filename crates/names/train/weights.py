#!/usr/bin/env python3
"""Fits the weights by which `spelling.rs` judges an alignment of two words.

usage: weights.py PERSON_NAMES_TXT FEATURES_BINARY OUT_TSV

FEATURES_BINARY is the built example `spelling_features`. Pairs come from groups of PERSON_NAMES_TXT (see letters.py):
two spellings of one group, and as counter-examples the nearest words of other groups by trigrams, the other sex, and
other endings. Logistic regression with a small ridge, Newton's method, seeded. Prints figures on the dev groups.
"""
import collections
import random
import subprocess
import sys

import numpy

from letters import other_sex, part, read, script

NAMES = ["bias", "total", "worst", "second", "head", "tail", "end", "total-per-letter", "letters", "skeleton-4",
         "skeleton", "one-script", "bare-equal"]
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
    out = []
    for qid, forms in eligible:
        both = [(a, b) for i, a in enumerate(forms) for b in forms[i + 1:] if not other_sex(a, b)]
        rng.shuffle(both)
        out += [(a, b, 1) for a, b in both[:3]]
        # Any other word: the model must know what is far apart, too.
        for f in rng.sample(forms, min(2, len(forms))):
            other = rng.choice(words)[0]
            if not owners[other] & owners[f]:
                out.append((f, other, 0))
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


# Features are cut here before they are multiplied, so that no product runs away.
CAPS = [12, 8, 8, 8, 10, 6, 3, 10, 1, 1, 1, 1]


def with_products(x):
    """The features and the products of each two of them."""
    cut = numpy.minimum(x, CAPS)
    n = x.shape[1]
    products = [(cut[:, i] * cut[:, j])[:, None] for i in range(n) for j in range(i, n)]
    return numpy.hstack([x] + products)


def fit(x, y, ridge=5.0):
    x = numpy.hstack([numpy.ones((len(x), 1)), x])
    w = numpy.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + numpy.exp(-x @ w))
        grad = x.T @ (y - p) - ridge * w
        step = numpy.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge * numpy.eye(len(w)), grad)
        w += step
        if abs(step).max() < 1e-7:
            break
    return w


def report(name, x, y, w):
    p = 1 / (1 + numpy.exp(-(numpy.hstack([numpy.ones((len(x), 1)), x]) @ w)))
    for t in (0.3, 0.5, 0.7, 0.9):
        hit = ((p >= t) & (y == 1)).sum()
        precision, recall = hit / max(1, (p >= t).sum()), hit / (y == 1).sum()
        wrong = ((p >= t) & (y == 0)).sum() / (y == 0).sum()
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name} at {t}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, counter-examples taken {wrong:.3f}")


def main():
    source, binary, out = sys.argv[1:]
    groups = read(source)
    sets = {name: pairs([g for g in groups if part(g[0]) == name], 11, n) for name, n in (("train", 8000), ("dev", 1500))}
    x, y = features(binary, sets["train"])
    x = with_products(x)
    w = fit(x, y)
    report("train", x, y, w)
    x, y = features(binary, sets["dev"])
    report("dev", with_products(x), y, w)
    names = NAMES + [f"{a} * {b}" for i, a in enumerate(NAMES[1:]) for b in NAMES[1 + i:]]
    with open(out, "w", encoding="utf-8") as file:
        file.write("# Weights of the model in spelling.rs. Made by train/weights.py; see train/README.md.\n")
        for name, value in zip(names, w, strict=True):
            file.write(f"{name}\t{value:.5f}\n")


if __name__ == "__main__":
    main()
