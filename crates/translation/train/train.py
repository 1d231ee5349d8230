#!/usr/bin/env python3
"""Trains the document model: writes ../src/weights.bin and ../src/score_vectors.tsv, prints the figures of README.md.

usage: OMP_NUM_THREADS=1 python3 train.py SHARED [--figures]
"""
import collections
import os
import struct
import sys

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import data

HERE = os.path.dirname(os.path.abspath(__file__))
LEAST = 60          # documents that hold a feature
MOST = 3            # a feature counts no more than so often in one window
# What the originals of one house weigh together: all houses count, though one of them has most documents. Blogs and shops hardly count:
# the news fence keeps most of them away, and what tells them from translated news is not what tells news from translated news.
HOUSES = {'news': 2, 'news-external': 1, 'fundus': .5, 'social': .01, 'ecommerce': .01, 'conversation': .01, 'mixed': .1, 'wcxb': .01}
HUMAN = .5          # what human translations of a language weigh, as a share of machine translations
LANGUAGES = ('cs', 'de', 'ha', 'is', 'ja', 'ru', 'uk', 'zh')
# The sources that are told: Russian and Ukrainian together, Chinese, Japanese. All others are "another".
SOURCES = {'ru': 1, 'uk': 1, 'zh': 2, 'ja': 3}
SURE = .7           # least probability of a source that is told, as in ../src/verdict.rs
NEWS_LOST = .02     # of news that the news head gives up


class Table:
    def __init__(self, shared):
        self.rows = list(data.rows(shared))
        seen = collections.Counter(k for r in self.rows if r['house'] not in ('fundus', 'wcxb') for k in r['bag'])
        self.names = sorted(k for k, n in seen.items() if n >= LEAST)
        index = {k: j for j, k in enumerate(self.names)}
        cells = [(i, index[k], n) for i, r in enumerate(self.rows) for k, n in r['bag'].items() if k in index]
        i, j, n = zip(*cells)
        self.counts = sp.csr_matrix((np.array(n, float), (i, j)), shape=(len(self.rows), len(self.names)))
        column = lambda key: np.array([r[key] for r in self.rows])
        self.label, self.lang, self.house, self.year, self.words = map(column, ('label', 'lang', 'house', 'year', 'words'))
        self.part = np.array([data.part(r['group']) for r in self.rows])
        self.orig = self.label == 'orig'
        self.news = self.house == 'news'
        # Root of the inverse document frequency, in steps of a byte, so that trainer and crate use the same numbers.
        rarity = np.sqrt(np.log((1 + len(self.rows)) / (1 + np.asarray((self.counts > 0).sum(0)).ravel())) + 1)
        # Single words repeat what the pairs say, and more of it is topic: less than half their weight is better on the year not seen.
        rarity[[' ' not in name for name in self.names]] *= .4
        self.unit = float(np.float32(rarity.max() / 255))
        self.rarity = np.maximum(np.rint(rarity / self.unit), 1)
        self.x = self.vectors(self.counts)
        first, order = set(), sorted(range(len(self.rows)), key=lambda i: data.part(self.rows[i]['id']) * 1000000 + i)
        self.one = np.zeros(len(self.rows), bool)
        for i in order:
            key = (self.rows[i]['group'], self.label[i])
            self.one[i] = key not in first
            first.add(key)

    def vectors(self, counts):
        x = counts.copy()
        x.data = np.log1p(np.minimum(x.data, MOST))
        x = x @ sp.diags(self.rarity * self.unit)
        norm = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())
        return (sp.diags(1 / np.maximum(norm, 1e-9)) @ x).tocsr()


def fit(x, y, weight, strength):
    model = LogisticRegression(C=strength, max_iter=400, solver='liblinear', random_state=6)
    model.fit(x, y, sample_weight=weight * len(y) / weight.sum())
    return model.coef_.ravel(), float(model.intercept_[0])


def balance(t, rows):
    """Houses of originals and languages of translations weigh by choice, both classes the same."""
    w = np.zeros(len(t.rows))
    for house, share in HOUSES.items():
        m = rows & t.orig & (t.house == house)
        if m.any():
            w[m] = share / m.sum()
    for lang in sorted(set(t.lang) - {'en'}):
        for label in ('ht', 'mt'):
            m = rows & (t.lang == lang) & (t.label == label)
            if m.any():
                w[m] = m.sum() ** -.5 * (HUMAN if label == 'ht' else 1)
    for m in (rows & t.orig, rows & ~t.orig):
        w[m] *= .5 / w[m].sum()
    return w


