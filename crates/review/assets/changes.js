// What changed between two datasets: what a changed rule would do.
"use strict";

(async () => {
  const { el, name, link, number, count, main, section, grid } = desk;
  const d = await desk.load("overview");
  const side = (what, rule) => [el(what.startsWith("kept") ? "span.stays" : "span.goes", null, what.startsWith("kept") ? "│ " : "╳ ", what.replaceAll("_", " ")), el("small", null, el("code", null, name(rule)))];
  const moves = d.moves.map(([a, by, b, now, pieces, chars, samples]) => el("details.move", null,
    el("summary", null, el("span.sides", null, el("span", null, side(a, by)), el("span", { "aria-label": "to" }, "→"), el("span", null, side(b, now))), el("span.n", null, `${count(chars, "character")} in ${count(pieces, "piece")}`)),
    el("ol.samples", null, samples.map(([text, id, at, times]) => el("li", null, el("p.context", { dir: "auto" }, text), el("small", null, times > 1 ? `×${number(times)} · ` : "", link("change", id, at, name(id))))))));
  const list = (title, all, n, page) => (n ? section(`${title} (${number(n)})`, el("ul.plain", null, all.map((x) => el("li", null, page ? link(page, x, null, name(x)) : name(x)))), n > all.length ? el("p", null, `and ${number(n - all.length)} more`) : null) : null);
  const few = (n) => (n ? number(n) : "–");
  desk.show(
    el("h1", null, "What changed"),
    el("p.lead", null, `${count(d.changed, "document")} changed, ${number(d.all_added)} added, ${number(d.all_gone)} gone; ${number(d.all_new_rejects)} newly rejected. `, d.rules_differ ? "The two were made with different rules or settings." : "The two were made with the same rules."),
    section("From one label and rule to another", d.moves.length ? [el("p", null, "The greatest first. Open one to see what it is about."), moves, d.all_moves > d.moves.length ? el("p", null, `and ${number(d.all_moves - d.moves.length)} smaller ones`) : null] : el("p", null, "No piece is decided otherwise.")),
    list("Added", d.added, d.all_added), list("Gone", d.gone, d.all_gone), list("Newly rejected", d.new_rejects, d.all_new_rejects), list("No longer rejected", d.gone_rejects, d.all_gone_rejects),
  );
  if (d.changed) {
    const table = await desk.table("changes", {
      caption: "Every changed document", empty: "No document changed.", searched: "title, id or column",
      filters: [{ key: "what", head: "What", names: [["cut", "text removed"], ["put_back", "text put back"], ["names", "names"]], test: (data, k, picked) => data[picked].values[k] > 0 }],
      columns: [
        { key: "title", head: "Document", sort: "title_rank", draw: (r) => [link("change", r.texts.id, null, name(r.texts.title || "(no title)")), el("small", null, name(r.texts.id))] },
        { key: "cut", head: "Newly removed", kind: "n", down: true, draw: (r) => few(r.cut) },
        { key: "put_back", head: "Newly kept", kind: "n", down: true, draw: (r) => few(r.put_back) },
        { key: "relabelled", head: "Decided otherwise", kind: "n wide", down: true, draw: (r) => few(r.relabelled) },
        { key: "names", head: "Names", kind: "n", down: true, draw: (r) => few(r.names) },
        { key: "what", head: "Columns", sort: false, kind: "wide", draw: (r) => r.texts.what },
      ],
    });
    main.append(section("Changed documents", table));
  }
  main.dataset.ready = "yes";
})().catch((error) => desk.main.replaceChildren(desk.el("h1", null, "This page could not be drawn"), desk.el("p", { role: "alert" }, error.message)));
