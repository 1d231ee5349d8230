"""Our reader of web archives against FastWARC: the same file, one thread, CPU seconds of runs in turn; every record must be equal.

    pip install -r crates/sources/examples/requirements.txt
    cargo build --release -p copydesk-sources --example warc
    python crates/sources/examples/warc.py target/release/examples/warc [FILE...]

Without files it makes some: generated pages in an archive whose records are gzip members, and the same archive unpacked.
"""

import io
import random
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

RUNS = 5


def make(folder: Path, pages: int = 3000) -> list[Path]:
    """Pages of random words with markup: they pack about as well as news pages do."""
    rng = random.Random(7)
    words = ["".join(rng.choices("aeioubdfklmnprstvz", k=rng.randint(2, 10))) for _ in range(8000)]
    files = []
    for name, gzipped in (("pages.warc.gz", True), ("pages.warc", False)):
        rng.seed(11)
        path = folder / name
        with path.open("wb") as out:
            writer = WARCWriter(out, gzip=gzipped)
            for k in range(pages):
                paragraphs = (f'<p class="body-{k % 7}">{" ".join(rng.choices(words, k=60))}.</p>' for _ in range(rng.randint(20, 120)))
                body = f"<!doctype html><html><body><nav>{'<a href=/>Home</a>' * 40}</nav>{''.join(paragraphs)}</body></html>"
                http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
                record = writer.create_warc_record(
                    f"https://news.example/{k}", "response", payload=io.BytesIO(body.encode()), http_headers=http,
                    warc_headers_dict={"WARC-Date": "2020-08-19T10:00:00Z", "WARC-Record-ID": f"<urn:uuid:{k}>"},
                )
                writer.write_record(record)
        files.append(path)
    return files


def theirs(path: Path) -> tuple[int, int, float]:
    cpu = time.process_time()
    records = size = 0
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False, record_types=WarcRecordType.any_type):
            records += 1
            size += len(record.reader.read())
    return records, size, time.process_time() - cpu


def ours(binary: str, path: Path) -> tuple[int, int, float]:
    before = cpu_of_children()
    out = subprocess.run([binary, path], check=True, capture_output=True, text=True).stdout.split()
    return int(out[0]), int(out[2]), cpu_of_children() - before


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def digests(path: Path) -> list[str]:
    lines = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False, record_types=WarcRecordType.any_type):
            block = record.reader.read()
            kind = record.headers.get("WARC-Type", "")
            identity = record.headers.get("WARC-Record-ID", "")
            lines.append(f"{kind} {identity} {len(block)} {zlib.crc32(block):08x}")
    return lines


def main() -> int:
    binary, files = sys.argv[1], [Path(p) for p in sys.argv[2:]]
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for path in files or make(Path(folder)):
            mine, peer = [], []
            for _ in range(RUNS):
                mine.append(ours(binary, path))
                peer.append(theirs(path))
            listed = Path(folder) / "digests"
            subprocess.run([binary, path, listed], check=True, capture_output=True)
            equal = listed.read_text().splitlines() == digests(path)
            (records, size, seconds), peer_seconds = min(mine, key=lambda r: r[2]), min(r[2] for r in peer)
            ratio = peer_seconds / seconds
            failed |= not equal
            print(
                f"{path.name}: {records} records, {size / 1e6:.1f} MB of blocks; ours {size / 1e6 / seconds:.0f} MB/s, "
                f"FastWARC {size / 1e6 / peer_seconds:.0f} MB/s, ratio {ratio:.2f}; every record equal: {equal}"
            )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
