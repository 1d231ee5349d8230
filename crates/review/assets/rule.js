// One rule: how much it did, where, how sure it was, and samples of it.
"use strict";

(() => {
  const { el, name, link, number, percent, score, count, words, tag, main, section, bar, grid } = desk;

  desk.page(async () => {
    const { key } = desk.asked();
    const found = key ? await desk.find("rules", key) : undefined;
    if (!found) return desk.missing("rule", key);
    const all = await desk.load("overview");
    desk.title(key);
    desk.show(
      el("p.trail", null, el("a", { href: "rules.html" }, "Rules"), " › ", key.split("/")[0]),
      el("h1.rule", null, el("code", null, name(key))),
      found.record.roles.map((r) => role(r, all)),
    );
    window.scrollTo(0, 0);
  });

  function role(r, all) {
    const pages = r.role === "removes" || r.role === "keeps";
    const chars = all.labels.filter(([, kept]) => (r.role === "keeps") === (kept === 1)).reduce((n, [, , , c]) => n + c, 0);
    const verb = { removes: "removed", keeps: "kept" }[r.role] ?? "found";
    return el("div", null,
      el("p.lead", null, `It ${r.role}: ${count(r.pieces, "piece")}, ${count(r.chars, "character")}, in ${count(r.documents, "document")}`,
        pages ? ` (${percent(r.documents / Math.max(1, all.documents))} of all; ${percent(r.chars / Math.max(1, chars))} of all that is ${verb}).` : ` (${percent(r.documents / Math.max(1, all.documents))} of all).`),
      el("div.columns", null,
        grid(`What it ${r.role}`, [[pages ? "Label" : "Kind"], ["Pieces", "n"], ["Characters", "n"]], r.sorts.map(([what, n, c]) => [pages ? tag(what) : words(what), number(n), number(c)])),
        grid("How sure it was", [["Score"], ["Pieces", "bars"]], r.scores.map((n, k) => [`${(k / 10).toFixed(1)}–${((k + 1) / 10).toFixed(1)}`, bar(n / Math.max(1, ...r.scores), "plain", number(n))]).slice(Math.min(8, r.scores.findIndex((n) => n > 0))).reverse()),
        grid("Where", [["Outlet"], ["Pieces", "n"], ["Characters", "n"]], r.outlets.slice(0, 12).map(([o, n, c]) => [el("a", { href: `documents.html#${new URLSearchParams([["outlet", o]])}` }, name(o || "(none)")), number(n), number(c)]))),
      section(r.role === "removes" ? "Samples of what it removed" : "Samples", el("p", null, "A fair choice of different texts, the most frequent first. Is one of them the article? Then the rule is wrong."), samples(r.samples, r.role)),
      r.scores.slice(0, 9).some((n) => n > 0) ? section("Least sure", samples(r.lowest, r.role)) : null);
  }

  function samples(list, roleName) {
    return el("ol.samples", null, list.map(([text, what, s, evidence, id, title, at, times]) => el("li", null,
      el("p.context", { dir: "auto" }, el(`span.sample${roleName === "removes" ? `.g-${desk.group(what)}` : ""}`, null, text.trim() ? text : text.replaceAll(" ", "␣").replaceAll("\u00a0", "⍽").replaceAll("\n", "⏎") || "‸")),
      el("small", null, roleName === "removes" || roleName === "keeps" ? tag(what) : words(what), times > 1 ? ` ×${number(times)}` : "", ` · ${score(s)} · `,
        evidence === null ? null : [{ "finds artifacts": "repair ", "links names": "stands for " }[roleName] ?? "because of ", name(evidence), " · "],
        link("document", id, at, name(title || id))))));
  }
})();
