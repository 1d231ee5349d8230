// One changed document: what was decided otherwise, on the page itself.
"use strict";

(() => {
  const { el, name, score, words, main, section, grid, note } = desk;

  desk.page(async () => {
    const { key, at } = desk.asked();
    const found = key ? await desk.find("changes", key) : undefined;
    if (!found) return desk.missing("change", key);
    const r = found.record;
    desk.title(r.title ?? key);
    desk.show(
      el("p.trail", null, el("a", { href: "index.html" }, "What changed"),
        el("span.turn", null, found.before ? el("a", { id: "before", href: `change.html#${encodeURIComponent(found.before)}` }, "← previous") : null, " ", found.after ? el("a", { id: "after", href: `change.html#${encodeURIComponent(found.after)}` }, "next →") : null)),
      el("h1", { dir: "auto" }, r.title ?? "(no title)"),
      el("p.id", null, el("code", null, name(key))),
      r.columns.length ? section("Columns", grid("Columns that differ", [["Column"], ["Before"], ["Now"]], r.columns.map(([c, a, b]) => [c, name(a), name(b)]))) : null,
      r.names.length ? section("Names", grid("Names that stand for another", [["As printed"], ["Before"], ["Now"]], r.names.slice(0, 500).map(([s, a, b]) => [name(s), name(a), name(b)]))) : null,
      r.page === undefined ? section("Text", el("p", null, "The page itself is another; this is how the clean text differs."), desk.difference(r.old_text, r.new_text).box) : section("The page", el("p.legend", null, el("del.new", null, "newly removed"), " ", el("ins", null, "newly kept"), " ", el("span.otherwise", null, "decided otherwise"), " ", el("span.gone", null, "removed before and now")), page(r)),
    );
    if (at !== null) {
      const piece = [...main.querySelectorAll("[data-end]")].find((p) => Number(p.dataset.end) > at);
      piece?.classList.add("asked");
      piece?.scrollIntoView({ block: "center" });
    } else window.scrollTo(0, 0);
  });

  function page(r) {
    const box = el("div.change", { dir: "auto" });
    for (const [start, end, oldLabel, oldKept, oldRule, oldScore, label, kept, rule, s] of r.stretches) {
      const text = r.page.slice(start, end);
      const other = oldLabel !== label || oldKept !== kept || oldRule !== rule;
      if (!other || !text.trim()) { box.append(kept ? desk.inert(text) : el("span.gone", null, text)); continue; }
      const kind = oldKept && !kept ? "del.f.new" : !oldKept && kept ? "ins.f" : "span.f.otherwise";
      const mark = el(kind, { tabindex: "0", "data-end": end }, text);
      note.add(mark, () => [el("p", null, `before: ${oldKept ? "kept" : "removed"} as ${words(oldLabel)}, `, el("code", null, oldRule), ` ${score(oldScore)}`), el("p", null, `now: ${kept ? "kept" : "removed"} as ${words(label)}, `, el("code", null, rule), ` ${score(s)}`)]);
      box.append(mark);
    }
    return box;
  }

  const step = (way) => {
    const all = [...document.querySelectorAll(".change .f")];
    if (!all.length) return;
    const to = all[Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + way))];
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "center" });
  };
  desk.onKey("n", "next change", () => step(1));
  desk.onKey("p", "change before", () => step(-1));
  desk.onKey("]", "next document", () => document.getElementById("after")?.click());
  desk.onKey("[", "document before", () => document.getElementById("before")?.click());
})();