def translated(t, rows):
    """A head for each source language: log-odds of a translation from it against an original. Zero weights for a language without rows."""
    w = balance(t, rows)
    y = np.array([LANGUAGES.index(l) + 1 if l in LANGUAGES else 0 for l in t.lang])[rows]
    model = LogisticRegression(C=20, max_iter=150)
    model.fit(t.x[rows], y, sample_weight=w[rows] * rows.sum() / w[rows].sum())
    heads = []
    for k in range(1, len(LANGUAGES) + 1):
        at = np.flatnonzero(model.classes_ == k)
        if len(at):
            heads.append((model.coef_[at[0]] - model.coef_[0], float(model.intercept_[at[0]] - model.intercept_[0])))
        else:
            heads.append((np.zeros(len(t.names)), -99.))
    return heads


def odds(t, heads):
    """Log-odds of the languages, one row each."""
    return np.array([t.x @ coef + bias for coef, bias in heads])


def together(rows):
    """Log-odds of a translation from any of the languages."""
    return np.logaddexp.reduce(rows, axis=0)


def machine(t, rows):
    rows = rows & ~t.orig
    w = np.zeros(len(t.rows))
    for lang in sorted(set(t.lang[rows])):
        for label in ('ht', 'mt'):
            m = rows & (t.lang == lang) & (t.label == label)
            both = (rows & (t.lang == lang) & (t.label == 'ht')).sum()
            if m.any() and both:
                w[m] = both ** .5 / m.sum()
    rows = rows & (w > 0)
    return fit(t.x[rows], t.label[rows] == 'mt', w[rows], 3)


def newslike(t, rows):
    kind = np.isin(t.house, ('news', 'news-external', 'fundus'))
    w = np.zeros(len(t.rows))
    for house in sorted(set(t.house)):
        for label in ('orig', 'ht', 'mt'):
            m = rows & (t.house == house) & (t.label == label)
            if m.any():
                w[m] = m.sum() ** -.5
    for m in (rows & kind, rows & ~kind):
        w[m] *= .5 / w[m].sum()
    return fit(t.x[rows], kind[rows], w[rows], 3)


def source(rows):
    """Probabilities of what is told: another language, East Slavic, Chinese, Japanese."""
    p = np.exp(rows - together(rows))
    out = np.zeros((4, rows.shape[1]))
    for language, row in zip(LANGUAGES, p):
        out[SOURCES.get(language, 0)] += row
    return out


def platt(scores, y, weight):
    model = LogisticRegression(C=1e4, max_iter=300).fit(scores[:, None], y, sample_weight=weight * len(y) / weight.sum())
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def auc(scores, yes, no):
    return roc_auc_score(np.r_[np.ones(yes.sum()), np.zeros(no.sum())], np.r_[scores[yes], scores[no]])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def linear(head):
    """The logits of a head of one question."""
    def logits(t, rows):
        coef, bias = head(t, rows)
        return t.x @ coef + bias
    return logits


def any_language(t, rows):
    return together(odds(t, translated(t, rows)))


def held_out(t, logits):
    """Logits of rows by models that saw neither their year nor their host: two years by two halves."""
    fixed = np.isin(t.house, ('news-external', 'fundus', 'wcxb'))
    total, times = np.zeros(len(t.rows)), np.zeros(len(t.rows))
    for seen, unseen in ((2021, 2022), (2022, 2021)):
        for half in (0, 1):
            rows = (t.words >= 50) & np.where(fixed, t.part % 2 == half, t.year == seen)
            z = logits(t, rows)
            test = np.where(fixed, t.part % 2 != half, t.year == unseen)
            total[test] += z[test]
            times[test] += 1
    return total / np.maximum(times, 1)


def calibration_error(p, y, weight, bins=10):
    total = 0
    for k in range(bins):
        m = (p >= k / bins) & (p < (k + 1) / bins + (k == bins - 1))
        if m.any():
            total += weight[m].sum() * abs(np.average(p[m], weights=weight[m]) - np.average(y[m], weights=weight[m]))
    return total / weight.sum()


