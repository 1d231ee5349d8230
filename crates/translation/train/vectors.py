#!/usr/bin/env python3
"""Writes ../src/masker/vectors.tsv: sentences that we wrote or that chance wrote, and the reference's stream of each.

usage: python3 vectors.py MASK.PY > ../src/masker/vectors.tsv
"""
import importlib.util
import random
import sys

WRITTEN = """The minister didn't say whether he'd sign it.
“It’s over,” she said – and left…
IT'S O'NEIL's 3,000th win; he won't stop at 12:30 or 1.5|2.
He met Anna Schmidt and Jean-Luc Moreau in São Paulo on 4 May 2021.
Nationalization, nationalisation, operational and practically all movements.
The cans, the can't and the n't; N'T n’t can’t CAN’T
„Anführung“ «guillemets» ‘single’ “double” 'straight' "marks"
Ǆungla ǅungla ǆungla ſchiff ŉ İstanbul ıstanbul ÉCOLE École école
× ÷ 2×3 a×b ×'s Å K Ω µ ª º
Владимир Путин приехал в Минск. Κύριε 北京 ١٢٣ १२.५ ²³ ① Ⅳ ⓐ ½
Tabs\tand\u00a0hard\u2028spaces\u3000count\u001fas spaces.
a/b c|d e\\f #tag @name €5 $5 £5 5% 50°C x_y ~ ^ ` { } [ ] < >
The 1.2.3.4 and 1:2, 3. 4, and 5.. are numbers
Rock'n'roll, o'clock, y'all, ma'am, the boys' toys, '90s, ’tis
""".splitlines()
PARTS = ['the', 'The', 'not', "don't", 'WON’T', 'Minsk', 'EU', 'running', 'nations', 'ism', 'isms', 'é', 'Été', 'K.', '7', '7,5', '“', '”', '—',
         '…', '|', 'ж', 'Ж', '中', '²', "'s", '’re', 'it’ll', "I'm", 'less', 'useless', 'ally', 'finally', 'x', 'Emphasized', '\u00a0', '?', '!', '×', 'ǅ']


def main():
    spec = importlib.util.spec_from_file_location('reference', sys.argv[1])
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    chance = random.Random(6)
    lines = [line.replace('\\t', ' ').replace('\t', ' ') for line in WRITTEN]
    for _ in range(150):
        lines.append(''.join(chance.choice(PARTS) + chance.choice(['', ' ', ' ', ' ']) for _ in range(chance.randint(1, 9))))
    for line in lines:
        print(line.strip(), ' '.join(reference.mask(line.strip())), sep='\t')


if __name__ == '__main__':
    main()
