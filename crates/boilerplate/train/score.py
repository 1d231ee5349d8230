#!/usr/bin/env python3
"""Body by character over rendered pages: P, R, F1 over all, mean F1 of pages, share of pages over .98.

usage: score.py RENDERED_DIR/RENDERING LABELLED.json [fundus|wcxb] [--worst N]

LABELLED.json is what the example `label_lines` printed for the same files. Pages that the weights were trained on flatter.
"""
import json, sys
from pathlib import Path

folder, said = Path(sys.argv[1]), json.load(open(sys.argv[2]))
only = sys.argv[3] if len(sys.argv) > 3 and not sys.argv[3].startswith("-") else ""
rows = []
for row in (folder / "labels.tsv").read_text().splitlines():
    file, host, source, marks = row.split("\t")
    if file not in said or (only and source != only):
        continue
    lines = (folder / file).read_text(encoding="utf-8").split("\n")[:-1]
    kept = [l in ("body", "heading") for l in said[file]["labels"]]
    right = sum(len(l) for l, m, k in zip(lines, marks, kept) if m == "1" and k)
    have = sum(len(l) for l, k in zip(lines, kept) if k)
    gold = sum(len(l) for l, m in zip(lines, marks) if m == "1")
    rows.append((2 * right / max(1, have + gold), right, have, gold, file))
r, h, g = (sum(row[k] for row in rows) for k in (1, 2, 3))
f1 = [row[0] for row in rows]
print(f"{len(rows)} pages  P {r/h:.3f} R {r/g:.4f} F1 {2*r/(h+g):.3f} mean {sum(f1)/len(f1):.3f} hi {sum(f > .98 for f in f1)/len(f1):.3f}")
if "--worst" in sys.argv:
    for row in sorted(rows)[: int(sys.argv[-1])]:
        print("%.2f right %d kept %d gold %d %s" % row)
