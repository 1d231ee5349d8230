"""Documents per second of `clean_batch` and of a chain of Python libraries for the same columns, same pages, same run.

    python chain.py PAGES [--pages N] [--rounds N]

PAGES is a folder of raw pages. The chain is what one would write today: charset-normalizer, ftfy, trafilatura with metadata, lingua,
datasketch for the signature, pyarrow for the table. Both sides run on one thread and are measured in seconds of CPU, in turns; the best
round of each counts. Names, labels of the removed text and traces of translation have no peer in the chain; ours makes them too.
"""

import argparse
import pathlib
import time

import pyarrow as pa

import copydesk


def ours(pages):
    batch = pa.record_batch({"id": [i for i, _ in pages], "content": pa.array([c for _, c in pages], pa.binary())})
    return copydesk.clean_batch(batch).num_rows


def chain():
    import charset_normalizer
    import datasketch
    import ftfy
    import trafilatura
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()

    def clean(content):
        best = charset_normalizer.from_bytes(content).best()
        html = ftfy.fix_encoding(str(best) if best else content.decode("utf-8", "replace"))
        found = trafilatura.bare_extraction(html, with_metadata=True)
        if found is None:
            return None
        page = found.as_dict()
        text = page.get("text") or ""
        language = detector.detect_language_of(text)
        signature = datasketch.MinHash(num_perm=120)
        words = text.lower().split()
        signature.update_batch([" ".join(words[k : k + 5]).encode() for k in range(max(1, len(words) - 4))])
        return {
            "title": page.get("title"), "authors": page.get("author"), "published": page.get("date"), "site": page.get("sitename"),
            "text": text, "words": len(words), "language": language.iso_code_639_3.name if language else None,
            "charset": best.encoding if best else None, "signature": signature.hashvalues.tobytes(),
        }  # fmt: skip

    def run(pages):
        rows = [row for _, content in pages if (row := clean(content)) is not None]
        return pa.Table.from_pylist(rows).num_rows

    return run


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("pages", type=pathlib.Path)
    arguments.add_argument("--pages", dest="most", type=int, default=100)
    arguments.add_argument("--rounds", type=int, default=2)
    asked = arguments.parse_args()
    files = sorted(p for p in asked.pages.rglob("*") if p.is_file())[: asked.most]
    pages = [(str(p.relative_to(asked.pages)), p.read_bytes()) for p in files]
    sides = {"copydesk": ours, "chain": chain()}
    for run in sides.values():
        run(pages[:3])
    best = dict.fromkeys(sides, float("inf"))
    made = {}
    for _ in range(asked.rounds):
        for name, run in sides.items():
            started = time.process_time()
            made[name] = run(pages)
            best[name] = min(best[name], time.process_time() - started)
    for name in sides:
        print(f"{name:9} {len(pages) / best[name]:8.1f} documents per CPU second, {made[name]} rows of {len(pages)} pages")
    print(f"ratio     {best['chain'] / best['copydesk']:8.1f}")


if __name__ == "__main__":
    main()
