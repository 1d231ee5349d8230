// The first page: what came in, what became of it, and where to look.
"use strict";

(async () => {
  const { el, svg, name, link, number, percent, count, day, words, language, tag, bar, sign, group, groups, main, section, grid } = desk;
  const d = await desk.load("overview");
  const sum = (list, of) => list.reduce((n, x) => n + of(x), 0);
  const pieces = d.labels.filter(([label]) => label !== "blank");
  const kept = sum(pieces.filter(([, k]) => k), ([, , , c]) => c);
  const removed = sum(pieces.filter(([, k]) => !k), ([, , , c]) => c);
  const chars = kept + removed;
  const share = (n, all) => n / Math.max(1, all);
  const to = (page, pairs, ...text) => el("a", { href: `${page}.html#${new URLSearchParams(pairs)}` }, ...text);
  const found = sum(d.artifacts, ([, , n]) => n);
  const repaired = sum(d.artifacts, ([, , , n]) => n);
  const translations = d.translated[8] + d.translated[9];

  /** One bar on the left flows into its parts on the right, each with its name, so that no colour stands alone. */
  function flow(title, from, parts) {
    const shown = parts.filter((p) => p.value > 0);
    const total = sum(shown, (p) => p.value);
    const [height, width, top] = [Math.max(150, shown.length * 25), 420, 6];
    const gaps = 5 * Math.max(0, shown.length - 1);
    const scale = (height - gaps) / Math.max(1, total);
    let [left, right, text] = [top + gaps / 2, top, top];
    const bands = shown.map((p) => {
      const h = p.value * scale;
      const [y0, y1] = [left, right];
      const label = Math.max(y1 + h / 2, text + 9);
      text = label + 10;
      left += h;
      right += h + 5;
      const d0 = `M88 ${y0}C155 ${y0} 140 ${y1} 200 ${y1}V${y1 + h}C140 ${y1 + h} 155 ${y0 + h} 88 ${y0 + h}Z`;
      return { node: svg("g", null, svg("path", { class: `band g-${p.group}`, d: d0 }), svg("rect", { class: `block g-${p.group}`, x: 200, y: y1, width: 7, height: Math.max(1, h) }),
        svg("path", { class: "lead-line", d: `M209 ${y1 + h / 2}L217 ${label}` }), svg("text", { x: 221, y: label + 4 }, svg("tspan", { class: "strong" }, number(p.value)), ` ${p.text}`)), bottom: Math.max(label + 10, y1 + h) };
    });
    const bottom = Math.max(height + top * 2, ...bands.map((b) => b.bottom)) + 4;
    return el("figure.flow", null, svg("svg", { viewBox: `0 0 ${width} ${bottom}`, role: "img", "aria-label": `${title}: ${number(total)} ${from} = ${shown.map((p) => `${number(p.value)} ${p.text}`).join(" + ")}` },
      svg("rect", { class: "block g-text", x: 80, y: top + gaps / 2, width: 8, height: height - gaps }),
      svg("text", { x: 74, y: top + height / 2 - 4, "text-anchor": "end", class: "strong" }, number(total)), svg("text", { x: 74, y: top + height / 2 + 12, "text-anchor": "end" }, from),
      bands.map((b) => b.node)), el("figcaption", null, title));
  }

  const byGroup = new Map();
  for (const [label, k, , c] of pieces) { const g = k ? "text" : group(label); byGroup.set(g, (byGroup.get(g) ?? 0) + c); }
  const account = ([inputs, rows, rejected, skipped], text) => flow(text, text.startsWith("Files") ? "files" : "records", [
    { value: rows, text: "gave rows", group: "text" }, { value: rejected, text: "rejected", group: "appeal" }, { value: skipped, text: "skipped: no input", group: "site" }]);

  // ---- columns of figures
  const labels = [...pieces].sort((a, b) => b[3] - a[3]);
  const most = Math.max(1, ...labels.filter(([, k]) => !k).map(([, , , c]) => c));
  const ofLabel = ([label, k, n, c]) => [to("rules", [["role", k ? "keeps" : "removes"], ["what", label]], tag(label)), bar(k ? share(c, chars) : c / most, k ? "plain" : `g-${group(label)}`, number(c)), number(n)];

  const languages = d.languages.slice(0, 12).map(([code, n]) => [to("documents", [["language", code]], language(code)), bar(share(n, d.languages[0][1]), "plain", number(n))]);
  const histogram = (counts, label, low, high, mark) => {
    const top = Math.max(1, ...counts);
    return el("figure", null, svg("svg", { viewBox: "0 0 400 116", role: "img", "aria-label": `${label}: ${counts.map((n, k) => `${percent(k / counts.length)} ${n}`).join(", ")}` },
      counts.map((n, k) => svg("rect", { class: mark(k) ? "column marked" : "column", x: k * (400 / counts.length) + 1, width: 400 / counts.length - 2, y: 96 - (n / top) * 90, height: (n / top) * 90 })),
      svg("path", { class: "axis", d: "M0 96.5H400" }), svg("text", { x: 0, y: 112 }, low), svg("text", { x: 400, y: 112, "text-anchor": "end" }, high)), el("figcaption", null, label));
  };

  function time() {
    if (d.days.length < 2) return null;
    const dated = [];
    for (let k = 0; k < d.days.length; k += 2) dated.push([d.days[k], d.days[k + 1]]);
    // By month while that is legible, else by year; outliers of one document do not stretch the axis.
    const by = (size) => dated.reduce((map, [dayOf, n]) => { const key = day(dayOf * 864e5).slice(0, size); return map.set(key, (map.get(key) ?? 0) + n); }, new Map());
    const months = by(7);
    const steps = months.size <= 36 ? months : by(4);
    const top = Math.max(...steps.values());
    const width = 400 / steps.size;
    const list = [...steps];
    return el("figure", null, svg("svg", { viewBox: "0 0 400 116", role: "img", "aria-label": `Documents by date: ${list.map(([k, n]) => `${k} ${n}`).join(", ")}` },
      list.map(([, n], k) => svg("rect", { class: "column", x: k * width + 0.5, width: Math.max(0.5, width - 1), y: 96 - (n / top) * 90, height: (n / top) * 90 })),
      svg("path", { class: "axis", d: "M0 96.5H400" }), svg("text", { x: 0, y: 112 }, list[0][0]), svg("text", { x: 400, y: 112, "text-anchor": "end" }, list.at(-1)[0])),
    el("figcaption", null, `Publication, ${count(sum(dated, ([, n]) => n), "dated document")}; months or years without one are left out`));
  }

  const worth = d.worth.map(([id, title, outlet, cut, bits]) => [[link("document", id, null, name(title || "(no title)")), el("small", null, name(id))], name(outlet || "–"), bar(cut, "cut", percent(cut)), d.reasons.filter((_, k) => (bits >> k) & 1).join("; ")]);
  const named = d.named.map(([id, canonical, kind, documents, mentions, spellings, forms]) => [link("name", id, null, name(canonical)), kind, number(documents), number(mentions), [el("b", null, number(spellings)), el("small.forms", null, forms.map((f, k) => [k ? " · " : "", name(f)]), spellings > forms.length ? " …" : "")]]);
  const outlets = d.outlets.map(([outlet, n, k, r, median, spoken, t]) => [to("documents", [["outlet", outlet]], name(outlet || "(none)")), number(n), bar(median, "cut", percent(median)), spoken.split(" ").filter(Boolean).map(language).join(", "), t ? number(t) : "–"]);
  const artifacts = [...d.artifacts].sort((a, b) => b[2] - a[2]).slice(0, 12).map(([g, kind, n, m]) => [words(kind), g, bar(share(n, Math.max(...d.artifacts.map((a) => a[2]))), "plain", number(n)), m ? number(m) : "–"]);

  desk.show(
    el("div.front", null, el("h1", null, "What was done to ", el("em", null, count(d.documents, "document"))),
      el("p.lead", null, `${number(kept)} characters are the articles; ${number(removed)} (${percent(share(removed, chars))}) were removed, each with the rule that decided. ${count(d.mentions, "mention")} of ${count(d.entities, "name")}; ${count(found, "artifact")}, ${number(repaired)} repaired; ${count(d.clusters, "cluster")} of near-copies.`),
      el("p.id", null, "rules ", el("code", null, d.rules.slice(0, 16)))),
    section("What came in, and what became of it", el("div.flows", null, account(d.files, "Files under seeds"), account(d.records, "Records inside the files"),
      flow("Characters on the pages, blanks aside", "characters", [{ value: byGroup.get("text") ?? 0, text: "kept", group: "text" },
        ...["own", "appeal", "readers", "picture", "site"].map((g) => ({ value: byGroup.get(g) ?? 0, text: `${groups[g][0]} ${groups[g][1].split(":")[0].replace("the article's own head", "heads").replace("the site", "site")}`, group: g }))]))),
    section("Worth a look", d.worth.length ? [grid("Documents worth a look, the worst first", [["Document"], ["Outlet", "wide"], ["Removed", "bars"], ["Why", "why"]], worth),
      el("p.more", null, to("documents", [["worth", "any"], ["sort", "-weight"]], `All ${number(d.all_worth)} of them`))] : el("p", null, "None stands out.")),
    el("div.columns", null,
      section("By label", grid("Characters kept and removed, by label", [["Label"], ["Characters", "bars"], ["Pieces", "n"]], [...labels.filter(([, k]) => k), ...labels.filter(([, k]) => !k)].map(ofLabel)), el("p.more", null, el("a", { href: "rules.html" }, "All rules"))),
      section("Shares", histogram(d.shares, "Documents by removed share", "nothing removed", "all removed", (k) => k >= 18),
        d.judged ? histogram(d.translated, `Documents by translated score: ${number(translations)} of ${number(d.judged)} judged count as translations${d.machine ? `, ${number(d.machine)} by machine` : ""}`, "original", "translation", (k) => k >= 8) : null, time(),
        el("p", null, "Access: ", d.access.map(([a, n], k) => [k ? ", " : "", `${a} ${number(n)}`]), ". Charsets: ", d.charsets.slice(0, 6).map(([c, n], k) => [k ? ", " : "", `${c} ${number(n)}`]), ".")),
      section("Languages", grid("Documents by language", [["Language"], ["Documents", "bars"]], languages), d.languages.length > 12 ? el("p", null, `and ${d.languages.length - 12} more`) : null)),
    section("Named most", grid("Names that most documents hold", [["Name"], ["Type"], ["Documents", "n"], ["Mentions", "n wide"], ["Spellings"]], named), el("p.more", null, el("a", { href: "names.html" }, `All ${number(d.entities)} names`))),
    el("div.columns.two", null,
      section("Outlets", grid("Outlets with most documents", [["Outlet"], ["Documents", "n"], ["Removed, median", "bars"], ["Languages", "wide"], ["Translations", "n wide"]], outlets), el("p.more", null, el("a", { href: "outlets.html" }, `All ${number(d.all_outlets)} outlets`))),
      section("Artifacts", d.artifacts.length ? grid("Defects found most", [["Kind"], ["Group", "wide"], ["Found", "bars"], ["Repaired", "n"]], artifacts) : el("p", null, "None were found."))),
    section("Rejects", d.rejects.length ? [grid("Inputs that gave no row", [["Reason"], ["Inputs", "n"], ["What you can do"]], d.rejects.map(([reason, hint, n]) => [to("rejects", [["reason", reason]], reason), number(n), hint])), el("p.more", null, el("a", { href: "rejects.html" }, "All rejects"))] : el("p", null, "None: every input gave a row, or was no input.")),
  );
  main.dataset.ready = "yes";
})().catch((error) => desk.main.replaceChildren(desk.el("h1", null, "This page could not be drawn"), desk.el("p", { role: "alert" }, error.message)));
