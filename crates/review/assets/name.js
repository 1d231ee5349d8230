// One name: its spellings, where they stand, why they were held to be one; proposals as lines for the user's own file.
"use strict";

(() => {
  const { el, name, link, number, score, count, day, main, section, bar, grid } = desk;

  desk.page(async () => {
    const { key } = desk.asked();
    const found = key ? await desk.find("names", key) : undefined;
    if (!found) return desk.missing("name", key);
    const r = found.record;
    desk.title(r.name);
    const item = /^Q\d+$/.test(r.wikidata ?? "") ? el("a", { href: `https://www.wikidata.org/wiki/${r.wikidata}`, rel: "noreferrer noopener" }, `Wikidata ${r.wikidata}`) : null;
    desk.show(
      el("p.trail", null, el("a", { href: "names.html" }, "Names"), " › ", el("a", { href: `names.html#type=${r.type}` }, r.type)),
      el("h1", { dir: "auto" }, r.name),
      el("p.id", null, el("code", null, name(key))),
      el("p.lead", null, `${count(r.mentions, "mention")} in ${count(r.documents, "document")}, under ${count(r.all_spellings, "spelling")}. `,
        r.known ? "In the gazetteer. " : "No gazetteer knows it: it was found by clustering this corpus. ", item),
      r.known ? null : proposal(key, r),
      spellings(r),
      sentences(r),
      outlets(r),
    );
    window.scrollTo(0, 0);
  });

  const since = (at, id) => (id ? link("document", id, null, day(at)) : "–");

  function spellings(r) {
    const most = Math.max(1, ...r.spellings.map((s) => s[1]));
    const rows = r.spellings.map(([form, n, documents, first, id, outlets, rules]) => [
      el("span.name", { dir: "auto" }, name(form)), bar(n / most, "plain", number(n)), number(documents), since(first, id),
      pairs(outlets, 2).map(([o, k], i) => [i ? ", " : "", name(o || "(none)"), ` ${number(k)}`]),
      pairs(rules, 3).map(([rule, k, low], i) => [i ? ", " : "", link("rule", rule, null, el("code", null, rule.replace(/^names\//, ""))), ` ×${number(k)}, from ${score(low)}`])]);
    const hidden = r.all_spellings - r.spellings.length;
    return section("Spellings", el("p", null, "Each as printed, and the rule that held it to be this name, with its lowest score."),
      grid("Every spelling", [["Spelling"], ["Mentions", "bars"], ["Documents", "n"], ["First seen", "date"], ["Outlets"], ["Because of"]], rows),
      hidden ? el("p", null, `${number(hidden)} rarer spellings are not shown.`) : null);
  }
  const pairs = (list, n) => Array.from({ length: Math.ceil(list.length / n) }, (_, k) => list.slice(k * n, k * n + n));

  function outlets(r) {
    const rows = r.outlets.map(([outlet, n, documents, first, id]) => [name(outlet || "(none)"), number(n), number(documents), since(first, id)]);
    return section("Outlets", grid("Outlets that print it", [["Outlet"], ["Mentions", "n"], ["Documents", "n"], ["First seen", "date"]], rows));
  }

  function sentences(r) {
    const rows = r.sentences.map(([before, form, after, id, outlet, published, at, quote]) => el("li", null,
      el("p.context", { dir: "auto" }, before, el("mark", null, form), after),
      el("small", null, link("document", id, at, name(id)), " · ", name(outlet || "no outlet"), ` · ${day(published)}${quote ? " · in a quotation" : ""}`)));
    return section("In context", el("ol.contexts", null, rows));
  }

  /** A choice, and the line of the user's own file that carries it out. */
  function proposal(key, r) {
    const forms = r.proposal?.forms ?? r.spellings.map((s) => s[0]);
    const why = r.proposal?.why ?? [];
    const clean = (text) => text.replace(/[\t\n\r|]/g, " ");
    const chosen = new Set(forms);
    const out = el("textarea", { readonly: true, rows: "3", id: "line", "aria-label": "Line for your file" });
    const hint = el("p", null);
    let way = "accept";
    function write() {
      const kept = forms.filter((f) => chosen.has(f)).map(clean);
      const head = "id\ttype\tcanonical\ten\tsource";
      const own = key.replace("x-", "own-");
      out.value = `${head}\n${way === "accept"
        ? [own, r.type, clean(r.name), kept.join("|"), "accepted proposal"].join("\t")
        : [`trap-${own}`, "trap", "", kept.join("|"), "refused proposal"].join("\t")}\n`;
      const whole = way === "accept" && kept.length === forms.length && r.proposal;
      hint.replaceChildren(...(whole ? ["The same by command: ", el("code", null, `cargo xtask names --accept ${key} --rules my-rules`)]
        : ["Put the line into ", el("code", null, "my-rules/names/accepted.tsv"), " and build with ", el("code", null, "--rules my-rules"), way === "refuse" ? ": its forms are then no names." : ": forms left out stay names of their own."]));
    }
    const radio = (value, text) => el("label", null, el("input", { type: "radio", name: "way", value, checked: value === way, onchange: () => { way = value; write(); } }), ` ${text}`);
    const box = (form) => el("label", null, el("input", { type: "checkbox", checked: true, onchange: (e) => { if (e.target.checked) chosen.add(form); else chosen.delete(form); write(); } }), " ", name(form));
    const copy = el("button", { type: "button", onclick: () => { out.select(); document.execCommand("copy"); desk.say("copied"); } }, "Copy");
    write();
    return section("A proposal", el("p", null, "Nothing is taken over by itself. Choose, and the line below goes into your own file of names."),
      why.length ? el("ul", null, why.map((w) => el("li", null, "merged: ", name(w)))) : null,
      el("fieldset", null, el("legend", null, "What is it?"), radio("accept", "a name: accept it"), radio("refuse", "no name: refuse it")),
      el("fieldset", null, el("legend", null, "Which forms belong to it?"), forms.map(box)),
      out, copy, hint);
  }
})();
