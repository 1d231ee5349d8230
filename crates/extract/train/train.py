"""Trains the block model: which lines of a page are its article.

usage: train.py PAGES FEATURES WORK [--all]

PAGES holds `wcxb/gold` and `fundus/gold`; FEATURES is the built example `features` of this crate; WORK a folder that already
holds the unpacked pages as `wcxb/*.html` and `fundus/*.html`, and where tables are written. Writes `../data/first.trees` and
`../data/second.trees`. Without --all only two thirds of the hosts are trained on and the rest is scored; with it the same
settings are fitted to all pages, which is what ships. One thread, fixed seeds. See README.md.
"""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from catboost import CatBoost, Pool

import gold

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "trees"))
from pack import pack  # noqa: E402

# Copies of a page: news weighs more.
PAGE = {"wcxb": 6.0, "fundus": 12.0}
# Rows below are not asked again.
SURE = 0.02
SETS = ("wcxb", "fundus")
FOLDS = 4
FIRST = {"iterations": 140, "depth": 6, "learning_rate": 0.12, "l2_leaf_reg": 6, "border_count": 32}
SECOND = {"iterations": 140, "depth": 6, "learning_rate": 0.1, "l2_leaf_reg": 8, "border_count": 32}


def table(work, name):
    meta = json.loads((work / f"{name}.json").read_text(encoding="utf-8"))
    rows = np.fromfile(work / f"{name}.f32", dtype="<f4").reshape(-1, len(meta["names"]))
    return meta, rows


def dump(example, work, name, out, scores=None):
    if scores is not None:
        scores.astype("<f4").tofile(work / f"{out}.p")
    extra = [str(work / f"{out}.p")] if scores is not None else []
    subprocess.run([example, str(work / name), str(work / out), *extra], check=True)
    return table(work, out)


