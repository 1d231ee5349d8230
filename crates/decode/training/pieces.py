"""Writes pieces of text in old charsets for examples/charsets.rs: exact truth, from the gettext catalogues of a machine.

    python3 pieces.py /usr/share/locale tune tune.tsv
    python3 pieces.py /usr/share/locale test test.tsv

Nothing of the catalogues is trained on (see letters.py for what is). The two halves share no catalogue: what was
looked at while the detector was made is in `tune`. Fields: language, charset, size, group, bytes in hex, text in hex.
The size is 200 or 1500 letters, or `sparse`: a page in English and markup with 5 to 50 characters beyond ASCII.
"""

import gettext
import hashlib
import pathlib
import re
import sys
import unicodedata

WESTERN = "cp1252 iso8859-1 iso8859-15"
CENTRAL = "cp1250 iso8859-2"
CYRILLIC = "cp1251 koi8-r iso8859-5 cp866 mac_cyrillic"
LANGUAGES = {
    "be": "cp1251 iso8859-5 cp866 mac_cyrillic koi8-u", "bg": "cp1251 koi8-r iso8859-5 mac_cyrillic cp866", "cs": CENTRAL,
    "da": WESTERN, "de": WESTERN, "el": "cp1253 iso8859-7", "es": WESTERN, "et": "cp1257 iso8859-13 iso8859-15", "fi": WESTERN,
    "fr": WESTERN, "he": "cp1255 iso8859-8", "hr": CENTRAL, "hu": CENTRAL, "it": WESTERN,
    "ja": "shift_jis euc_jp iso2022_jp", "ko": "euc_kr", "lt": "cp1257 iso8859-13 iso8859-4", "lv": "cp1257 iso8859-13 iso8859-4",
    "mk": "cp1251 iso8859-5 mac_cyrillic", "nb": WESTERN, "nl": WESTERN, "pl": CENTRAL, "pt": WESTERN,
    "ro": CENTRAL + " iso8859-16", "ru": CYRILLIC, "sk": CENTRAL, "sl": CENTRAL, "sr": "cp1251 iso8859-5 mac_cyrillic",
    "sv": WESTERN, "th": "cp874", "tr": "cp1254", "uk": "cp1251 koi8-u mac_cyrillic iso8859-5", "vi": "cp1258",
    "zh_CN": "gbk gb18030", "zh_TW": "big5", "ar": "cp1256 iso8859-6", "fa": "cp1256", "is": WESTERN,
}
DOS = {
    "cs": "cp852 mac_latin2", "pl": "cp852 mac_latin2", "hu": "cp852 mac_latin2", "sk": "cp852 mac_latin2", "hr": "cp852",
    "sl": "cp852", "ro": "cp852", "ru": "cp855", "bg": "cp855", "mk": "cp855", "sr": "cp855", "el": "cp737", "tr": "cp857",
    "lt": "cp775", "fr": "mac_roman cp850", "de": "mac_roman cp850", "es": "mac_roman cp850", "pt": "mac_roman cp850",
    "ko": "johab iso2022_kr", "zh_CN": "hz", "he": "cp862",
}
PLACEHOLDER = re.compile(r"%[-#0-9.]*l*[a-zA-Z]|<[^>]*>|[{}|&_=]|https?:\S+")


def messages(root, language, half):
    seen = set()
    for path in sorted((root / language / "LC_MESSAGES").glob("*.mo")):
        number = hashlib.sha256(path.stem.split("-")[0].split("_")[0].encode()).digest()[0]
        if (number % 2 == 0) != (half == "tune"):
            continue
        try:
            catalogue = gettext.GNUTranslations(path.open("rb"))._catalog
        except (OSError, UnicodeDecodeError):
            continue
        for key, text in catalogue.items():
            if key and isinstance(text, str) and text != key and text not in seen and len(text) > 20:
                seen.add(text)
                yield " ".join(PLACEHOLDER.sub(" ", text).split())


