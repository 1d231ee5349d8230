#!/usr/bin/env python3
"""Writes ../src/masker/classes.rs: the classes of characters that the reference masker asks of Python, as ranges.

usage: python3 classes.py > ../src/masker/classes.rs      (with the Python of requirements.txt; the head names its Unicode)
"""
import sys
import unicodedata


def ranges(test):
    out = []
    for code in range(0x80, 0x110000):
        if not test(chr(code)):
            continue
        if out and out[-1][1] == code - 1:
            out[-1][1] = code
        else:
            out.append([code, code])
    return out


def write(name, doc, test):
    found = ranges(test)
    print(f'/// {doc}')
    print('#[rustfmt::skip]')
    print(f'pub(super) const {name}: &[(u32, u32)] = &[')
    line = '   '
    for first, last in found:
        cell = f' ({first:#x}, {last:#x}),'
        if len(line) + len(cell) > 118:
            print(line)
            line = '   '
        line += cell
    print(line)
    print('];')


def main():
    print('//! Classes of characters above ASCII, as the reference masker asks them; made by `train/classes.py` from')
    print(f'//! Unicode {unicodedata.unidata_version} (Python {sys.version_info.major}.{sys.version_info.minor}). Letters that later versions add are none here.')
    print()
    write('LETTERS', '`str.isalpha`.', str.isalpha)
    print()
    write('DECIMALS', 'What `\\d` matches.', str.isdecimal)
    print()
    write('DIGITS', '`str.isdigit` and not `\\d`: superscripts, circled digits.', lambda c: c.isdigit() and not c.isdecimal())
    print()
    write('SPACES', '`str.isspace`.', str.isspace)


if __name__ == '__main__':
    main()
