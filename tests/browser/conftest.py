"""Makes reports with the program under test and opens them from disk in headless Chromium."""
import os
import pathlib
import shutil
import subprocess

import pytest
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
XTASK = pathlib.Path(os.environ["COPYDESK_XTASK"])
CHROMIUM = os.environ.get("COPYDESK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
#: What a stranger may write into a title, a name, a rule or a file name.
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\u2028\u202e\"'&amp;=1+1 "


def run(*command, cwd=ROOT):
    done = subprocess.run([str(c) for c in command], cwd=cwd, text=True, capture_output=True)
    assert done.returncode in (0, 3), done.stdout + done.stderr
    return done.stdout


def made(folder, documents, text=""):
    """A report of an invented dataset."""
    run(XTASK.parent / "examples" / "large", folder / "clean", documents, text)
    run(XTASK, "report", folder / "clean", "--out", folder / "report")
    return folder / "report"


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    clean = tmp_path_factory.mktemp("own") / "clean"
    run(XTASK, "build", "--out", clean)
    return clean


@pytest.fixture(scope="session")
def report(dataset):
    out = dataset.parent / "pages"
    run(XTASK, "report", dataset, "--out", out)
    return out


@pytest.fixture(scope="session")
def large(tmp_path_factory):
    return made(tmp_path_factory.mktemp("large"), 100_000)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    return made(tmp_path_factory.mktemp("hostile"), 45, HOSTILE)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page that must stay silent: no error in the console, no dialog, nothing loaded from elsewhere."""

    def __init__(self, page, folder):
        self.page, self.folder, self.noise = page, folder, []
        page.on("console", lambda m: self.noise.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.noise.append(str(e)))
        page.on("dialog", lambda d: (self.noise.append(f"dialog: {d.message}"), d.dismiss()))
        page.on("request", lambda r: None if r.url.startswith("file:") else self.noise.append(f"request: {r.url}"))

    def open(self, name, fragment=""):
        self.page.goto("about:blank")
        self.page.goto((self.folder / name).as_uri() + fragment)
        self.page.wait_for_selector("main[data-ready=yes]", timeout=15_000)
        return self.page

    def settle(self):
        self.page.wait_for_timeout(60)

    def until(self, condition, seconds=10):
        """Waits until a script says yes; the pages' content policy forbids the waiting that Playwright does inside them."""
        for _ in range(seconds * 20):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never so: {condition}")


@pytest.fixture
def opens(browser):
    """Opens pages of a report: `opens(folder, width=…, dark=…)`."""
    contexts, all_opened = [], []

    def start(folder, width=1280, height=900, dark=False):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
        contexts.append(context)
        opened = Opened(context.new_page(), folder)
        all_opened.append(opened)
        return opened

    yield start
    noise = [n for opened in all_opened for n in opened.noise]
    for context in contexts:
        context.close()
    assert not noise, noise
