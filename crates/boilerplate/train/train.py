#!/usr/bin/env python3
"""Trains the line model: two stages of small symmetric trees, packed for copydesk-trees.

usage: train.py RENDERED_DIR LINE_FEATURES_PROGRAM OUT_DIR [--final]

RENDERED_DIR is what render.py wrote; the program is the example `line_features` of this crate, so that training and use
share one code for features. Folds are made by host. Without --final only held-out figures are printed. Lines that the model
does not judge (OUT.judged) are no rows; each stage gets the features that weigh most in a first fit of it.

Besides first.npy and second.npy (log-odds of all lines), RENDERED_DIR gets said-html-text.bin: the held-out probabilities, which the
example `label_lines` takes with --said, for figures of model and rules together.
"""
import json, subprocess, sys, zlib
from pathlib import Path

import numpy as np
from catboost import CatBoostClassifier

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "trees"))
from pack import pack

FOLDS = 4
RENDERINGS = {"html-text": 1.0, "crops": 1.0}
FUNDUS = 2.0  # these pages are like the news pages that the model is for
MENU = -6.0  # log-odds of the lines that are not judged, as in src/model/mod.rs
FEATURES = (140, 100)  # of the first and of the second stage
FIRST = dict(iterations=600, depth=6, learning_rate=0.05)
SECOND = dict(iterations=350, depth=6, learning_rate=0.05)
COMMON = dict(
    loss_function="Logloss", l2_leaf_reg=8, border_count=24, random_seed=7, thread_count=1, rsm=0.5,
    bootstrap_type="Bernoulli", subsample=0.7, min_data_in_leaf=80, verbose=False, allow_writing_files=False,
    score_function="L2",
)


def fold_of(host):
    return zlib.crc32(host.encode()) % FOLDS


class Data:
    """Lines of all pages of all renderings, in one order."""

    def __init__(self, rendered, program, work):
        self.program, self.work, self.files = program, work, []
        labels, folds, weights, pages, lengths = [], [], [], [], []
        self.page_info = []
        for rendering, weight in RENDERINGS.items():
            for row in (rendered / rendering / "labels.tsv").read_text().splitlines():
                file, host, folder, marks = row.split("\t")
                path = rendered / rendering / file
                lines = path.read_text(encoding="utf-8").split("\n")[:-1]
                assert len(lines) == len(marks), file
                self.files.append(path)
                n = len(self.page_info)
                self.page_info.append((rendering, folder, file))
                chars = np.array([len(l) for l in lines], dtype=np.float32)
                labels.append(np.array([m == "1" for m in marks], dtype=np.int8))
                lengths.append(chars)
                weights.append(np.sqrt(np.minimum(chars, 1000)) / 6 * weight * (FUNDUS if folder == "fundus" else 1))
                folds.append(np.full(len(lines), fold_of(host), dtype=np.int8))
                pages.append(np.full(len(lines), n, dtype=np.int32))
        self.labels, self.folds, self.weights = map(np.concatenate, (labels, folds, weights))
        self.pages, self.lengths = np.concatenate(pages), np.concatenate(lengths)

    def features(self, logits=None):
        listed, out = self.work / "files.txt", self.work / "features.bin"
        listed.write_text("\n".join(map(str, self.files)))
        command = [self.program, listed, out]
        if logits is not None:
            (self.work / "logits.bin").write_bytes(logits.astype("<f4").tobytes())
            command.append(self.work / "logits.bin")
        subprocess.run(command, check=True)
        names = (self.work / "features.bin.names").read_text().split("\n")
        self.judged = np.fromfile(self.work / "features.bin.judged", dtype=np.uint8) == 1
        return names, np.fromfile(out, dtype="<f4").reshape(-1, len(names))


def fitted(settings, x, data, rows):
    rows = rows & data.judged
    model = CatBoostClassifier(**COMMON, **settings)
    return model.fit(x[rows], data.labels[rows], sample_weight=data.weights[rows])


def held_out(settings, x, data):
    z = np.full(len(x), MENU, dtype=np.float32)
    for fold in range(FOLDS):
        away = (data.folds == fold) & data.judged
        model = fitted(settings, x, data, data.folds != fold)
        z[away] = model.predict(x[away], prediction_type="RawFormulaVal")
    return z


