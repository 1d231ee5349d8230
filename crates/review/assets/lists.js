// The lists: documents, names, rules, outlets, rejects. One page each, one table each.
"use strict";

(() => {
  const { el, name, link, number, day, percent, tag, bar, words, language, main, table } = desk;
  const few = (n) => (Number.isNaN(n) ? "–" : number(n));
  const thousandths = (n, kind) => (Number.isNaN(n) ? "–" : bar(n / 1000, kind, percent(n / 1000)));
  const of = (key, head, more) => ({ key, head, kind: "n", down: true, draw: (r) => few(r[key]), ...more });
  const list = (page, key, value, ...text) => el("a", { href: `${page}.html#${new URLSearchParams([[key, value]])}` }, ...text);

  const pages = {
    documents: async () => {
      const { reasons } = await desk.load("overview");
      const why = (bits) => reasons.filter((_, k) => (bits >> k) & 1);
      return {
        caption: "Every document of the dataset",
        empty: "The dataset has no documents.",
        searched: "title or id",
        filters: [
          { key: "outlet", head: "Outlet" },
          { key: "language", head: "Language" },
          {
            key: "worth", head: "Worth a look", names: [["any", "for any reason"], ...reasons.map((r, k) => [String(k), r])],
            test: (data, k, picked) => (picked === "any" ? data.worth.values[k] > 0 : (data.worth.values[k] >> Number(picked)) & 1),
          },
          {
            key: "made", head: "Made by", names: [["copies", "has near-copies"], ["translated", "a translation"]],
            test: (data, k, picked) => (picked === "copies" ? data.copies.values[k] > 1 : data.translated.values[k] >= 800),
          },
        ],
        columns: [
          { key: "title", head: "Document", sort: "title_rank", draw: (r) => [link("document", r.texts.id, null, name(r.texts.title || "(no title)")), el("small", null, name(r.texts.id))] },
          { key: "outlet", head: "Outlet", kind: "wide", draw: (r) => name(r.outlet || "–") },
          { key: "language", head: "Language", draw: (r) => language(r.language) },
          { key: "published", head: "Published", kind: "date wide", down: true, draw: (r) => day(r.published) },
          of("chars", "Characters", { kind: "n wide" }),
          { key: "removed", head: "Removed", kind: "bars", down: true, draw: (r) => thousandths(r.removed, "cut") },
          of("names", "Names", { kind: "n wide" }),
          of("artifacts", "Artifacts", { kind: "n wide" }),
          { key: "translated", head: "Translated", kind: "n wide", down: true, draw: (r) => (Number.isNaN(r.translated) ? "–" : (r.translated / 1000).toFixed(2)) },
          of("copies", "Copies", { kind: "n wide", draw: (r) => (r.copies > 1 ? number(r.copies) : "–") }),
          { key: "worth", head: "Worth a look", sort: "weight", down: true, kind: "wide why", draw: (r) => why(r.worth).join("; ") },
        ],
      };
    },
    names: () => ({
      caption: "Every name of the dataset",
      empty: "No names were found.",
      searched: "name, spelling or id",
      start: "-documents",
      filters: [
        { key: "type", head: "Type" },
        { key: "state", head: "State" },
        { key: "many", head: "Spellings", names: [["2", "two or more"], ["5", "five or more"]], test: (data, k, picked) => data.spellings.values[k] >= Number(picked) },
      ],
      columns: [
        { key: "name", head: "Name", sort: "name_rank", draw: (r) => [link("name", r.texts.id, null, name(r.texts.name)), el("small", null, name(r.texts.spelled))] },
        { key: "type", head: "Type", draw: (r) => r.type },
        { key: "state", head: "State", draw: (r) => r.state },
        of("documents", "Documents"),
        of("mentions", "Mentions"),
        of("spellings", "Spellings"),
        of("outlets", "Outlets", { kind: "n wide" }),
      ],
    }),
    rules: () => ({
      caption: "Every rule that did anything",
      empty: "No rule did anything.",
      searched: "rule",
      start: "-chars",
      filters: [{ key: "role", head: "What it does" }, { key: "what", head: "Mostly" }],
      columns: [
        { key: "rule", head: "Rule", sort: false, draw: (r) => link("rule", r.texts.rule, null, el("code", null, r.texts.rule)) },
        { key: "role", head: "What it does", draw: (r) => r.role },
        { key: "what", head: "Mostly", draw: (r) => (["removes", "keeps"].includes(r.role) ? tag(r.what) : words(r.what)) },
        of("pieces", "Pieces"),
        of("chars", "Characters"),
        of("documents", "Documents"),
        { key: "share", head: "Of all documents", kind: "bars wide", down: true, draw: (r) => thousandths(r.share) },
        of("outlets", "Outlets", { kind: "n wide" }),
        { key: "lowest", head: "Lowest score", kind: "n wide", draw: (r) => (r.lowest / 1000).toFixed(2) },
      ],
    }),
    outlets: () => ({
      caption: "Every outlet",
      empty: "The dataset has no documents.",
      searched: "outlet or language",
      start: "-documents",
      columns: [
        { key: "name", head: "Outlet", sort: "name_rank", draw: (r) => list("documents", "outlet", r.texts.name, name(r.texts.name || "(none)")) },
        of("documents", "Documents"),
        { key: "languages", head: "Languages", sort: false, kind: "wide", draw: (r) => r.texts.languages.split(" ").map(language).join(", ") },
        of("kept", "Kept", { kind: "n wide" }),
        of("removed", "Removed", { kind: "n wide" }),
        { key: "share", head: "Removed, median", kind: "bars", down: true, draw: (r) => thousandths(r.share, "cut") },
        of("translated", "Translations"),
        of("stubs", "Cut by a paywall", { kind: "n wide" }),
        { key: "first", head: "First", kind: "date wide", draw: (r) => day(r.first) },
        { key: "last", head: "Last", kind: "date wide", down: true, draw: (r) => day(r.last) },
      ],
    }),
    rejects: () => ({
      caption: "Every input that gave no row",
      empty: "Every input gave a row, or was no input.",
      searched: "path, detail or hint",
      filters: [{ key: "reason", head: "Reason" }, { key: "stage", head: "Stage" }],
      columns: [
        { key: "source", head: "Input", sort: false, draw: (r) => [name(r.texts.source), r.texts.record ? el("small", null, name(`record ${r.texts.record}`)) : null] },
        { key: "reason", head: "Reason", draw: (r) => r.reason },
        { key: "stage", head: "Stage", kind: "wide", draw: (r) => r.stage },
        { key: "detail", head: "What was found", sort: false, draw: (r) => name(r.texts.detail) },
        { key: "hint", head: "What you can do", sort: false, draw: (r) => name(r.texts.hint) },
      ],
    }),
  };

  const which = document.documentElement.dataset.list;
  (async () => {
    try {
      const made = await table(which, await pages[which]());
      main.append(made);
      main.dataset.ready = "yes";
    } catch (error) {
      main.append(el("p", { role: "alert" }, error.message));
    }
  })();
})();
