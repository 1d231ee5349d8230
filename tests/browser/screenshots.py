"""Makes the pictures of the README from a report of our own seeds: `screenshots.py <report> <folder>`.

They are reduced to few colours, so that each stays below 150 kB. Not a test: run it when the pages look otherwise.
"""
import io
import pathlib
import shutil
import sys
from urllib.parse import quote

from PIL import Image  # pillow, for this alone
from playwright.sync_api import sync_playwright

TRAINS = "#" + quote("northgate-dispatch/minsk-moscow-night-trains.txt", safe="")
SHOTS = [
    ("overview", "index.html", "", 1280, 1000, "light", ""),
    ("document", "document.html", TRAINS, 1280, 1000, "light", ".margin .tag"),
    ("name", "name.html", "#by-lukashenko-a", 1280, 1000, "light", ""),
    ("rule", "rule.html", "#" + quote("boilerplate/paywall/en/appeal", safe=""), 1280, 1000, "light", ""),
    ("phone", "document.html", TRAINS, 420, 840, "dark", ""),
]


def main(report, out):
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, file, fragment, width, height, scheme, focus in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto((report / file).resolve().as_uri() + fragment)
            page.wait_for_selector("main[data-ready=yes]")
            if focus:
                page.locator(focus).first.focus()
            picture = Image.open(io.BytesIO(page.screenshot()))
            picture.convert("RGB").quantize(160).save(out / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:]))
