// One document: the page as it was with all that was found in it, beside it the clean text, row by row.
"use strict";

(() => {
  const { el, name, link, web, number, percent, score, count, day, words, language, tag, group, groups, sign, main, note, section } = desk;
  const LONG = 200; // a longer defect is listed, not underlined
  const PART = 400; // rows drawn at once

  let marks; // what is shown: kinds that are switched off
  const off = new Set();

  desk.page(async () => {
    const { key, at } = desk.asked();
    const found = key ? await desk.find("documents", key) : undefined;
    if (!found) return desk.missing("document", key);
    const labels = await desk.load("labels");
    const doc = unpack(found.record, Object.fromEntries(labels));
    doc.id = key;
    desk.title(doc.title ?? key);
    const grid = draw(doc);
    desk.show(
      el("p.trail", null, link2("documents.html", "Documents"), " › ", doc.outlet ? el("a", { href: `documents.html#${new URLSearchParams([["outlet", doc.outlet]])}` }, name(doc.outlet)) : "no outlet",
        el("span.turn", null, found.before ? el("a", { id: "before", href: href(found.before) }, "← previous") : null, " ", found.after ? el("a", { id: "after", href: href(found.after) }, "next →") : null)),
      el("h1", { dir: "auto" }, doc.title ?? "(no title)"),
      el("p.id", null, el("code", null, name(key))),
      facts(doc),
      bar(doc),
      grid,
      await copies(doc),
      artifacts(doc),
      names(doc),
      account(doc),
    );
    if (at !== null) reach(at); else if (history.state !== "kept") window.scrollTo(0, 0);
  });

  const href = (id, at) => `document.html#${encodeURIComponent(id)}${at === undefined ? "" : `@${at}`}`;
  const link2 = (to, text) => el("a", { href: to }, text);

  function unpack(r, meanings) {
    const w = (k) => (k === null ? null : r.words[k]);
    return {
      ...r,
      spans: r.spans.map(([start, end, label, kept, rule, s, evidence, lang, text]) => ({ start, end, label, kept: kept === 1, rule: w(rule), score: s, evidence: w(evidence), lang, text, meaning: meanings[label] })),
      mentions: r.mentions.map(([start, end, from, to, entity, canonical, kind, rule, s, quote]) => ({ start, end, from, to, entity: w(entity), canonical: w(canonical), kind, rule: w(rule), score: s, quote: quote === 1 })),
      artifacts: r.artifacts.map(([start, end, kind, group_, severity, repair, applied, rule, s]) => ({ start, end, kind, group: group_, severity, repair, applied: applied === 1, rule: w(rule), score: s })),
    };
  }

  /** Metadata, each with what says so. */
  function facts(d) {
    const rows = [
      ["Signed by", d.authors.length ? d.authors.map((a, k) => [k ? ", " : "", name(a)]) : "nobody", d.byline ? ["as printed: “", name(d.byline), "”"] : "no byline"],
      ["Published", day(d.published) === "–" ? "no date stated" : day(d.published), [d.published_source ? `stated by ${d.published_source}` : "null, never a guess", d.published_raw ? `declared: ${d.published_raw}` : ""].filter(Boolean).join("; ")],
      d.modified !== null && ["Changed", day(d.modified), null],
      ["Language", `${language(d.language)} (${d.language} ${d.language_script})`, `score ${score(d.language_score)}`],
      ["Translation", d.translated_score === null ? "not judged" : d.translated_score >= 0.8 ? "a translation" : d.translated_score >= 0.5 ? "perhaps a translation" : "an original",
        d.translated_score === null ? null : [`score ${score(d.translated_score)}`, d.machine_score === null || d.translated_score < 0.5 ? "" : `, by machine ${score(d.machine_score)}`, d.source_language ? `, from ${language(d.source_language)}` : "", `, ${count(d.artifacts.filter((a) => a.group === "translation").length, "trace")} below`]],
      ["Access", d.access, d.access_evidence ? name(d.access_evidence) : null],
      ["Charset", d.charset, [`by ${d.charset_source}`, d.charset_conflict ? ", against a declaration" : "", d.replaced_chars ? `, ${count(d.replaced_chars, "character")} lost` : "", d.repaired_chars ? `, ${count(d.repaired_chars, "character")} repaired` : ""]],
      ["Source", d.media_type, [d.url ? (web(d.url) ? el("a", { href: web(d.url), rel: "noreferrer noopener" }, name(d.url)) : name(d.url)) : "no address stated", el("small", null, "blake3 ", el("code", null, d.source_blake3.slice(0, 16)))]],
      d.flags.length > 0 && ["Flags", d.flags.join(", "), "defects survived on the way"],
    ].filter(Boolean);
    return el("dl.facts", null, rows.map(([what, value, why]) => el("div", null, el("dt", null, what), el("dd", null, value, why ? el("small", null, why) : null))));
  }

  function bar(d) {
    const cut = d.spans.filter((s) => !s.kept && s.label !== "blank").length;
    const kinds = [["cut", "removed", cut, "1"], ["art", d.artifacts.length === 1 ? "artifact" : "artifacts", d.artifacts.length, "2"], ["name", d.mentions.length === 1 ? "mention" : "mentions", d.mentions.length, "3"]];
    const toggles = kinds.map(([kind, text, n, key]) => {
      const button = el("button", { type: "button", "aria-pressed": String(!off.has(kind)), "data-kind": kind }, `${number(n)} ${text}`);
      const turn = () => {
        if (off.has(kind)) off.delete(kind); else off.add(kind);
        button.setAttribute("aria-pressed", String(!off.has(kind)));
        document.querySelector(".parallel").dataset.off = [...off].join(" ");
      };
      button.addEventListener("click", turn);
      desk.onKey(key, `show or hide ${text}`, turn);
      return button;
    });
    const views = ["both", "page", "text"];
    const view = (v) => {
      document.documentElement.dataset.view = v;
      desk.store("view", v);
      document.querySelectorAll("[data-view-of]").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.viewOf === v)));
    };
    const shown = views.includes(desk.stored("view")) ? desk.stored("view") : window.innerWidth < 760 ? "page" : "both";
    document.documentElement.dataset.view = shown;
    const choice = views.map((v) => el("button", { type: "button", "data-view-of": v, "aria-pressed": String(v === shown), onclick: () => view(v) }, { both: "side by side", page: "the page", text: "clean text" }[v]));
    desk.onKey("v", "side by side, the page, or the clean text", () => view(views[(views.indexOf(document.documentElement.dataset.view) + 1) % 3]));
    const used = new Set(d.spans.filter((s) => !s.kept && s.label !== "blank").map((s) => group(s.label)));
    return el("div.bar-of-tools", { role: "toolbar", "aria-label": "Findings" },
      el("span.set", { role: "group", "aria-label": "Marks" }, toggles),
      el("span.set", { role: "group", "aria-label": "View" }, choice),
      el("span.set", { role: "group", "aria-label": "Findings" },
        el("button", { type: "button", onclick: () => step(-1) }, "↑ finding"), el("button", { type: "button", onclick: () => step(1) }, "↓ finding")),
      el("span.legend", null, [...used].map((g) => el(`span.tag.g-${g}`, { title: groups[g][1] }, el("span", { "aria-hidden": "true" }, groups[g][0], " "), groups[g][1].split(":")[0]))));
  }

  // ---- the page and its text ------------------------------------------------------------------------------------

  /** Rows of the page: a blank line or the end of a line parts them. */
  function rowsOf(d) {
    const rows = [];
    let row = null;
    let gap = 0;
    for (const s of d.spans) {
      const text = d.page.slice(s.start, s.end);
      if (s.label === "blank") {
        const lines = text.split("\n").length - 1;
        if (lines) { row = null; gap += lines; } else row?.pieces.push(s);
        continue;
      }
      if (!row || row.pieces.at(-1).end !== s.start) { row = { pieces: [], gap: gap > 1 }; rows.push(row); gap = 0; }
      row.pieces.push(s);
      if (text.endsWith("\n")) row = null;
    }
    // Each row of kept text takes the clean text up to where the next begins; so nothing of it is lost.
    let last = null;
    for (const r of rows) {
      const start = r.pieces.find((p) => p.kept && p.text !== null)?.text;
      if (start === undefined) continue;
      r.from = last ? start : 0;
      if (last) last.to = start;
      last = r;
    }
    if (last) last.to = d.text.length;
    else if (d.text) rows.push({ pieces: [], from: 0, to: d.text.length });
    return rows;
  }

  function draw(d) {
    const rows = rowsOf(d);
    const grid = el("div.parallel", { "data-off": [...off].join(" ") },
      el("div.row.heads", { "aria-hidden": "true" }, el("div"), el("div", null, "The page as it was"), el("div", null, "The clean text")));
    marks = { artifacts: d.artifacts.filter((a) => a.end - a.start <= LONG).sort((a, b) => a.start - b.start || a.end - b.end), grid, rows, drawn: 0, d };
    more();
    return grid;
  }

  /** Draws the next rows; a page of a hundred thousand lines is drawn in parts. */
  function more(upTo = 0) {
    const { d, rows, grid } = marks;
    grid.querySelector(".rest")?.remove();
    const end = Math.max(marks.drawn + PART, upTo);
    for (; marks.drawn < Math.min(end, rows.length); marks.drawn += 1) grid.append(drawRow(d, rows[marks.drawn], rows[marks.drawn - 1]));
    if (marks.drawn < rows.length) grid.append(el("p.rest", null, el("button", { type: "button", onclick: () => more() }, `Show more: ${count(rows.length - marks.drawn, "line")} to go`)));
  }

  function drawRow(d, row, before) {
    const margin = el("div.margin");
    const was = el("div.was", { dir: "auto" });
    const now = el("div.now", { dir: "auto" });
    let last = before?.pieces.at(-1);
    for (const p of row.pieces) {
      if (p.label === "blank") { was.append(d.page.slice(p.start, p.end)); continue; }
      const part = el(p.kept ? `span.kept${p.label === "heading" ? ".heading" : ""}` : `del.g-${group(p.label)}`, { "data-start": p.start });
      paint(d, part, p.start, p.end);
      was.append(part);
      const known = !(p.kept && p.label === "body");
      // A rule stands once beside a run of pieces that it decided.
      if (known && !(last && last.rule === p.rule && last.label === p.label)) {
        const mark = link("rule", p.rule, null, sign(p.label) ? el("span", { "aria-hidden": "true" }, sign(p.label), " ") : null, words(p.label));
        mark.className = `tag f cut g-${group(p.label)}`;
        note.add(mark, () => pieceNote(p));
        margin.append(mark);
      }
      if (known || p.evidence) note.add(part, () => pieceNote(p));
      last = p;
    }
    if (row.from !== undefined) paintText(d, now, row.from, row.to);
    else now.classList.add("none");
    const kinds = [...new Set(row.pieces.filter((p) => p.label !== "blank").map((p) => (p.kept ? "kept" : "gone")))];
    return el(`div.row${row.gap ? ".gap" : ""}${kinds.length === 1 ? `.all-${kinds[0]}` : ""}`, null, margin, was, now);
  }

  const pieceNote = (p) => [
    el("strong", null, p.kept ? `kept as ${words(p.label)}` : `removed as ${words(p.label)}`), el("p", null, p.meaning ?? ""),
    el("p", null, el("code", null, p.rule), " ", score(p.score)), p.evidence ? el("p", null, "because of: ", name(p.evidence)) : null,
    p.lang ? el("p", null, `in another language: ${language(p.lang)}`) : null,
  ].filter(Boolean);

  const first = (list, at) => { let [low, high] = [0, list.length]; while (low < high) { const m = (low + high) >> 1; if (list[m].end <= at && list[m].start < at) low = m + 1; else high = m; } return Math.max(0, low - 1); };

  /** The page from one place to another with its names and defects. */
  function paint(d, parent, from, to) {
    let at = from;
    for (let k = first(d.mentions, from); k < d.mentions.length && d.mentions[k].start < to; k += 1) {
      const m = d.mentions[k];
      if (m.end <= at || m.start < at) continue;
      flaws(d, parent, at, m.start);
      const end = Math.min(m.end, to);
      const mark = m.entity ? link("name", m.entity) : el("span", { tabindex: "0" });
      mark.className = `f name ${m.kind}`;
      flaws(d, mark, m.start, end, true);
      note.add(mark, () => [el("strong", null, m.canonical ? name(m.canonical) : "could be two"), el("p", null, `${m.kind}${m.quote ? ", in a quotation" : ""}`), el("p", null, el("code", null, m.rule), " ", score(m.score))]);
      parent.append(mark);
      at = end;
    }
    flaws(d, parent, at, to);
  }

  function flaws(d, parent, from, to, inside) {
    let at = from;
    const all = marks.artifacts;
    for (let k = first(all, from); k < all.length && all[k].start <= to; k += 1) {
      const a = all[k];
      const empty = a.start === a.end;
      if (a.start < at || (a.start === to && !(empty && to === d.page.length)) || (empty && inside)) continue;
      const end = Math.min(a.end, to);
      parent.append(desk.inert(d.page.slice(at, a.start)));
      const mark = inside ? el("span") : link("rule", a.rule);
      mark.className = `${inside ? "" : "f "}art s-${a.severity}`;
      mark.append(empty ? "‸" : visible(d.page.slice(a.start, end)));
      if (inside) mark.title = `${words(a.kind)}${a.repair === null ? "" : ` → ${visible(a.repair)}`}`;
      else note.add(mark, () => flawNote(a));
      if (a.repair !== null && !inside) mark.append(el("span.repair", null, a.applied ? `→${visible(a.repair) || "∅"}` : `→${visible(a.repair) || "∅"}?`));
      parent.append(mark);
      at = end;
    }
    parent.append(desk.inert(d.page.slice(at, to)));
  }

  const flawNote = (a) => [
    el("strong", null, words(a.kind)), el("p", null, `${a.group}, ${{ A: "damages the meaning", B: "disfluent", C: "cosmetic" }[a.severity] ?? a.severity}`),
    el("p", null, a.repair === null ? "no repair is known" : [a.applied ? "repaired: " : "not repaired, could be: ", el("q", null, visible(a.repair))]), el("p", null, el("code", null, a.rule), " ", score(a.score)),
  ];

  /** Spaces that can be seen. */
  const visible = (text) => (/^[\s\u00a0]*$/.test(text) ? text.replaceAll(" ", "␣").replaceAll("\u00a0", "⍽").replaceAll("\n", "⏎") : desk.inert(text).replaceAll("\u00a0", "⍽").replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, "·"));

  function paintText(d, parent, from, to) {
    let at = from;
    let end = to;
    while (end > from && /\s/.test(d.text[end - 1])) end -= 1;
    const inText = (d.inText ??= d.mentions.filter((m) => m.from !== null).sort((a, b) => a.from - b.from));
    let [low, high] = [0, inText.length];
    while (low < high) { const m = (low + high) >> 1; if (inText[m].from < from) low = m + 1; else high = m; }
    for (let k = low; k < inText.length && inText[k].from < end; k += 1) {
      const m = inText[k];
      if (m.from < at) continue;
      parent.append(desk.inert(d.text.slice(at, m.from)));
      const mark = el("span.name", null, d.text.slice(m.from, Math.min(m.to, end)));
      note.add(mark, () => [el("strong", null, m.canonical ? name(m.canonical) : "could be two"), el("p", null, m.kind)]);
      parent.append(mark);
      at = Math.min(m.to, end);
    }
    parent.append(desk.inert(d.text.slice(at, end)));
  }

  // ---- moving -----------------------------------------------------------------------------------------------------

  /** The next finding that is shown, from the one in focus. */
  function step(way) {
    if (way > 0 && marks.drawn < marks.rows.length && document.activeElement?.closest(".row") === marks.grid.querySelector(".row:last-of-type")) more();
    const shown = [...document.querySelectorAll(".parallel .f")].filter((f) => ![...off].some((k) => f.classList.contains(k)) && f.offsetParent);
    if (!shown.length) return desk.say("no finding is shown");
    const now = shown.indexOf(document.activeElement);
    const from = now >= 0 ? now + way : way > 0 ? shown.findIndex((f) => f.getBoundingClientRect().top > 80) : shown.findLastIndex((f) => f.getBoundingClientRect().top < 80);
    const to = shown[Math.max(0, Math.min(shown.length - 1, from < 0 ? 0 : from))];
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "center" });
    desk.say(`${shown.indexOf(to) + 1} of ${shown.length}`);
  }
  desk.onKey("n", "next finding", () => step(1));
  desk.onKey("p", "finding before", () => step(-1));
  desk.onKey("]", "next document", () => document.getElementById("after")?.click());
  desk.onKey("[", "document before", () => document.getElementById("before")?.click());

  function reach(at) {
    const k = marks.rows.findIndex((r) => r.pieces.some((p) => p.end > at));
    if (k < 0) return;
    if (k >= marks.drawn) more(k + 1);
    const row = [...marks.grid.querySelectorAll(".row:not(.heads)")][k];
    row?.classList.add("asked");
    row?.scrollIntoView({ block: "center" });
  }

  // ---- below the page ---------------------------------------------------------------------------------------------

  async function copies(d) {
    if (!d.cluster) return null;
    const found = await desk.find("copies", d.cluster);
    if (!found) return null;
    const others = found.record.documents.filter(([id]) => id !== d.id);
    const place = el("div", { "aria-live": "polite" });
    const compare = async (id) => {
      const other = await desk.find("documents", id);
      const { box, same } = desk.difference(other.record.text, d.text);
      place.replaceChildren(el("h3", null, "What is different here, against ", link("document", id, null, name(id))), same ? el("p", null, "The two texts say the same.") : box);
    };
    return section("Near-copies", el("p", null, d.cluster_head ? "This one stands for its cluster; nothing is deleted." : "Another one stands for the cluster; nothing is deleted."),
      desk.grid("Documents of the same cluster", [["Document"], ["Outlet"], ["Published", "date"], ["Characters", "n"], ["Differences"]],
        others.slice(0, 100).map(([id, t, outlet, published, chars]) => [link("document", id, null, name(t || id)), name(outlet), day(published), number(chars),
          el("button", { type: "button", onclick: () => compare(id) }, "compare")])), place);
  }

  function artifacts(d) {
    if (!d.artifacts.length) return null;
    const line = lines(d.page);
    // The same defect with the same repair is one row, with all its places.
    const same = new Map();
    for (const a of d.artifacts) {
      const surface = d.page.slice(a.start, a.end);
      const key = JSON.stringify([a.kind, surface, a.repair, a.applied, a.rule]);
      if (!same.has(key)) same.set(key, { a, surface, places: [], lowest: a.score });
      const row = same.get(key);
      row.places.push(a.start);
      row.lowest = Math.min(row.lowest, a.score);
    }
    const rows = [...same.values()].slice(0, 300).map(({ a, surface, places, lowest }) => [
      words(a.kind), el("span.art", null, a.start === a.end ? "‸" : visible(clip(surface, 60))),
      a.repair === null ? "–" : [visible(clip(a.repair, 40)) || "∅", a.applied ? "" : " (not applied)"],
      [places.length > 1 ? `${number(places.length)} times: ` : "", "line ", places.slice(0, 8).map((at, k) => [k ? ", " : "", link("document", d.id, at, String(line(at)))]), places.length > 8 ? " …" : ""],
      link("rule", a.rule, null, el("code", null, a.rule)), score(lowest)]);
    return section(`Artifacts (${number(d.artifacts.length)})`, desk.grid("Every defect found", [["Kind"], ["As it stands"], ["Repair"], ["Place"], ["Rule", "wide"], ["Score", "n"]], rows));
  }

  function lines(text) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    return (at) => { let [low, high] = [0, starts.length]; while (low < high) { const m = (low + high) >> 1; if (starts[m] <= at) low = m + 1; else high = m; } return low; };
  }
  const clip = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

  function names(d) {
    if (!d.mentions.length) return null;
    const seen = new Map();
    for (const m of d.mentions) {
      const key = m.entity ?? `?${m.canonical ?? ""}`;
      if (!seen.has(key)) seen.set(key, { m, forms: new Map() });
      const form = `${d.page.slice(m.start, m.end)}\n${m.rule}`;
      seen.get(key).forms.set(form, (seen.get(key).forms.get(form) ?? 0) + 1);
    }
    const rows = [...seen.values()].sort((a, b) => (a.m.canonical ?? "").localeCompare(b.m.canonical ?? "")).map(({ m, forms }) => [
      m.entity ? link("name", m.entity, null, name(m.canonical ?? m.entity)) : "could be two", m.kind,
      [...forms].map(([form, n], k) => [k ? ", " : "", name(form.split("\n")[0]), ` ×${n} `, el("code", null, form.split("\n").at(-1).replace(/^names\//, ""))])]);
    return section(`Names (${number(seen.size)})`, desk.grid("Every name, with its forms and the rule that linked them", [["Name"], ["Type"], ["Forms"]], rows));
  }

  function account(d) {
    const sum = (kept) => d.spans.filter((s) => s.label !== "blank" && s.kept === kept).reduce((n, s) => n + [...d.page.slice(s.start, s.end)].length, 0);
    const [kept, cut] = [sum(true), sum(false)];
    return section("Account", el("p", null, `${number(kept)} characters kept, ${number(cut)} removed (${percent(cut / Math.max(1, kept + cut))}), blanks aside. Together they are the page.`));
  }
})();
