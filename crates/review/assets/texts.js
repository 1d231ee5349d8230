// The difference of two texts, word by word.
"use strict";

desk.difference = (() => {
  const { el } = desk;

  /** Steps from `a` to `b`: [sign, from, to] with " " for what both have, "-" and "+"; by the way of Myers, with a limit. */
  function steps(a, b, most) {
    let head = 0;
    while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
    let tail = 0;
    while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
    const [n, m] = [a.length - head - tail, b.length - head - tail];
    const same = (x, y) => a[head + x] === b[head + y];
    const rounds = [];
    const reach = new Map([[1, 0]]);
    let done = n === 0 && m === 0;
    for (let d = 0; !done && d <= Math.min(n + m, most); d += 1) {
      rounds.push(new Map(reach));
      for (let k = -d; k <= d; k += 2) {
        let x = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1)) ? reach.get(k + 1) ?? 0 : (reach.get(k - 1) ?? 0) + 1;
        let y = x - k;
        while (x < n && y < m && same(x, y)) { x += 1; y += 1; }
        reach.set(k, x);
        if (x >= n && y >= m) { done = true; break; }
      }
    }
    const middle = [];
    if (!done) middle.push(...Array.from({ length: n }, (_, x) => ["-", a[head + x]]), ...Array.from({ length: m }, (_, y) => ["+", b[head + y]]));
    else {
      let [x, y] = [n, m];
      for (let d = rounds.length - 1; d >= 0; d -= 1) {
        const was = rounds[d];
        const k = x - y;
        const down = k === -d || (k !== d && (was.get(k - 1) ?? -1) < (was.get(k + 1) ?? -1));
        const from = down ? k + 1 : k - 1;
        const px = was.get(from) ?? 0;
        const py = px - from;
        while (x > px && y > py && x > 0 && y > 0) { x -= 1; y -= 1; middle.push([" ", a[head + x]]); }
        if (d > 0) {
          if (down) { y -= 1; middle.push(["+", b[head + y]]); } else { x -= 1; middle.push(["-", a[head + x]]); }
        }
      }
      middle.reverse();
    }
    return [...a.slice(0, head).map((w) => [" ", w]), ...middle, ...a.slice(a.length - tail).map((w) => [" ", w])];
  }

  const pieces = (text) => text.match(/\s+|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu) ?? [];

  /** Draws how `b` differs from `a`; long stretches that both have are shortened. */
  return function difference(a, b) {
    const runs = [];
    for (const [way, word] of steps(pieces(a), pieces(b), 1500)) {
      if (runs.at(-1)?.[0] === way) runs.at(-1)[1] += word; else runs.push([way, word]);
    }
    const box = el("div.difference", { dir: "auto" });
    for (const [way, text] of runs) {
      if (way === "-") box.append(el("del", null, el("span.hidden", null, "only there: "), text));
      else if (way === "+") box.append(el("ins", null, el("span.hidden", null, "only here: "), text));
      else if (text.length > 240) box.append(el("span", null, text.slice(0, 100)), el("span.gap", null, ` […${desk.number(text.length - 200)} characters the same…] `), el("span", null, text.slice(-100)));
      else box.append(el("span", null, text));
    }
    return { box, same: runs.every(([way]) => way === " ") };
  };
})();