class Data:
    """All rows of all pages, with labels, weights, folds."""

    def __init__(self, pages, example, work):
        self.sizes, self.texts, self.golds, self.x = [], [], [], []
        y, w, fold, held, page, source = [], [], [], [], [], []
        for s, name in enumerate(SETS):
            meta, x = dump(example, work, name, name)
            self.x.append(x)
            self.names = meta["names"]
            self.sizes.append(len(x))
            for stem, lines in meta["pages"]:
                truth = gold.gold(pages / name, stem)
                texts = [line[0] for line in lines]
                labels, found = gold.label(texts, truth["text"])
                summary = gold.label(texts, truth["summary"])[0] if truth["summary"] else [0.0] * len(texts)
                self.golds.append((name, stem, truth, found))
                self.texts.append(lines)
                number = gold.number(truth["host"])
                first = len(w)
                for text, label, standfirst in zip(texts, labels, summary):
                    undecided = label is None or found < 0.7 or (standfirst or 0.0) >= 0.5
                    y.append(label or 0.0)
                    w.append(0.0 if undecided else min(len(text), 900) ** 0.5 / 6 + 0.25)
                    fold.append(number // 3 % FOLDS)
                    held.append(number % 3 == 0)
                    page.append(len(self.golds) - 1)
                    source.append(s)
                # Figures are means over pages: a long page counts more than a short one, but not as its length.
                scale = PAGE[name] / (sum(w[first:]) + 1.0) ** 0.5
                w[first:] = [x * scale for x in w[first:]]
        self.x = np.concatenate(self.x)
        self.y, self.w = np.array(y, dtype="f4"), np.array(w, dtype="f4")
        self.fold, self.held = np.array(fold), np.array(held)
        self.page, self.source = np.array(page), np.array(source)

    def second(self, example, work, scores):
        """The rows of the second stage, from the first stage's scores."""
        out, at = [], 0
        for name, size in zip(SETS, self.sizes):
            meta, x = dump(example, work, name, f"{name}2", scores[at : at + size])
            out.append(x)
            at += size
            self.names2 = meta["names"]
        return np.concatenate(out)


def train(x, y, w, settings, rows):
    model = CatBoost({**settings, "loss_function": "CrossEntropy", "random_seed": 7, "thread_count": 1,
                      "verbose": False, "allow_writing_files": False, "rsm": 0.5, "bootstrap_type": "Bernoulli", "subsample": 0.8})
    keep = rows & (w > 0)
    model.fit(Pool(x[keep], y[keep], weight=w[keep]))
    return model


def probability(model, x):
    return (1.0 / (1.0 + np.exp(-model.predict(x)))).astype("f4")


def out_of_fold(x, data, settings, rows):
    scores = np.zeros(len(x), dtype="f4")
    for fold in range(FOLDS):
        model = train(x, data.y, data.w, settings, rows & (data.fold != fold))
        here = data.fold == fold
        scores[here] = probability(model, x[here])
    return scores


def save(model, names, path, work):
    model.save_model(str(work / "model.json"), format="json")
    packed = pack(json.loads((work / "model.json").read_text()), names)
    path.write_bytes(packed)
    print(f"{path.name}: {len(packed)} bytes")
    # Rows of our own for the test that Rust computes what the trainer computes.
    rows = np.random.default_rng(7).uniform(-3, 60, (24, len(names))).astype("f4")
    rows[::2] = np.round(rows[::2] / 30)
    stored = {"rows": rows.tolist(), "logits": model.predict(rows).tolist()}
    (HERE / f"{path.stem}.vectors.json").write_text(json.dumps(stored))


def sound(data, scores):
    """Rows of pages on which the first stage and the gold agree roughly: elsewhere the gold is often of another page."""
    out = np.ones(len(scores), dtype=bool)
    n = len(data.golds)
    kept, true = (scores >= 0.5) * data.w, data.y * data.w
    both = np.bincount(data.page, np.minimum(kept, true), n)
    f1 = 2 * both / np.maximum(np.bincount(data.page, kept + true, n), 1e-6)
    return out & (f1 >= 0.7)[data.page]


def report(data, scores, rows, title, threshold=0.5):
    """Figures of the pages that `rows` picks, each source apart."""
    starts = np.flatnonzero(np.r_[True, data.page[1:] != data.page[:-1]])
    ends = np.r_[starts[1:], len(data.page)]
    for s, name in enumerate(SETS):
        pairs = []
        for a, b in zip(starts, ends):
            if rows[a] and data.source[a] == s:
                page = data.page[a]
                lines = data.texts[page]
                kept = [lines[k][0] for k in range(b - a) if scores[a + k] >= threshold]
                pairs.append((data.golds[page][2]["text"], "\n\n".join(kept)))
        if pairs:
            print(title, name, {k: round(v, 3) for k, v in gold.score(pairs)[0].items()}, flush=True)


def main():
    pages, example, work = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    everything = "--all" in sys.argv
    data = Data(pages, example, work)
    print(len(data.x), "rows", data.x.shape[1], "columns", flush=True)
    rows = np.ones(len(data.x), dtype=bool) if everything else ~data.held
    first = out_of_fold(data.x, data, FIRST, rows)
    model = train(data.x, data.y, data.w, FIRST, rows)
    if not everything:
        first[data.held] = probability(model, data.x[data.held])
    save(model, data.names, HERE.parent / "data" / "first.trees", work)
    report(data, first, ~data.held, "stage 1, out of fold")
    x = data.second(example, work, first)
    print(x.shape[1], "columns", flush=True)
    asked = rows & (first > SURE) & sound(data, first)
    second = out_of_fold(x, data, SECOND, asked)
    second = (second + first) / 2
    model = train(x, data.y, data.w, SECOND, asked)
    second[first <= SURE] = first[first <= SURE]
    if not everything:
        late = data.held & (first > SURE)
        second[late] = probability(model, x[late])
        second[late] = (second[late] + first[late]) / 2
        report(data, second, data.held, "stage 2, held out")
    save(model, data.names2, HERE.parent / "data" / "second.trees", work)
    report(data, second, ~data.held, "stage 2, out of fold")
    gains = sorted(zip(model.get_feature_importance(), data.names2), reverse=True)
    print(" ".join(f"{name} {gain:.1f}" for gain, name in gains[:40]))
    np.save(work / "first.npy", first)
    np.save(work / "second.npy", second)


if __name__ == "__main__":
    main()