def floor(p, weight, originals, translations):
    """Calibration error of a perfect score of so many documents: what chance alone makes of it."""
    rng = np.random.default_rng(6)
    found = []
    for _ in range(100):
        drawn = p[rng.choice(len(p), 4 * (originals + translations), p=weight / weight.sum())]
        y = rng.random(len(drawn)) < drawn
        q = np.r_[rng.choice(drawn[y], translations), rng.choice(drawn[~y], originals)]
        truth = np.r_[np.ones(translations, bool), np.zeros(originals, bool)]
        found.append(calibration_error(q, truth, np.r_[np.full(translations, .5 / translations), np.full(originals, .5 / originals)]))
    return np.mean(found)


def calibrated(t, z, rows):
    """Platt's line for the translated head, and the weights with which it was drawn: both classes the same."""
    w = np.zeros(len(t.rows))
    for house, share in (('news', 1), ('news-external', .1), ('fundus', .3)):
        m = rows & t.orig & (t.house == house)
        if m.any():
            w[m] = share / m.sum()
    m = rows & ~t.orig & t.news & t.one
    w[m] = 1 / m.sum()
    for m in (rows & t.orig, rows & ~t.orig):
        w[m] *= .5 / w[m].sum()
    used = w > 0
    return platt(z[used], ~t.orig[used], w[used]), w


def figures(t, z, a, b):
    """Prints what README.md says."""
    big = t.words >= 120
    p = sigmoid(a * z + b)
    mt = (t.label == 'mt') & t.one & t.news & big
    for year in (2021, 2022):
        no, yes = t.orig & t.news & (t.year == year) & big, mt & (t.year == year)
        cut = np.quantile(z[no], .99)
        print(f'year {year} held out: AUC {auc(z, yes, no):.3f}, recall at 1 % false positives {(z[yes] > cut).mean():.2f}, n {no.sum()}/{yes.sum()}')
        (a2, b2), _ = calibrated(t, z, big & (t.year != year))
        _, w = calibrated(t, z, big & (t.year == year) & t.news)
        m = w > 0
        error = lambda slope, bias: calibration_error(sigmoid(slope * z + bias)[m], ~t.orig[m], w[m])
        print(f'  calibration error: line of the other year {error(a2, b2):.3f}, line shipped {error(a, b):.3f}, of a perfect score of so many documents {floor(p[m], w[m], no.sum(), yes.sum()):.3f}')
    for house in ('news-external', 'fundus', 'wcxb', 'mixed', 'social', 'ecommerce', 'conversation'):
        no = t.orig & (t.house == house) & big
        cut = np.quantile(z[no], .99)
        flagged = ' '.join(f'{(p[no] >= c).mean():.3f}' for c in (.5, .6, .7, .8, .9))
        print(f'{house}: AUC {auc(z, mt, no):.3f}, flagged at .5 .6 .7 .8 .9: {flagged}, recall at 1 % {(z[mt] > cut).mean():.2f}, n {no.sum()}')
    no = t.orig & t.news & big
    print('news originals flagged', ' '.join(f'{(p[no] >= c).mean():.3f}' for c in (.5, .6, .7, .8, .9)), 'mt', ' '.join(f'{(p[mt] >= c).mean():.3f}' for c in (.5, .6, .7, .8, .9)))
    for lang in LANGUAGES:
        found = []
        for half in (0, 1):
            rows = (t.words >= 50) & (t.lang != lang) & (~t.orig | (t.part % 2 == half))
            unseen = any_language(t, rows)
            found.append(auc(unseen, mt & (t.lang == lang), t.orig & t.news & big & (t.part % 2 != half)))
        print(f'without {lang}: AUC {np.mean(found):.3f}')
    rows = (t.part % 2 == 0) & (t.words >= 50)
    z2 = linear(machine)(t, rows)
    test = (t.part % 2 == 1) & t.news & big & t.one
    print(f"machine against human: AUC {auc(z2, test & (t.label == 'mt'), test & (t.label == 'ht')):.3f}")
    told = source(odds(t, translated(t, rows)))
    test &= t.label == 'mt'
    best = told.argmax(0)
    sure = test & (told.max(0) >= SURE) & (best > 0)
    truth = np.array([SOURCES.get(l, 0) for l in t.lang])
    print(f'source: right {(best == truth)[test].mean():.3f}; told {sure.sum() / test.sum():.2f}, right of those {(best == truth)[sure].mean():.3f}')