def weighty(settings, x, data, count):
    """The columns that weigh most, in their order."""
    few = dict(settings, iterations=settings["iterations"] // 2, learning_rate=settings["learning_rate"] * 1.6)
    weights = fitted(few, x, data, np.ones(len(x), dtype=bool)).get_feature_importance()
    return np.sort(np.argsort(-weights, kind="stable")[:count])


def figures(data, kept, chosen):
    by_page = []
    for n in np.flatnonzero(chosen):
        rows = slice(*data.spans[n])
        c, y, k = data.lengths[rows], data.labels[rows] == 1, kept[rows]
        by_page.append((c[y & k].sum(), c[k].sum(), c[y].sum()))
    right, said, gold = np.array(by_page, dtype=float).T
    f1 = 2 * right / np.maximum(1, said + gold)
    p, r = right.sum() / max(1, said.sum()), right.sum() / gold.sum()
    return p, r, 2 * p * r / (p + r), f1.mean(), (f1 > 0.98).mean()


def report(name, data, p):
    starts = np.flatnonzero(np.diff(data.pages, prepend=-1))
    data.spans = list(zip(starts, list(starts[1:]) + [len(p)]))
    info = np.array(data.page_info)
    for folder in ("fundus", "wcxb", "both"):
        chosen = (info[:, 0] == "html-text") & ((info[:, 1] == folder) | (folder == "both"))
        best = max(np.arange(0.1, 0.9, 0.05), key=lambda t: sum(figures(data, p >= t, chosen)[2:4]))
        unsure = [t for t in np.arange(0.01, 0.5, 0.005) if figures(data, p >= t, chosen)[1] >= 0.995]
        for t in (best, 0.5, unsure[-1] if unsure else 0.01):
            print(f"{name:8} {folder:7} t {t:.3f}  P %.3f R %.4f F1 %.3f mean %.3f hi %.3f" % figures(data, p >= t, chosen), flush=True)


def packed(model, names, path):
    """Only the features that a tree asks for get a column."""
    target = path.with_suffix(".json")
    model.save_model(str(target), format="json")
    raw = json.loads(target.read_text())
    target.unlink()
    splits = [s for tree in raw["oblivious_trees"] for s in tree.get("splits") or []]
    used = sorted({s["float_feature_index"] for s in splits})
    for split in splits:
        split["float_feature_index"] = used.index(split["float_feature_index"])
    path.write_bytes(pack(raw, [names[k] for k in used]))
    print(path.name, len(used), "features", path.stat().st_size, "bytes")


def main():
    rendered, program, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    data = Data(rendered, program, rendered)
    names, x = data.features()
    second_at = names.index("z")
    print(len(names), "features", len(x), "lines")
    every = np.ones(len(x), dtype=bool)
    print("judged %.3f of lines" % data.judged.mean())
    chosen = weighty(FIRST, x[:, :second_at], data, FEATURES[0])
    x, own = x[:, chosen], [names[k] for k in chosen]
    first = held_out(FIRST, x, data)
    np.save(rendered / "first.npy", first)
    report("first", data, 1 / (1 + np.exp(-first)))
    if "--final" in sys.argv:
        packed(fitted(FIRST, x, data, every), own, out / "first.trees")
    del x
    _, x = data.features(first)
    chosen = weighty(SECOND, x, data, FEATURES[1])
    x, own = x[:, chosen], [names[k] for k in chosen]
    second = held_out(SECOND, x, data)
    np.save(rendered / "second.npy", second)
    report("second", data, 1 / (1 + np.exp(-second)))
    both = 1 / (1 + np.exp(-(first + second) / 2))
    report("both", data, both)
    whole = np.array([info[0] == "html-text" for info in data.page_info])
    both[whole[data.pages]].astype("<f4").tofile(rendered / "said-html-text.bin")
    if "--final" in sys.argv:
        packed(fitted(SECOND, x, data, every), own, out / "second.trees")


if __name__ == "__main__":
    main()
