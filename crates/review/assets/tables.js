// Lists that sort and filter, also with a hundred thousand rows: numbers of all rows in memory, texts only of those shown.
"use strict";

desk.table = (() => {
  const { el, load, number, say } = desk;
  const SHOWN = 50;

  /** A table of `data/<name>`. `columns`: { key, head, draw(row), sort?, down?, kind? }; `filters`: { key, head, names? }. */
  return async function table(name, { columns, filters = [], start, searched, empty, caption }) {
    const head = await load(`${name}/table`);
    const data = Object.fromEntries(Object.entries(head.columns).map(([key, column]) => [key, {
      names: column.names,
      values: Float64Array.from(column.values, (v) => (v === null ? NaN : v)),
    }]));
    const state = { q: "", sort: start, page: 0, pick: {} };
    read();

    /** One row: `row.outlet` is a name or a number, `row.texts` its texts by name. */
    const files = new Map();
    async function texts(k) {
      const file = Math.floor(k / head.each);
      if (!files.has(file)) files.set(file, await load(`${name}/texts-${file}`));
      const cells = files.get(file)[k % head.each];
      return Object.fromEntries(head.texts.map((t, n) => [t, cells[n]]));
    }
    const value = (key, k) => {
      const { names, values } = data[key];
      return names ? names[values[k]] : values[k];
    };

    // The address holds the state, so that a list can be linked to and comes back as it was.
    function read() {
      const hash = new URLSearchParams(location.hash.slice(1));
      state.q = hash.get("q") ?? "";
      state.sort = hash.get("sort") ?? start;
      state.page = Math.max(0, Number(hash.get("page") ?? 1) - 1 || 0);
      state.pick = Object.fromEntries(filters.map(({ key }) => [key, hash.get(key) ?? ""]));
    }
    function write() {
      const hash = new URLSearchParams();
      if (state.q) hash.set("q", state.q);
      if (state.sort !== start) hash.set("sort", state.sort);
      for (const [key, picked] of Object.entries(state.pick)) if (picked) hash.set(key, picked);
      if (state.page) hash.set("page", state.page + 1);
      try { history.replaceState(null, "", `#${hash}`); } catch { /* the list works without */ }
    }

    async function matching(query) {
      const wanted = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      if (!wanted.length) return null;
      const all = Math.ceil(head.rows / head.each);
      const found = new Uint8Array(head.rows);
      let next = 0;
      const work = async () => {
        while (next < all && query === state.q) {
          const file = next;
          next += 1;
          if (!files.has(file)) files.set(file, await load(`${name}/texts-${file}`));
          files.get(file).forEach((cells, k) => {
            const hay = cells.join(" ").toLocaleLowerCase();
            if (wanted.every((w) => hay.includes(w))) found[file * head.each + k] = 1;
          });
          if (next % 16 === 0) status.textContent = `Searching… ${Math.round((next * 100) / all)} %`;
        }
      };
      await Promise.all(Array.from({ length: 8 }, work));
      return found;
    }

    async function rows() {
      const found = await matching(state.q);
      const tests = filters.filter(({ key }) => state.pick[key]).map(({ key, test }) => {
        const picked = state.pick[key];
        if (test) return (k) => test(data, k, picked);
        const wanted = data[key].names.indexOf(picked);
        return (k) => data[key].values[k] === wanted;
      });
      const chosen = [];
      for (let k = 0; k < head.rows; k += 1) if ((!found || found[k]) && tests.every((t) => t(k))) chosen.push(k);
      const down = state.sort?.startsWith("-");
      const by = state.sort?.replace(/^-/, "");
      const column = data[by];
      if (column) {
        const { names, values } = column;
        const rank = names ? ranks(names) : null;
        const key = (k) => (rank ? rank[values[k]] : values[k]);
        // What is not known comes last, whichever way.
        chosen.sort((a, b) => {
          const [x, y] = [key(a), key(b)];
          if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a - b;
          return (down ? y - x : x - y) || a - b;
        });
      } else if (down) chosen.reverse();
      return chosen;
    }
    function ranks(names) {
      const sorted = names.map((n, k) => [n, k]).sort(([a], [b]) => a.localeCompare(b));
      const rank = [];
      sorted.forEach(([, k], r) => { rank[k] = r; });
      return rank;
    }

    // ---- elements
    const status = el("p.status", { role: "status" });
    const search = el("input", { type: "search", id: "search", placeholder: searched, autocomplete: "off" });
    const boxes = filters.map(({ key, head: label, names }) => {
      const options = names ?? data[key].names.map((n) => [n, n]).sort(([a], [b]) => a.localeCompare(b));
      return el("label", null, el("span", null, label), el("select", { name: key, onchange: (e) => { state.pick[key] = e.target.value; first(); } },
        el("option", { value: "" }, "all"), options.map(([v, text]) => el("option", { value: v }, text || "(none)"))));
    });
    const clear = el("button", { type: "button", onclick: () => { state.q = ""; state.pick = {}; first(); show(); } }, "Clear");
    const form = el("div.filters", { role: "search" }, el("label.grow", null, el("span", null, "Search"), search), boxes, clear);
    const heads = columns.map((c) => {
      const by = c.sort ?? c.key;
      const cell = el(`th${c.kind ? `.${c.kind}` : ""}`, { scope: "col" });
      if (c.sort === false) cell.append(c.head);
      else cell.append(el("button.sort", { type: "button", onclick: () => {
        const [up, down] = [by, `-${by}`];
        state.sort = state.sort === (c.down ? down : up) ? (c.down ? up : down) : c.down ? down : up;
        first();
      } }, c.head));
      return { cell, by };
    });
    const body = el("tbody");
    const pages = el("nav.pages", { "aria-label": "Pages of the list" });
    const grid = el("div.scroll", { tabindex: "0", role: "region", "aria-label": caption },
      el("table.list", null, el("caption.hidden", null, caption), el("thead", null, el("tr", null, heads.map((h) => h.cell))), body));

    let turn = 0;
    async function draw() {
      const mine = ++turn;
      const chosen = await rows();
      if (mine !== turn) return;
      const last = Math.max(0, Math.ceil(chosen.length / SHOWN) - 1);
      state.page = Math.min(state.page, last);
      write();
      const shown = chosen.slice(state.page * SHOWN, (state.page + 1) * SHOWN);
      const drawn = await Promise.all(shown.map(async (k) => {
        const row = { texts: await texts(k) };
        for (const key of Object.keys(data)) row[key] = value(key, k);
        return el("tr", null, columns.map((c, n) => el(`${n ? "td" : "th"}${c.kind ? `.${c.kind}` : ""}`, n ? null : { scope: "row" }, c.draw(row))));
      }));
      if (mine !== turn) return;
      body.replaceChildren(...drawn);
      for (const { cell, by } of heads) {
        const way = state.sort === by ? "ascending" : state.sort === `-${by}` ? "descending" : null;
        if (way) cell.setAttribute("aria-sort", way); else cell.removeAttribute("aria-sort");
      }
      const text = chosen.length === head.rows ? `${number(head.rows)} rows` : `${number(chosen.length)} of ${number(head.rows)} rows`;
      status.textContent = chosen.length ? text : head.rows ? `${text}: nothing fits` : empty;
      const go = (to, label, can) => el("button", { type: "button", disabled: !can, onclick: async () => { state.page = to; await draw(); grid.scrollIntoView({ block: "nearest" }); } }, label);
      pages.replaceChildren(...(last ? [go(state.page - 1, "Previous", state.page > 0), el("span", null, `${number(state.page + 1)} of ${number(last + 1)}`), go(state.page + 1, "Next", state.page < last)] : []));
      say(status.textContent);
    }
    const first = () => { state.page = 0; return draw(); };
    function show() {
      search.value = state.q;
      form.querySelectorAll("select").forEach((s) => { s.value = state.pick[s.name] ?? ""; });
    }
    let pause;
    search.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(() => { state.q = search.value.trim(); first(); }, 150); });
    show();
    desk.onKey("/", "go to the search field", () => search.focus());
    window.addEventListener("hashchange", () => { read(); show(); draw(); });
    await draw();
    return el("div", null, form, status, grid, pages);
  };
})();