def ids(mask):
    """Numbers of the tokens, as in ../src/masker.rs."""
    shapes = ['<s>', '#', '#.#', 'NP', 'NPA', '?other', '...', 'W'] + ['W' + s for s in mask.SUFFIXES]
    out = {name: k for k, name in enumerate(shapes)}
    out.update({chr(k): 64 + k for k in range(128) if not chr(k).isalnum()})
    out['#'] = 1
    words = open(os.path.join(HERE, '..', 'src', 'masker', 'words.txt'), encoding='utf-8').read().split('\n')
    out.update({w: 192 + k for k, w in enumerate(words) if w})
    return out


def write(t, heads, slope, bias, mask):
    number = ids(mask)
    body = []
    units = [float(np.float32(np.abs(c).max() / 127)) for c, _ in heads]
    weights = np.array([np.rint(c / u) for (c, _), u in zip(heads, units)]).astype(int)
    for j, name in enumerate(t.names):
        parts = name.split(' ')
        second = number[parts[1]] if len(parts) == 2 else 0xffff
        body.append(struct.pack(f'<HHB{len(heads)}b', number[parts[0]], second, int(t.rarity[j]), *weights[:, j]))
    head = b'CDT2' + struct.pack('<Ifff', len(t.names), t.unit, slope, bias)
    head += b''.join(struct.pack('<ff', u, b) for u, (_, b) in zip(units, heads))
    packed = head + b''.join(body)
    assert len(packed) <= 65536, len(packed)
    with open(os.path.join(HERE, '..', 'src', 'weights.bin'), 'wb') as f:
        f.write(packed)
    print(len(packed), 'bytes,', len(t.names), 'features')
    return np.array(units)[:, None] * weights, np.array([b for _, b in heads])


def vectors(t, weights, bias, line, mask):
    """Scores of texts that we wrote, for the test of the crate: all heads, then the calibrated logit of a translation."""
    index = {k: j for j, k in enumerate(t.names)}
    texts = open(os.path.join(HERE, 'texts.txt'), encoding='utf-8').read().strip().split('\n')
    with open(os.path.join(HERE, '..', 'src', 'score_vectors.tsv'), 'w', encoding='utf-8') as f:
        for text in texts:
            total, words = 0, 0
            for window in data.windows(text):
                bag = data.points(mask.bag(window))
                row = np.zeros((1, len(t.names)))
                for k, n in bag.items():
                    if k in index:
                        row[0, index[k]] = n
                size = sum(len(s.split()) for s in window)
                total = total + size * (weights @ t.vectors(sp.csr_matrix(row)).toarray()[0] + bias)
                words += size
            heads = total / words
            logit = line[0] * np.logaddexp.reduce(heads[:len(LANGUAGES)]) + line[1]
            f.write(f'{text}\t{words}\t' + ' '.join(f'{v:.5f}' for v in [*heads, logit]) + '\n')


def main():
    shared = sys.argv[1]
    t = Table(shared)
    mask = data.reference(shared)
    big = t.words >= 120
    z = held_out(t, any_language)
    (a, b), _ = calibrated(t, z, big)
    print(f'calibration {a:.3f} {b:.3f}')
    if '--figures' in sys.argv:
        figures(t, z, a, b)
    every = t.words >= 50
    heads = translated(t, every)
    held = held_out(t, linear(machine))
    rows = big & ~t.orig & t.news & t.one & (held != 0)
    w = np.where(t.label == 'mt', 1 / (rows & (t.label == 'mt')).sum(), 1 / (rows & (t.label == 'ht')).sum())
    a2, b2 = platt(held[rows], t.label[rows] == 'mt', w[rows])
    coef, bias = machine(t, every)
    heads.append((coef * a2, bias * a2 + b2))
    held = held_out(t, linear(newslike))
    rows = big & np.isin(t.house, ('news', 'news-external', 'fundus'))
    cut = np.quantile(held[rows], NEWS_LOST)
    for house in sorted(set(t.house)):
        for m, name in ((t.orig, 'originals'), (~t.orig, 'translations')):
            m = m & big & (t.house == house)
            if m.any():
                print(f'news head keeps of {house} {name}: {(held[m] >= cut).mean():.3f}')
    coef, bias = newslike(t, every)
    heads.append((coef, bias - cut))
    weights, bias = write(t, heads, a, b, mask)
    vectors(t, weights, bias, (a, b), mask)


if __name__ == '__main__':
    main()
