"""Writes ../data/code-pages.tsv: the upper halves of charsets that browsers do not know.

The tables are Python's own codecs, so this needs nothing but Python 3.11 or later:

    python3 code_pages.py

A byte without a character is written as U+FFFD.
"""

import pathlib

# Name in our records, Python's codec, other labels it goes by.
PAGES = [
    ("IBM437", "cp437", "cp437 437"),
    ("IBM850", "cp850", "cp850 850"),
    ("IBM852", "cp852", "cp852 852"),
    ("IBM855", "cp855", "cp855 855"),
    ("IBM857", "cp857", "cp857 857"),
    ("IBM00858", "cp858", "cp858 858 cp00858 ibm858"),
    ("IBM862", "cp862", "cp862 862"),
    ("IBM864", "cp864", "cp864 864"),
    ("IBM865", "cp865", "cp865 865"),
    ("IBM869", "cp869", "cp869 869"),
    ("IBM737", "cp737", "cp737 737"),
    ("IBM775", "cp775", "cp775 775"),
    ("x-mac-ce", "mac_latin2", "x-mac-centraleurroman macce mac-centraleurope maclatin2"),
    ("x-mac-greek", "mac_greek", "macgreek"),
    ("x-mac-turkish", "mac_turkish", "macturkish"),
    ("x-mac-croatian", "mac_croatian", "maccroatian"),
    ("x-mac-romanian", "mac_romanian", "macromanian"),
    ("x-mac-icelandic", "mac_iceland", "maciceland"),
]


def upper(codec):
    out = []
    for byte in range(0x80, 0x100):
        try:
            c = bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            c = "\ufffd"
        # Tabs and line ends would break the table; no code page has them up there.
        assert len(c) == 1 and c not in "\t\r\n"
        out.append(c)
    return "".join(out)


def main():
    lines = ["# name\tlabels\tcharacters of the bytes 80-FF; made by training/code_pages.py"]
    for name, codec, labels in PAGES:
        lines.append(f"{name}\t{labels}\t" + "".join(f"{ord(c):04x}" for c in upper(codec)))
    path = pathlib.Path(__file__).parent.parent / "data" / "code-pages.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