def english(root):
    """What the catalogues translate."""
    seen = set()
    for path in sorted((root / "fr" / "LC_MESSAGES").glob("*.mo")):
        try:
            keys = gettext.GNUTranslations(path.open("rb"))._catalog
        except (OSError, UnicodeDecodeError):
            continue
        seen.update(key for key in keys if isinstance(key, str) and key.isascii() and 40 < len(key) < 400)
    return sorted((" ".join(PLACEHOLDER.sub(" ", key).split()) for key in seen), key=lambda t: hashlib.sha256(t.encode()).digest())


def sparse(texts, language, charset, around, count):
    found, at, k = [], 0, 0
    while len(found) < count and at < len(texts):
        parts, high = [], 0
        while at < len(texts) and high < 5 + 9 * (len(found) % 5):
            text = prepared(texts[at], language, charset)
            at += 1
            more = sum(ord(c) > 127 for c in text)
            try:
                text.encode(charset)
            except UnicodeEncodeError:
                continue
            if more and high + more <= 50:
                parts.append(text)
                high += more
        if high < 5:
            break
        page = "<html><head><title>News</title><script>var a = 1;</script></head><body>\n<div class=\"menu\"><ul>"
        for j in range(20):
            page += f"<li><a href=\"/section/{j}\" class=\"item\">{around[(k + j) % len(around)]}</a></li>\n"
            if j % 4 == 3 and parts:
                page += f"<p class=\"teaser\">{parts.pop()}</p>\n"
        found.append(page + " ".join(parts) + "</ul></div></body></html>")
        k += 20
    return found


def prepared(text, language, charset):
    text = unicodedata.normalize("NFC", text)
    if language == "vi":
        out = []
        for c in text:
            parts = unicodedata.normalize("NFD", c)
            tones = [p for p in parts[1:] if p in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
            out.append(base + "".join(tones))
        text = "".join(out)
    if language == "ro" and charset != "iso8859-16":
        text = text.translate(str.maketrans("șțȘȚ", "şţŞŢ"))
    if language == "fa":
        text = text.replace("ی", "ي")
    return text


def pieces(texts, language, charset, letters, count):
    found, at, tried = [], 0, 0
    while len(found) < count and tried < len(texts):
        start, piece = at, []
        while at < len(texts) and sum(c.isalpha() for t in piece for c in t) < letters:
            text = prepared(texts[at], language, charset)
            try:
                text.encode(charset)
                piece.append(text)
            except UnicodeEncodeError:
                pass
            at += 1
            tried += 1
        text = " ".join(piece) if letters < 1000 else "\n".join(piece)
        if sum(c.isalpha() for c in text) < letters:
            break
        cut = letters + letters // 5
        text = text[: cut].rsplit(" ", 1)[0] if " " in text[:cut] else text[:cut]
        if sum(ord(c) > 127 for c in text) >= 3:
            # Half of the long ones are pages.
            if letters > 1000 and len(found) % 2:
                text = f"<html><head><title>x</title><style>p {{ color: red }}</style></head><body><div class=\"text main\"><p>{text}</p></div></body></html>"
            found.append(text)
    return found


def main():
    root, half, out = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    around = english(root)
    around = around[: len(around) // 2] if half == "tune" else around[len(around) // 2 :]
    with open(out, "w", encoding="ascii") as file:
        for language in sorted(LANGUAGES):
            texts = sorted(messages(root, language, half), key=lambda t: hashlib.sha256(t.encode()).digest())
            for charset in (LANGUAGES[language] + " " + DOS.get(language, "")).split():
                group = "dos" if charset in DOS.get(language, "").split() else "web"
                for letters, count in ((200, 24), (1500, 8), ("sparse", 8)):
                    if letters == "sparse":
                        some = sparse(texts, language, charset, around, count) if group == "web" else []
                    else:
                        some = pieces(texts, language, charset, letters, count)
                    for text in some:
                        data = text.encode(charset)
                        print(language, charset, letters, group, data.hex(), text.encode().hex(), sep="\t", file=file)


main()
