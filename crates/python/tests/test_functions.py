"""What a caller meets: the columns of the contract, the errors, threads, and input of all kinds."""

import copy
import datetime
import gzip
import pickle
import random
import subprocess
import sys
import threading
import time

import copydesk
import pytest

PAGE = """<!doctype html><html lang="en"><head><title>Bridge opens | The Post</title>
<meta property="article:published_time" content="2024-05-06T07:08:09+02:00"></head><body>
<nav><a href="/">Home</a><a href="/world">World</a><a href="/sport">Sport</a></nav>
<article><h1>Bridge opens</h1><p class="byline">By Anna Example</p>
<p>The bridge over the river opened on Monday, two years later than it had been promised — кожны ведае чаму 🌉.</p>
<p>The first lorry crossed it at noon, and the drivers behind it blew their horns for minutes.</p></article>
<footer>Copyright The Post. All rights reserved.</footer></body></html>"""


def test_extract_gives_article_and_spans():
    page = copydesk.extract(PAGE, url="https://post.example/bridge")
    assert page.title == "Bridge opens" and page.authors == ["Anna Example"]
    assert page.text.startswith("The bridge over") and "All rights" not in page.text
    assert page.published == datetime.datetime(2024, 5, 6, 5, 8, 9, tzinfo=datetime.timezone.utc)
    assert page.published_source == "meta" and page.modified is None
    assert page.url == "https://post.example/bridge" and page.site == "post.example"
    assert page == copydesk.extract(PAGE.encode(), url="https://post.example/bridge")


def test_offsets_are_code_points():
    page = copydesk.clean(PAGE)
    assert "".join(s.text for s in page.spans) == page.page_text
    for s in page.spans:
        assert page.page_text[s.start:s.end] == s.text
    for m in page.mentions:
        assert page.page_text[m.start:m.end] == m.surface
    for a in page.artifacts:
        assert page.page_text[a.start:a.end] == a.surface
    mended = copydesk.repair("🌉 кафэ cafÃ© 🌉 naÃ¯ve")
    assert [e.before for e in mended.edits] == ["Ã©", "Ã¯"]
    for e in mended.edits:
        assert "🌉 кафэ cafÃ© 🌉 naÃ¯ve"[e.start:e.end] == e.before


def test_clean_says_what_the_build_says(raw, dataset):
    import pyarrow.parquet as pq

    rows = {r["id"]: r for r in pq.read_table(dataset / "documents.parquet").to_pylist()}
    # What the build knows beyond the bytes: outlet.toml, the container, other documents.
    beyond = {"id", "source", "outlet", "site", "url", "text_normalized", "cluster", "cluster_size", "cluster_head", "fetched", "metadata"}
    described = ("eastbridge-review/", "nadberezhnye-vesti/", "northgate-dispatch/", "rechka/")
    compared = 0
    for name, content in raw:
        if name.startswith(described):
            continue
        page = copydesk.clean(content)
        for column, value in rows[name].items():
            if column not in beyond:
                assert getattr(page, column) == value, (name, column)
        compared += 1
    assert compared >= 15


def test_results_are_values():
    page = copydesk.clean(PAGE)
    assert page == copydesk.clean(PAGE) and page != copydesk.clean("Another text.") and page != 1
    assert pickle.loads(pickle.dumps(page)) == page
    assert copy.deepcopy(page) == page
    assert repr(page.spans[0]).startswith("Span(seq=0, start=0")
    assert len(repr(page)) < 4000
    with pytest.raises(AttributeError):
        page.text = "mine"


def test_names():
    names = ["Лукашенко", "LUKASHENKA, Alyaksandr", "Dzmitry Kavalenka", "Dmitry Kovalenko", "", "Лукашенко"]
    found = copydesk.resolve_names(names)
    assert [f.name for f in found] == names
    assert found[0] == found[5] and found[0].entity_id == found[1].entity_id == "by-lukashenko-a"
    assert found[2].entity_id == found[3].entity_id != found[0].entity_id
    assert found[0].type == "person" and found[0].canonical == "Alexander Lukashenko"
    assert copydesk.resolve_names([]) == []
    same = copydesk.same_name("Łukaszenka", "Лукашенко")
    assert same.same is True and same.score >= 0.5 and same.rule


