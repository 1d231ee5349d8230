"""Gold pages: which lines of a page are its article, and how well a choice of lines does.

A page's gold is one text; a line belongs to it by the share of its 4-grams found there, in the gold's order. A copy of a line
(a comment that quotes, a teaser that repeats the opening) is not the article when the gold's words are already covered.
"""
import hashlib
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlparse

WORD = re.compile(r"\w+")


def gold(folder, stem):
    """The gold of a page: text, host, and the standfirst where the gold counts it as text."""
    raw = json.loads((Path(folder) / "gold" / f"{stem}.json").read_text(encoding="utf-8"))
    found = raw.get("ground_truth", raw)
    return {"text": found.get("main_content") or "", "host": host(raw), "summary": " ".join(raw.get("summary") or [])}


def host(raw):
    """The registered name of a page's host, roughly: what a publisher's pages share."""
    parts = (urlparse(raw.get("url", "")).hostname or raw.get("publisher", "")).split(".")
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 3
    return ".".join(parts[-3 if short else -2 :])


def number(name):
    """A stable number of a host, for splits."""
    return int(hashlib.md5(name.encode()).hexdigest(), 16)


def held_out(name):
    """Every third host is for figures only."""
    return number(name) % 3 == 0


def words(text):
    return [w.lower() for w in WORD.findall(text)]


def label(lines, text):
    """For each line the share of it that is gold (None: no words), and the share of the gold that was found."""
    truth, said = words(text), [words(line) for line in lines]
    where = defaultdict(list)
    for i in range(len(truth) - 3):
        where[tuple(truth[i : i + 4])].append(i)
    share, starts = [0.0] * len(lines), [[] for _ in lines]
    for k, line in enumerate(said):
        if len(line) < 4:
            continue
        hits = [where.get(tuple(line[i : i + 4])) for i in range(len(line) - 3)]
        share[k] = sum(h is not None for h in hits) / len(hits)
        votes = Counter(p - i for i, h in enumerate(hits) if h for p in h[:8])
        if votes:
            most = votes.most_common(1)[0][1]
            starts[k] = [(p, m) for p, m in votes.most_common(4) if m >= max(1, most / 2)]
    chain = longest(said, share, starts)
    covered = bytearray(len(truth) + 1)
    for k, p in chain.items():
        for i in range(max(0, p), min(len(truth), p + len(said[k]))):
            covered[i] = 1
    out = list(share)
    for k, line in enumerate(said):
        if share[k] >= 0.5 and k not in chain:
            p = starts[k][0][0]
            if sum(covered[max(0, p) : p + len(line)]) > len(line) / 2:
                out[k] = 0.0
    short_lines(said, share, chain, truth, covered, out)
    return out, sum(covered) / max(1, len(truth))


def longest(said, share, starts):
    """The heaviest chain of lines whose places in the gold rise."""
    nodes = [(k, p, m) for k in range(len(said)) if share[k] >= 0.5 for p, m in starts[k]]
    best, back = [0] * len(nodes), [-1] * len(nodes)
    for i, (k, p, m) in enumerate(nodes):
        for j in range(i - 1, max(-1, i - 1500), -1):
            kj, pj, _ = nodes[j]
            if kj < k and pj + len(said[kj]) <= p + 3 and best[j] > best[i]:
                best[i], back[i] = best[j], j
        best[i] += m
    chain = {}
    i = max(range(len(nodes)), key=best.__getitem__, default=-1)
    while i >= 0:
        chain[nodes[i][0]] = nodes[i][1]
        i = back[i]
    return chain


def short_lines(said, share, chain, truth, covered, out):
    """Lines of few words are the gold's when they stand there between what stands around them."""
    after, following = [-1] * len(said), -1
    for k in range(len(said) - 1, -1, -1):
        following = k if k in chain else following
        after[k] = following
    last, begun = 0, False
    for k, line in enumerate(said):
        if k in chain:
            last, begun = chain[k] + len(line), True
            continue
        if not line:
            out[k] = None
        elif len(line) < 4 or 0 < share[k] < 0.5 or (share[k] == 0 and len(line) < 8):
            end = chain[after[k]] if after[k] >= 0 else min(len(truth), last + 12)
            start = max(last - 1, 0) if begun else max(0, end - 12)
            at = next(
                (
                    i
                    for i in range(start, max(start, end - len(line)) + 2)
                    if truth[i : i + len(line)] == line and not any(covered[i : i + len(line)])
                ),
                None,
            )
            if at is not None:
                out[k], last = 1.0, at + len(line)
                covered[at:last] = b"\1" * len(line)
            elif len(line) < 4:
                out[k] = 0.0


def shingles(text):
    text = WORD.findall(text)
    if len(text) < 4:
        return text, Counter([tuple(text)] if text else [])
    return text, Counter(zip(*(text[k:] for k in range(4))))


def score(pairs):
    """Precision, recall, F1, mean F1 of a page, share exact, blanks, as `pages.py` counts them, of (gold, found) texts."""
    precision, recall, pages, exact, blank = [], [], [], 0, 0
    for truth, found in pairs:
        (gw, a), (pw, b) = shingles(truth), shingles(found)
        both, na, nb = sum((a & b).values()), sum(a.values()), sum(b.values())
        if nb:
            precision.append(both / nb)
        else:
            blank += 1
        if na:
            recall.append(both / na)
        pages.append(2 * both / (na + nb) if na + nb else 1.0)
        exact += gw == pw
    p, r, n = sum(precision) / max(1, len(precision)), sum(recall) / max(1, len(recall)), max(1, len(pages))
    figures = {"n": len(pages), "P": p, "R": r, "F1": 2 * p * r / (p + r) if p + r else 0.0, "page": sum(pages) / n, "exact": exact / n, "blank": blank}
    return figures, pages
