"""Packs an ensemble of symmetric trees, as CatBoost saves it in JSON, into the small file that copydesk-trees reads.

usage: pack.py MODEL.json OUT.trees NAME...        (one NAME for each feature, in the order of columns)

Or, from a training script: `from pack import pack`. The layout stands in src/packed.rs. Borders are rounded down to f32, which
changes no answer for features that are f32; leaves become integers of one unit, so a sum is off by at most trees / 2 units.
Python 3.9+, standard library only.
"""
import json
import struct
import sys

MAGIC = b"CDTREES1"


def down(border):
    """The greatest f32 that is not above `border`: for every f32 x, x > border exactly when x > down(border)."""
    near = struct.unpack("<f", struct.pack("<f", border))[0]
    if near <= border:
        return near
    bits = struct.unpack("<i", struct.pack("<f", near))[0]
    if near == 0.0:
        bits = -2147483647  # the smallest negative number
    else:
        bits += -1 if near > 0 else 1
    return struct.unpack("<f", struct.pack("<i", bits))[0]


def pack(model, names):
    """The packed bytes of `model` (the parsed JSON of a CatBoost model with numeric features only)."""
    scale, bias = model["scale_and_bias"]
    bias = bias[0] if isinstance(bias, list) else bias
    trees = []
    used = [set() for _ in names]
    for tree in model["oblivious_trees"]:
        splits = []
        for split in tree.get("splits") or []:
            if split.get("split_type", "FloatFeature") != "FloatFeature":
                raise ValueError(f"only numeric features can be packed, not {split['split_type']}")
            feature, border = split["float_feature_index"], down(split["border"])
            used[feature].add(border)
            splits.append((feature, border))
        trees.append((splits, [leaf * scale for leaf in tree["leaf_values"]]))
    greatest = max((abs(leaf) for _, leaves in trees for leaf in leaves), default=0.0)
    unit = greatest / 32767 or 1.0
    borders = [sorted(b) for b in used]
    out = bytearray(MAGIC)
    out += struct.pack("<HHid", len(names), len(trees), round(bias / unit), unit)
    listed = "".join(name + "\n" for name in names).encode()
    out += struct.pack("<I", len(listed)) + listed
    for feature in borders:
        out += struct.pack("<B", len(feature)) + struct.pack(f"<{len(feature)}f", *feature)
    for splits, leaves in trees:
        out += struct.pack("<B", len(splits))
        for feature, border in splits:
            out += struct.pack("<HB", feature, borders[feature].index(border))
        out += struct.pack(f"<{len(leaves)}h", *(round(leaf / unit) for leaf in leaves))
    return bytes(out)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    with open(sys.argv[1]) as source:
        packed = pack(json.load(source), sys.argv[3:])
    with open(sys.argv[2], "wb") as target:
        target.write(packed)
    print(f"{sys.argv[2]}: {len(packed)} bytes")