@pytest.mark.parametrize(
    "call",
    [
        lambda: copydesk.decode("text"),
        lambda: copydesk.decode(1),
        lambda: copydesk.decode(None),
        lambda: copydesk.decode(b"x", declared=1),
        lambda: copydesk.decode(b"x", "utf-8"),
        lambda: copydesk.repair(b"x"),
        lambda: copydesk.language(None),
        lambda: copydesk.extract(["<p>"]),
        lambda: copydesk.clean(3.5),
        lambda: copydesk.clean(b"x", url=b"y"),
        lambda: copydesk.clean_batch([b"x"]),
        lambda: copydesk.resolve_names("Minsk"),
        lambda: copydesk.resolve_names([1]),
        lambda: copydesk.resolve_names(None),
        lambda: copydesk.same_name("a", None),
        lambda: copydesk.translation(b"x"),
        lambda: copydesk.clean(),
    ],
)
def test_a_wrong_type_is_a_type_error(call):
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize("data", [b"", b" \n ", b"\x00" * 100, bytes(range(256)) * 40, gzip.compress(PAGE.encode())])
def test_bytes_without_text_are_a_value_error_with_the_reason(data):
    for function in (copydesk.decode, copydesk.clean, copydesk.extract):
        with pytest.raises(ValueError, match=r"^[a-z-]+: .+"):
            function(data)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 500, b"%PDF-1.7\n1 0 obj\n" + b"text " * 99])
def test_formats_that_name_themselves_are_a_value_error(data):
    for function in (copydesk.clean, copydesk.extract):
        with pytest.raises(ValueError, match=r"^[a-z-]+: the bytes are "):
            function(data)


def test_every_kind_of_bytes_is_taken():
    for kind in (bytes, bytearray, lambda b: memoryview(b"--" + b)[2:]):
        assert copydesk.decode(kind("Мінск".encode())).text == "Мінск"
        assert copydesk.clean(kind("Мінск чакае.".encode())).text == "Мінск чакае."


def test_a_text_that_utf8_cannot_hold_is_a_value_error():
    for function in (copydesk.clean, copydesk.repair, copydesk.language, copydesk.translation, lambda t: copydesk.resolve_names([t])):
        with pytest.raises(ValueError):
            function("half a \ud83d character")


def random_input(r):
    """Bytes and texts of all kinds: noise, broken UTF-8, tags in disorder, deep, long, mixed scripts."""
    kind = r.randrange(7)
    if kind == 0:
        return bytes(r.randrange(256) for _ in range(r.randrange(400)))
    if kind == 1:
        text = "".join(chr(r.choice([r.randrange(1, 0xD800), r.randrange(0xE000, 0x110000), r.randrange(32, 127)])) for _ in range(r.randrange(200)))
        return text if r.random() < 0.5 else text.encode("utf-16") if r.random() < 0.5 else text.encode()
    if kind == 2:
        tags = ["<p>", "</p>", "<div ", "class='", "\"", "<!--", "-->", "<script>", "</script>", "<table><tr>", "&#x", ";", "&amp", "<svg>", "text ", "Мінск ", "<", ">", "\0"]
        return "".join(r.choice(tags) for _ in range(r.randrange(300)))
    if kind == 3:
        return ("<div>" * r.randrange(3000) + "x " * r.randrange(50)).encode()
    if kind == 4:
        page = bytearray(PAGE.encode())
        for _ in range(r.randrange(30)):
            page[r.randrange(len(page))] = r.randrange(256)
        return bytes(page)
    if kind == 5:
        word = r.choice(["a", "“", "»", "Ã©", "e\u0301", "\u202e", "1", ".", "«Мінск»", "\r", "\t", " "])
        return word * r.randrange(3000)
    return PAGE[: r.randrange(len(PAGE))] + "".join(r.choice("<>&;'\"") for _ in range(20))


def test_no_input_is_a_crash():
    r = random.Random(7)
    for _ in range(400):
        data = random_input(r)
        text = data if isinstance(data, str) else data.decode("latin-1")
        for function, given in [
            (copydesk.clean, data),
            (copydesk.extract, data),
            (copydesk.repair, text),
            (copydesk.language, text),
            (copydesk.translation, text),
            (copydesk.decode, data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")),
        ]:
            try:
                function(given)
            except ValueError as e:
                assert str(e)
        copydesk.resolve_names([text[:80], text[80:200], ""])
        copydesk.same_name(text[:60], text[60:120])


def test_other_threads_run_meanwhile_and_say_the_same():
    long = PAGE.replace("</article>", "<p>The drivers waited for hours, and then they waited again.</p>" * 4000 + "</article>")
    ticks, done, results = [], threading.Event(), []

    def tick():
        while not done.is_set():
            ticks.append(1)
            time.sleep(0.001)

    watcher = threading.Thread(target=tick)
    workers = [threading.Thread(target=lambda: results.append(copydesk.extract(long).text)) for _ in range(4)]
    watcher.start()
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    done.set()
    watcher.join()
    assert len(results) == 4 and len(set(results)) == 1
    assert len(ticks) > 3, "the lock was held"


def test_import_is_quick():
    code = "import time; t = time.perf_counter(); import copydesk; print(time.perf_counter() - t)"
    times = [float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) for _ in range(5)]
    assert min(times) <= 0.2, times
