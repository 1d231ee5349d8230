// What all pages share: loading data, making elements, notes on findings, keys, light and dark.
//
// Texts of strangers become text nodes, here and nowhere else; no script in this folder writes HTML.
"use strict";

const desk = (() => {
  const nonce = document.currentScript.nonce;
  const urls = window.trustedTypes
    ? trustedTypes.createPolicy("desk", { createScriptURL: (url) => url })
    : { createScriptURL: (url) => url };

  // ---- data ---------------------------------------------------------------------------------------------------

  const waiting = new Map();
  const arrived = new Map();

  /** Data files call this. */
  const put = (name, value) => arrived.set(name, value);

  /** Loads `data/<name>.js`. A page opened from disk may not fetch, but it may load a script. */
  function load(name) {
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((done, failed) => {
        if (!/^[a-z]+(\/[a-z0-9-]+)?$/.test(name)) throw new Error(`no data file is named ${name}`);
        const script = document.createElement("script");
        script.nonce = nonce;
        script.src = urls.createScriptURL(`data/${name}.js`);
        script.onload = () => { script.remove(); done(arrived.get(name)); };
        script.onerror = () => failed(new Error(`data/${name}.js could not be read`));
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  }

  /** Order of code points, in which the keys of a store stand; a browser compares UTF-16 units. */
  function order(a, b) {
    const most = Math.min(a.length, b.length);
    const place = (unit) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
    for (let k = 0; k < most; k += 1) {
      const [x, y] = [a.charCodeAt(k), b.charCodeAt(k)];
      if (x !== y) return place(x) - place(y);
    }
    return a.length - b.length;
  }

  /** The record of a key, with its neighbours; undefined when there is none. */
  async function find(store, key) {
    const firsts = await load(`${store}/index`);
    let [low, high] = [0, firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order(firsts[middle], key) <= 0) low = middle + 1; else high = middle;
    }
    if (low === 0) return undefined;
    const file = await load(`${store}/${low - 1}`);
    const at = file.findIndex(([k]) => k === key);
    if (at < 0) return undefined;
    const last = async (k) => (k < 0 ? undefined : (await load(`${store}/${k}`)).at(-1)[0]);
    return {
      key,
      record: file[at][1],
      before: at > 0 ? file[at - 1][0] : await last(low - 2),
      after: at + 1 < file.length ? file[at + 1][0] : firsts[low],
    };
  }

  // ---- elements -----------------------------------------------------------------------------------------------

  const harmful = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
  /** A text from strangers with control and direction characters made visible; as long as before. */
  const inert = (text) => text.replace(harmful, "·");

  /** Makes an element. Attributes come from our own scripts; strings among the children become text nodes. */
  function el(tag, attributes, ...children) {
    const [name, ...classes] = tag.split(".");
    const node = document.createElement(name || "span");
    if (classes.length) node.className = classes.join(" ");
    return fill(node, attributes, children);
  }

  function svg(tag, attributes, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
  }

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "share") node.style.setProperty("--share", value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child instanceof Node ? child : inert(String(child)));
    }
    return node;
  }

  /** A short text of a stranger, which cannot turn what stands beside it around. */
  const name = (text) => el("bdi", null, text);

  /** A link to a page of this folder. */
  const link = (page, key, at, ...children) =>
    el("a", { href: `${page}.html#${encodeURIComponent(key)}${at === undefined || at === null ? "" : `@${at}`}` }, ...children);

  /** The address of a stranger's page when it is an ordinary one, else nothing. */
  function web(url) {
    try {
      const { protocol, href } = new URL(url);
      return protocol === "http:" || protocol === "https:" ? href : null;
    } catch { return null; }
  }

  // ---- numbers and words --------------------------------------------------------------------------------------

  const number = (n) => n.toLocaleString("en");
  const percent = (share) => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
  const score = (s) => (s === null || s === undefined ? "–" : s.toFixed(2));
  const count = (n, one, many) => `${number(n)} ${n === 1 ? one : many ?? `${one}s`}`;
  function day(ms) {
    const date = ms === null || ms === undefined || Number.isNaN(ms) ? null : new Date(ms);
    return date && !Number.isNaN(date.getTime()) ? date.toISOString().slice(0, 10) : "–";
  }
  const words = (label) => label.replaceAll("_", " ");
  const languages = window.Intl?.DisplayNames ? new Intl.DisplayNames(["en"], { type: "language", fallback: "none" }) : null;
  function language(code) {
    let known;
    try { known = code === "und" ? "undetermined" : languages?.of(code); } catch { known = undefined; }
    return known ?? code;
  }

  // Five kinds of what is cut; the sign says the same as the colour. `explain` has the same colours in the terminal.
  const groups = {
    own: ["¶", "the article's own head: title, byline, date"],
    appeal: ["✱", "appeals: paywall, newsletter, advertisement"],
    readers: ["❞", "readers: comments and their forms"],
    picture: ["▣", "pictures: captions and credits"],
    site: ["≡", "the site: menus, teasers, notices"],
  };
  const groupOf = {
    title: "own", standfirst: "own", byline: "own", dateline: "own", author_bio: "own",
    paywall: "appeal", newsletter: "appeal", advertisement: "appeal",
    comment: "readers", comment_form: "readers",
    photo_caption: "picture", photo_credit: "picture",
    body: "text", heading: "text",
  };
  const group = (label) => groupOf[label] ?? "site";
  const sign = (label) => groups[group(label)]?.[0] ?? "";
  /** A label with its sign and colour. */
  const tag = (label) => el(`span.tag.g-${group(label)}`, null, el("span", { "aria-hidden": "true" }, sign(label), " "), words(label));

  /** A bar as long as its share, with its value in words beside it. */
  const bar = (share, kind, text) =>
    el("span.bar", null, el(`i.${kind ?? "plain"}`, { share: Math.max(0, Math.min(1, share)) }), text === undefined ? null : el("b", null, text));

  /** A small table for reading. Columns: [head, class?]; a cell is a node or a text. */
  function grid(caption, columns, rows, className) {
    return el("div.scroll", { tabindex: "0", role: "region", "aria-label": caption }, el(`table${className ? `.${className}` : ""}`, null,
      el("caption", null, caption),
      el("thead", null, el("tr", null, columns.map(([head, kind]) => el(`th${kind ? `.${kind}` : ""}`, { scope: "col" }, head)))),
      el("tbody", null, rows.map((row) => el("tr", null, row.map((cell, k) =>
        k === 0 ? el("th", { scope: "row" }, cell) : el(`td${columns[k][1] ? `.${columns[k][1]}` : ""}`, null, cell)))))));
  }

  const section = (title, ...children) => {
    const id = `s-${title.toLowerCase().replace(/[^a-z]+/g, "-")}`;
    return el("section", { "aria-labelledby": id }, el("h2", { id }, title), ...children);
  };

  // ---- page ---------------------------------------------------------------------------------------------------

  const main = document.getElementById("main");
  const say = (text) => { document.getElementById("say").textContent = text; };

  /** Draws the page again whenever its address changes; what fails is said on the page. */
  function page(draw) {
    const again = async () => {
      try {
        note.hide();
        await draw();
        main.dataset.ready = "yes";
      } catch (error) {
        main.replaceChildren(el("h1", null, "This page could not be drawn"), el("p", { role: "alert" }, error.message));
      }
    };
    window.addEventListener("hashchange", again);
    again();
  }

  /** What the address asks for: a key, and a place in it. */
  function asked() {
    const [key, at] = location.hash.slice(1).split("@");
    try { return { key: decodeURIComponent(key), at: at === undefined ? null : Number(at) }; } catch { return { key: "", at: null }; }
  }

  /** Puts parts on the page; what is null is no part. */
  const show = (...parts) => main.replaceChildren(...parts.flat(Infinity).filter(Boolean));

  function title(text) { document.title = `${inert(text)} · copydesk`; }

  const missing = (what, key) => {
    title(`No such ${what}`);
    main.replaceChildren(el("h1", null, `No such ${what}`), el("p", null, key ? ["There is none named ", name(key), "."] : `Choose one from the list of ${what}s.`));
  };

  // ---- notes on hover and focus -------------------------------------------------------------------------------

  const note = (() => {
    const box = el("div.note", { id: "note", role: "tooltip", hidden: true });
    document.body.append(box);
    const texts = new WeakMap();
    let shown = null;
    function show(target) {
      if (shown === target) return;
      hide();
      shown = target;
      box.replaceChildren(...texts.get(target)());
      box.hidden = false;
      target.setAttribute("aria-describedby", "note");
      const at = target.getClientRects()[0] ?? target.getBoundingClientRect();
      const below = at.bottom + box.offsetHeight + 12 < window.innerHeight;
      box.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 8)) + window.scrollX}px`;
      box.style.top = `${(below ? at.bottom + 6 : Math.max(4, at.top - box.offsetHeight - 6)) + window.scrollY}px`;
    }
    function hide() {
      shown?.removeAttribute("aria-describedby");
      shown = null;
      box.hidden = true;
    }
    const marked = (event) => event.target.closest?.("[data-note]");
    document.addEventListener("focusin", (e) => { const m = marked(e); if (m && texts.has(m)) show(m); else hide(); });
    document.addEventListener("mouseover", (e) => { const m = marked(e); if (m && texts.has(m)) show(m); else if (!box.contains(e.target)) hide(); });
    document.addEventListener("keydown", (e) => { if (e.key === "Escape") hide(); });
    /** Gives an element a note; `make` gives its content. */
    const add = (node, make) => { node.dataset.note = ""; texts.set(node, make); return node; };
    return { add, hide };
  })();

  // ---- keys ---------------------------------------------------------------------------------------------------

  const stored = (key, fallback) => { try { return localStorage.getItem(`copydesk-${key}`) ?? fallback; } catch { return fallback; } };
  const store = (key, value) => { try { localStorage.setItem(`copydesk-${key}`, value); } catch { /* a private window */ } };

  const keys = new Map();
  /** Binds a key; its meaning stands in the list of keys. */
  const onKey = (key, meaning, act) => keys.set(key, { meaning, act });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, select, textarea, dialog") || stored("keys", "on") === "off") return;
    const bound = keys.get(event.key);
    if (bound) { event.preventDefault(); bound.act(); }
  });

  function help() {
    const dialog = el("dialog", { "aria-labelledby": "keys-title" },
      el("h2", { id: "keys-title" }, "Keys"),
      el("dl", null, [...keys].map(([key, { meaning }]) => el("div", null, el("dt", null, el("kbd", null, key)), el("dd", null, meaning)))),
      el("label", null, el("input", { type: "checkbox", checked: stored("keys", "on") === "on",
        onchange: (e) => store("keys", e.target.checked ? "on" : "off") }), " Keys are on"),
      el("form", { method: "dialog" }, el("button", null, "Close")));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.querySelector("button").addEventListener("click", (e) => { e.preventDefault(); dialog.close(); });
    dialog.showModal();
  }
  document.getElementById("keys").addEventListener("click", help);
  onKey("?", "this list", help);

  // ---- light and dark -----------------------------------------------------------------------------------------

  const themes = ["auto", "light", "dark"];
  const button = document.getElementById("theme");
  function theme(next) {
    document.documentElement.dataset.theme = next;
    button.textContent = `Theme: ${next}`;
  }
  theme(themes.includes(stored("theme")) ? stored("theme") : "auto");
  const turn = () => {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
    theme(next);
    store("theme", next);
  };
  button.addEventListener("click", turn);
  onKey("t", "light, dark, or as the system has it", turn);

  return {
    put, load, find, el, svg, inert, name, link, web, number, percent, score, count, day, words, language,
    groups, group, sign, tag, bar, grid, section, main, show, say, page, asked, title, missing, note, onKey, stored, store,
  };
})();
