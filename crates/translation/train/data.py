"""The training rows: bags of masked words and pairs, from the counts and from English pages, which are masked here."""
import csv
import glob
import gzip
import hashlib
import importlib.util
import json
import os
import re
import sys

# As in ../src/sentences.rs.
ABBREVIATIONS = set("""mr mrs ms dr st sen rep gov gen lt col sgt capt prof rev jr sr inc co corp ltd no vs jan feb mar apr aug sept sep oct nov
dec u.s u.k a.m p.m i.e e.g d.c""".split())
END = re.compile(r"""[.!?…]+["”’')\]]*\s+(?=["“‘'(\[]?[A-Z0-9À-Þ])""")
WINDOW = 300


def reference(shared):
    """The module mask.py."""
    spec = importlib.util.spec_from_file_location('mask', os.path.join(shared, 'translation-data', 'mask.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sentences(paragraph):
    out, start = [], 0
    for m in END.finditer(paragraph):
        word = re.search(r'[A-Za-z.]*$', paragraph[start:m.start()]).group(0).lower()
        short = word in ABBREVIATIONS or (len(word) == 1 and word != 'i')
        if paragraph[m.start()] == '.' and len(m.group(0).rstrip()) == 1 and short:
            continue
        out.append(paragraph[start:m.end()].strip())
        start = m.end()
    out.append(paragraph[start:].strip())
    return [s for s in out if s]


def english(text):
    words = re.findall(r'[A-Za-zÀ-ɏА-я]+', text.lower())
    frequent = sum(w in ('the', 'of', 'and', 'to', 'in', 'a', 'is', 'that', 'for') for w in words)
    return len(words) >= 120 and frequent / len(words) > .15


def windows(text):
    """Lists of sentences of about WINDOW words, as the crate cuts them."""
    out, words = [[]], 0
    for sentence in (s for line in text.split('\n') for s in sentences(line.strip())):
        if words >= WINDOW:
            out.append([])
            words = 0
        out[-1].append(sentence)
        words += len(sentence.split())
    return [w for w in out if w]


def part(group):
    """A number below 100 by which a group is put into one half or the other."""
    return int(hashlib.md5(group.encode()).hexdigest()[:6], 16) % 100


def points(bag):
    """The bag with the one character of an ellipsis read as three full stops: which of them is written is a matter of the house."""
    out = {}
    for gram, n in bag.items():
        parts = gram.split(' ')
        if '...' not in parts:
            out[gram] = out.get(gram, 0) + n
            continue
        gram = ' '.join('.' if p == '...' else p for p in parts)
        out[gram] = out.get(gram, 0) + n * (3 if len(parts) == 1 else 1)
        if len(parts) == 1:
            out['. .'] = out.get('. .', 0) + 2 * n
    return out


def rows(shared):
    """Dicts with id, group, label, lang, house, year, words, bag."""
    csv.field_size_limit(sys.maxsize)
    path = os.path.join(shared, 'translation-data', 'masked-counts-train.tsv.gz')
    with gzip.open(path, 'rt', encoding='utf-8', newline='\n') as f:
        next(f)
        for line in f:
            id, group, label, lang, _system, domain, year, _sentences, words, counts = line.rstrip('\n').split('\t')
            pairs = (cell.rsplit('=', 1) for cell in counts.split('|'))
            # Originals of 2022 without a domain are blocks of ten sentences out of news, shops and talk.
            house = domain if domain != '-' else 'mixed' if (label, year) == ('orig', '2022') else 'news'
            yield dict(id=id, group=group, label=label, lang=lang, house=house, year=int(year), words=int(words), bag=points({k: int(n) for k, n in pairs}))
    mask = reference(shared)
    for kind in ('fundus', 'wcxb'):
        for path in sorted(glob.glob(os.path.join(shared, 'pages-dev', kind, 'gold', '*.json'))):
            gold = json.load(open(path, encoding='utf-8'))
            text = gold.get('main_content') or (gold.get('ground_truth') or {}).get('main_content') or ''
            if not english(text):
                continue
            host = re.sub(r'^(https?://)?(www\.)?', '', gold.get('url') or os.path.basename(path)).split('/')[0]
            cut = windows(text)
            if kind == 'wcxb' and len(cut) > 3:
                cut = [cut[0], cut[len(cut) // 2], cut[-2]]
            for k, window in enumerate(cut):
                words = sum(len(s.split()) for s in window)
                if words >= 60:
                    yield dict(id=f'{os.path.basename(path)}#{k}', group=f'page:{host}', label='orig', lang='en', house=kind, year=2025, words=words, bag=points(mask.bag(window)))
