#!/usr/bin/env python3
"""Pages with gold turned into bare text, each line with the share of its word 4-grams that stand in the article.

usage: render.py PAGES_DIR OUT_DIR

PAGES_DIR holds `<folder>/html/*.html.gz` and `<folder>/gold/*.json`. For each rendering, OUT_DIR gets a folder of `.txt`
files and a `labels.tsv`: file, host, folder, and one character per line of the file: `1` article, `0` not.
Pages whose gold is found to less than 70 % are left out: there the gold, or the rendering, is of another text.
"""
import gzip, hashlib, html as html_entities, json, random, re, sys, unicodedata
from pathlib import Path
from urllib.parse import urlsplit

import html_text
import lxml.html
from inscriptis import get_text

WORD = re.compile(r"\w+")
BLOCKS = set("""address article aside blockquote br button dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
h6 header hr legend li main nav ol option p pre section select summary table td th tr ul title""".split())
SKIP = {"script", "style", "noscript", "template", "svg", "head"}


def words(text):
    return WORD.findall(unicodedata.normalize("NFKC", text).lower())


def grams(w):
    return {tuple(w[k : k + 4]) for k in range(len(w) - 3)}


def lines_of(text):
    return [" ".join(l.split()) for l in text.split("\n") if l.strip()]


def walk(tree):
    """New line at block elements, the title first; without recursion."""
    out, buffer = [], []
    title = tree.findtext(".//title")
    if title:
        out.append(title)

    def flush():
        if buffer:
            out.append("".join(buffer))
            buffer.clear()

    stack = [(tree, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else None
        if leaving:
            if tag in BLOCKS:
                flush()
            if node.tail:
                buffer.append(node.tail)
            continue
        if tag is None or tag in SKIP:
            if node.tail:
                buffer.append(node.tail)
            continue
        if tag in BLOCKS:
            flush()
        if node.text:
            buffer.append(node.text)
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    flush()
    return "\n".join(out)


def judged(lines, gold):
    gold_lines = {" ".join(words(l)) for l in gold.split("\n")}
    gold_grams = grams(words(gold))
    labels, found = [], set()
    for line in lines:
        w = words(line)
        if len(w) < 4:
            labels.append("1" if w and " ".join(w) in gold_lines else "0")
            continue
        g = grams(w)
        hit = g & gold_grams
        body = len(hit) >= 0.6 * len(g)
        labels.append("1" if body else "0")
        if body:
            found |= hit
    return "".join(labels), len(found) / max(1, len(gold_grams))


def crop(lines, labels, rng):
    """A page cut to few lines around the article, as those who copy by hand leave it."""
    first, last = labels.find("1"), labels.rfind("1")
    before, after = rng.randint(0, 12), rng.randint(0, 25)
    a, b = max(0, first - before), min(len(lines), last + 1 + after)
    part, marks = lines[a:b], labels[a:b]
    if a > 0 and rng.random() < 0.4:
        part, marks = [lines[0]] + part, "0" + marks
    return part, marks


def main():
    pages, out = Path(sys.argv[1]), Path(sys.argv[2])
    rows = {}
    for folder in ("wcxb", "fundus"):
        for path in sorted((pages / folder / "gold").glob("*.json")):
            raw = json.loads(path.read_text(encoding="utf-8"))
            gold = (raw.get("ground_truth") or raw).get("main_content") or ""
            url = raw.get("url") or path.stem
            host = (urlsplit(url).hostname or path.stem).removeprefix("www.")
            with gzip.open(pages / folder / "html" / f"{path.stem}.html.gz") as f:
                raw_html = f.read()
            html = raw_html.decode("utf-8", "replace")
            try:
                tree = lxml.html.fromstring(raw_html, parser=lxml.html.HTMLParser(encoding="utf-8"))
                renderings = {
                    "html-text": html_text.extract_text(html),
                    "inscriptis": get_text(html),
                    "walker": html_entities.unescape(walk(tree)),
                }
            except Exception as error:  # a page that a parser refuses is no use here
                print(path.stem, error, file=sys.stderr)
                continue
            for name, text in renderings.items():
                lines = lines_of(text)
                labels, coverage = judged(lines, gold)
                if coverage < 0.7 or "1" not in labels:
                    continue
                versions = [(name, lines, labels)]
                if name == "html-text":
                    seed = int.from_bytes(hashlib.sha256(path.stem.encode()).digest()[:8], "big")
                    rng = random.Random(seed)
                    versions += [("crops", *crop(lines, labels, rng))]
                for version, some, marks in versions:
                    target = out / version
                    target.mkdir(parents=True, exist_ok=True)
                    file = f"{folder}-{path.stem}.txt"
                    (target / file).write_text("\n".join(some) + "\n", encoding="utf-8")
                    rows.setdefault(version, []).append(f"{file}\t{host}\t{folder}\t{marks}")
    for version, table in rows.items():
        (out / version / "labels.tsv").write_text("\n".join(table) + "\n", encoding="utf-8")
        print(version, len(table), "pages", sum(len(r.split("\t")[3]) for r in table), "lines")


if __name__ == "__main__":
    main()
