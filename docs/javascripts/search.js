// The search of a large publication: a few small files are fetched for each question instead of one with everything.
// The page loads this script only where there is such an index; see generator/searching/, which writes it.
(() => {
  "use strict";

  // --- text to words: the same as generator/searching/words.py ---------------------------------------------------------

  const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g;
  const ALIKE = new Map(Object.entries({
    ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i", ς: "σ", ى: "ي", ة: "ه",
  }));
  for (const start of [0x660, 0x6f0]) {
    for (let digit = 0; digit < 10; digit++) ALIKE.set(String.fromCharCode(start + digit), String(digit));
  }
  const UNLIKE = new RegExp(`[${[...ALIKE.keys()].join("")}]`, "g");
  const APOSTROPHE = /['’ʼ‘](s(?![a-z0-9]))?/g;
  const THOUSANDS = /(?<=[0-9]),(?=[0-9]{3}(?![0-9]))/g;
  const DENSE =
    /([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{3ffff}]+)/u;
  const LONGEST = 40;

  function folded(text) {
    const plain = text.normalize("NFKD").replace(MARKS, "").toLowerCase().replace(UNLIKE, (sign) => ALIKE.get(sign));
    return plain.normalize("NFC").replace(APOSTROPHE, "").replace(THOUSANDS, "");
  }

  function wordsOf(run) {
    const found = [];
    run.split(DENSE).forEach((part, at) => {
      const signs = [...part];
      if (at % 2) {
        for (let n = 0; n < Math.max(signs.length - 1, 1); n++) found.push(signs.slice(n, n + 2).join(""));
      } else if (part) {
        const bare = part.startsWith("ال") && signs.length > 4 ? signs.slice(2) : signs;
        found.push(bare.slice(0, LONGEST).join(""));
      }
    });
    return found;
  }

  const words = (text) => (folded(text).match(/[\p{L}\p{N}\p{M}]+/gu) || []).flatMap(wordsOf);

  // --- the files of the index ------------------------------------------------------------------------------------------
  // They are scripts that hand over plain data: those a browser loads from disk as well, where it fetches nothing.

  const SITE = new URL("../", document.currentScript.src);
  const asked = new Map();
  const answers = new Map();

  function load(name) {
    if (!asked.has(name)) {
      asked.set(name, new Promise((resolve, reject) => {
        answers.set(name, resolve);
        const script = document.createElement("script");
        script.src = new URL(`find/${name}.js`, SITE);
        script.onload = () => script.remove();
        script.onerror = () => {
          script.remove();
          asked.delete(name); // another attempt may do better
          reject(new Error(name));
        };
        document.head.append(script);
      }));
    }
    return asked.get(name);
  }

  const inName = (sign) => (/^[a-z0-9.-]$/.test(sign) ? sign : `_${sign.codePointAt(0).toString(16)}_`);
  const fileOf = (leaf) => `w-${[...leaf].map(inName).join("")}`;
  const entry = (data, word) => (Object.hasOwn(data, word) ? data[word] : null);

  let known = null; // what the first file says, with the beginnings of words as a set

  async function start() {
    if (!known) {
      const [index, pages] = await Promise.all([load("index"), load("pages")]);
      known = { ...index, pages, leaves: new Set(index.words.split(" ")) };
    }
    return known;
  }

  /** The file that holds a word, if any does. */
  function leafOf(word) {
    for (let end = 1; end <= word.length; end++) {
      if (known.leaves.has(word.slice(0, end))) return word.slice(0, end);
    }
    return known.leaves.has(`${word}.`) ? `${word}.` : null;
  }

  // --- finding ---------------------------------------------------------------------------------------------------------

  const TITLE = 1;
  const SPEAKER = 2;
  const EXACT = 1 << 28; // above the bits of the accounts
  const FILTERS = ["verdict", "kind", "topic", "speaker", "article"];
  const FILES = 4; // so many files are fetched for a word that is still being typed

  /** What else in English a reader may mean by a word: its singular, its plural. */
  function variants(word) {
    const found = [word];
    if (/^[a-z]{3,}$/.test(word)) {
      found.push(`${word}s`, `${word}es`);
      if (word.endsWith("y")) found.push(`${word.slice(0, -1)}ies`);
      if (word.endsWith("ies")) found.push(`${word.slice(0, -3)}y`);
      if (word.endsWith("es")) found.push(word.slice(0, -2));
      if (word.endsWith("s") && !word.endsWith("ss")) found.push(word.slice(0, -1));
    }
    return [...new Set(found)];
  }

  function add(found, postings, bits) {
    let number = 0;
    for (let at = 0; at < postings.length; at += 2) {
      number += postings[at];
      found.set(number, (found.get(number) || 0) | postings[at + 1] | bits);
    }
  }

  /** The documents with a word: number and where it stands; null for a word that narrows nothing. */
  async function having({ word, open }, _at, tokens) {
    const exact = variants(word);
    const leaves = new Set(exact.map(leafOf).filter(Boolean));
    const below = open ? [...known.leaves].filter((leaf) => leaf.startsWith(word)) : [];
    const narrow = new Set([...leaves, ...below]).size <= FILES;
    if (!narrow && tokens.length > 1) return null; // looked for in what the other words find
    below.slice(0, FILES).forEach((leaf) => leaves.add(leaf));
    const found = new Map();
    for (const data of await Promise.all([...leaves].map((leaf) => load(fileOf(leaf))))) {
      for (const each of exact) {
        const postings = entry(data, each);
        if (postings === 0) return null;
        if (postings) add(found, postings, EXACT);
      }
      if (!open) continue;
      for (const [each, postings] of Object.entries(data)) {
        if (each.startsWith(word) && postings && !exact.includes(each)) add(found, postings, 0);
      }
    }
    return found;
  }

  async function passing(name) {
    const leaf = leafOf(`=${name}`);
    const found = new Map();
    const postings = leaf && entry(await load(fileOf(leaf)), `=${name}`);
    if (postings) add(found, postings, 0);
    return found;
  }

  /** The documents that answer a question, best first: number, score, and the accounts that pass every filter. */
  async function find(text, filters) {
    await start();
    const list = words(text);
    const finished = !/[\p{L}\p{N}\p{M}]$/u.test(text);
    const tokens = list.map((word, at) => ({ word, open: at === list.length - 1 && !finished }));
    const chosen = Object.entries(filters).map(([name, id]) => passing(`${name}=${id}`));
    const [having_, passing_] = await Promise.all([Promise.all(tokens.map(having)), Promise.all(chosen)]);
    const narrowing = having_.filter(Boolean);
    const common = narrowing.length < having_.length;
    const weights = narrowing.length ? null : await passing("weight");
    const every = [...narrowing, ...passing_, ...(weights ? [weights] : [])].sort((a, b) => a.size - b.size);
    const found = [];
    for (const number of every[0].keys()) {
      if (!every.every((each) => each.has(number))) continue;
      const allowed = passing_.reduce((mask, each) => mask & (each.get(number) || -1), -1);
      if (!allowed) continue; // no account passes every filter
      let score = weights ? weights.get(number) : 0;
      let together = allowed & ~(TITLE | SPEAKER | EXACT);
      let titled = true;
      for (const each of narrowing) {
        const mask = each.get(number);
        score += (mask & TITLE ? 10 : 0) + (mask & SPEAKER ? 4 : 0) + (mask & EXACT ? 2 : 0);
        together &= mask;
        titled = titled && Boolean(mask & TITLE);
      }
      found.push({ number, allowed, score: score + (titled || together ? 8 : 0) });
    }
    found.sort((a, b) => b.score - a.score || a.number - b.number);
    return { tokens, found, common, phrase: list.length > 1 ? folded(text).trim() : "" };
  }

  const accountBit = (at) => 4 << (at % 26);

  function meant(token) {
    const exact = variants(token.word);
    return (word) => exact.includes(word) || (token.open && word.startsWith(token.word));
  }

  /** One document in full, with the accounts that answer best; null where it turns out to have not every word. */
  async function shown(hit, { tokens, phrase }) {
    const shard = Math.floor(hit.number / 2 ** known.shift).toString(16);
    const record = entry(await load(`r-${shard}`), String(hit.number));
    if (!record) return null; // the site was replaced while the page was open
    const [path, title, note, accounts] = record;
    const tests = tokens.map(meant);
    const has = (text) => {
      const all = words(text);
      return tests.map((test) => all.some(test));
    };
    const inTitle = has(`${title} ${accounts.length ? "" : note}`);
    const seen = new Set(inTitle.flatMap((yes, at) => (yes ? [at] : [])));
    const told = accounts.flatMap(([id, who, value, quote, language], at) => {
      const inside = has(`${who} ${value} ${quote}`);
      inside.forEach((yes, which) => yes && seen.add(which));
      if (!(hit.allowed & accountBit(at))) return [];
      const says = phrase && folded(`${who} ${value} ${quote}`).includes(phrase) ? 1 : 0;
      return [{ id, who, value, quote, language, score: inside.filter(Boolean).length + says }];
    });
    const whole = accounts.length || path.startsWith("claims/") ? seen.size === tokens.length : true;
    if (!whole) return null;
    const filtered = hit.allowed !== -1;
    const best = Math.max(0, ...told.map((each) => each.score));
    const page = !filtered && (inTitle.every(Boolean) || !best);
    const titled = phrase && folded(title).includes(phrase) ? 12 : 0;
    return {
      path, title, note, page,
      accounts: best || filtered ? told.filter((each) => each.score === best).slice(0, 3) : [],
      score: hit.score + titled + (path.startsWith("claims/") ? 3 : 0) + (phrase && best > tokens.length ? 6 : 0),
    };
  }

  // --- showing ---------------------------------------------------------------------------------------------------------

  const AT_A_TIME = 8;
  const LABELS = { verdict: "Verdict", kind: "Accounts", topic: "Topic", speaker: "Speaker", article: "Article" };

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /** A text with the words that were looked for marked, cut to what is around the first of them. */
  function marked(text, tokens, most) {
    const tests = tokens.map(meant);
    const parts = text.split(/([\p{L}\p{N}\p{M}'’]+)/u);
    const hits = parts.map((part, at) => at % 2 === 1 && words(part).some((word) => tests.some((test) => test(word))));
    let from = 0;
    const first = hits.indexOf(true);
    if (text.length > most && first > 0) {
      let before = 0;
      for (from = first; from > 0 && before < most / 3; from--) before += parts[from - 1].length;
    }
    const out = from ? ["… "] : [];
    let length = 0;
    for (let at = from; at < parts.length; at++) {
      if (length > most) return [...out, " …"];
      out.push(hits[at] ? make("mark", {}, parts[at]) : parts[at]);
      length += parts[at].length;
    }
    return out;
  }

  const fromDisk = (path) => (location.protocol === "file:" ? path.replace(/\/(?=#|$)/, "/index.html") : path);

  function address(path, anchor, tokens) {
    const url = new URL(fromDisk(`${path}/`), SITE);
    if (tokens.length) url.searchParams.set("h", tokens.map((each) => each.word).join(" "));
    if (anchor) url.hash = anchor;
    return url.href;
  }

  function item(result, tokens) {
    const link = (anchor, ...inside) =>
      make("a", { href: address(result.path, anchor, tokens), class: "md-search-result__link" },
        make("article", { class: "md-search-result__article md-typeset" }, ...inside));
    const heading = make("h2", {}, ...marked(result.title, tokens, 300));
    const kind = { claims: result.note, speakers: "Speaker", articles: "Article" }[result.path.split("/")[0]];
    const note = make("p", { class: "find-note" }, result.path.startsWith("claims/") ? kind : `${kind}: ${result.note}`);
    const said = (each) =>
      make("p", {}, make("b", {}, ...marked(each.who, tokens, 80)), ": ", ...marked(each.value, tokens, 80), " ",
        "“", make("q", { lang: each.language, dir: "auto" }, ...marked(each.quote, tokens, 180)), "”");
    const rest = [...result.accounts];
    const links = [];
    if (result.page || !rest.length) links.push(link("", heading, note));
    else {
      const first = rest.shift();
      links.push(link(first.id, heading, note, said(first)));
    }
    links.push(...rest.map((each) => link(each.id, said(each))));
    return make("li", { class: "md-search-result__item" }, ...links);
  }

  /** Hand-written pages, of which only the headings are known. */
  function written(tokens) {
    if (!tokens.length) return [];
    const tests = tokens.map(meant);
    const found = known.pages.filter(([, title]) => {
      const all = words(title);
      return tests.every((test) => all.some(test));
    });
    return found.slice(0, 3).map(([path, title]) =>
      make("li", { class: "md-search-result__item" },
        make("a", { href: new URL(fromDisk(path), SITE).href, class: "md-search-result__link" },
          make("article", { class: "md-search-result__article md-typeset" },
            make("h2", {}, ...marked(title, tokens, 200)), make("p", { class: "find-note" }, "About this site")))));
  }

  /** A place for results with its filters: `text` tells what is asked. */
  function panel(text, { open }) {
    const filters = make("form", { class: "find-filters", "aria-label": "Filter the results" });
    const meta = make("div", { class: "md-search-result__meta", role: "status", "aria-live": "polite" }, "Type to search");
    const list = make("ol", { class: "md-search-result__list" });
    const more = make("button", { type: "button", class: "find-more", hidden: "" }, "More results");
    const box = make("details", { class: "find-narrow" }, make("summary", {}, "Narrow the search"), filters);
    if (open) box.open = true;
    const element = make("div", { class: "md-search-result find" }, box, meta, list, more);
    let turn = 0;
    let answer = null;
    let at = 0;

    const chosen = () =>
      Object.fromEntries(FILTERS.flatMap((name) => {
        const value = filters.elements.namedItem(name)?.value;
        return value ? [[name, value]] : [];
      }));

    async function fill() {
      if (filters.elements.length) return;
      const { choices, parts } = await start();
      if (filters.elements.length) return;
      for (const name of FILTERS) {
        const select = make("select", { name }, make("option", { value: "" }, "any"));
        for (const [id, label] of choices[name] || []) select.append(make("option", { value: id }, label));
        filters.append(make("label", {}, `${LABELS[name]} `, select));
      }
      filters.append(make("button", { type: "reset" }, "Any"));
      for (const name of ["speaker", "article"]) {
        const select = filters.elements.namedItem(name);
        for (let part = 1; part <= parts[name]; part += 1) {
          const some = await load(`choices-${name}-${part}`);
          select.append(...some.map(([id, label]) => make("option", { value: id }, label)));
        }
      }
    }

    async function next(mine, tries = 6) {
      const hits = answer.found.slice(at, at + AT_A_TIME);
      at += hits.length;
      const results = (await Promise.all(hits.map((hit) => shown(hit, answer)))).filter(Boolean);
      if (mine !== turn) return;
      results.sort((a, b) => b.score - a.score);
      list.append(...results.map((each) => item(each, answer.tokens)));
      more.hidden = at >= answer.found.length;
      if (!results.length && !more.hidden && tries) await next(mine, tries - 1);
    }

    async function update() {
      const mine = ++turn;
      const asks = text();
      const filtered = Object.keys(chosen()).length;
      if (!words(asks).length && !filtered) {
        list.replaceChildren();
        more.hidden = true;
        meta.textContent = "Type to search";
        return;
      }
      try {
        const found = await find(asks, chosen());
        if (mine !== turn) return;
        answer = found;
        at = 0;
        const before = [...list.children];
        await next(mine);
        if (mine !== turn) return;
        before.forEach((each) => each.remove());
        if (!filtered) list.append(...written(found.tokens));
        const count = found.found.length;
        const about = found.common && count > AT_A_TIME ? "about " : "";
        const number = count.toLocaleString("en");
        meta.textContent = !list.children.length
          ? "Nothing has all of these words"
          : `${about}${found.common && !about ? list.children.length : number} ${count === 1 ? "result" : "results"}`;
      } catch {
        if (mine === turn) meta.textContent = "The search could not be loaded; try again, or use the lists of the site.";
      }
    }

    more.addEventListener("click", async () => {
      const last = list.lastElementChild;
      await next(turn);
      last?.nextElementSibling?.querySelector("a")?.focus();
    });
    box.addEventListener("toggle", () => box.open && fill().catch(() => {}));
    filters.addEventListener("change", update);
    filters.addEventListener("submit", (event) => event.preventDefault());
    filters.addEventListener("reset", () => setTimeout(update));
    return { element, update, fill, filters, links: () => [...element.querySelectorAll("a, .find-more:not([hidden])")] };
  }

  // --- the theme's search box ------------------------------------------------------------------------------------------

  function setUpBox() {
    const search = document.querySelector("[data-md-component=search]");
    const input = search?.querySelector("[data-md-component=search-query]");
    const theirs = search?.querySelector("[data-md-component=search-result]");
    if (!input || !theirs || input.dataset.find) return;
    input.dataset.find = "yes";
    const toggle = document.querySelector("[data-md-toggle=search]");
    const ours = panel(() => input.value, { open: false });
    theirs.style.display = "none"; // it stays for the theme, whose index has no entries
    theirs.before(ours.element);
    input.addEventListener("focus", () => {
      if (toggle && !toggle.checked) toggle.click();
      start().catch(() => {}); // whoever types next will be told
    });
    if (location.protocol === "file:") { // there the theme starts no worker, gives up and hides the box
      const show = () => {
        if (search.hidden) search.hidden = false;
      };
      new MutationObserver(show).observe(search, { attributes: true, attributeFilter: ["hidden"] });
      show();
      search.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        if (toggle?.checked) toggle.click();
        document.activeElement.blur();
      });
    }
    input.addEventListener("input", ours.update);
    input.form.addEventListener("reset", () => setTimeout(ours.update));
    const leave = (event) => {
      if (event.relatedTarget && !search.contains(event.relatedTarget) && toggle?.checked) toggle.click();
    };
    search.addEventListener("focusout", leave);
    // the theme listens at the window and would take arrows, Enter, Tab and letters for itself
    document.addEventListener("keydown", (event) => {
      const on = event.target;
      if (!search.contains(on) || event.key === "Escape" || event.isComposing) return;
      const link = on.matches("a");
      if (on !== input && !link) {
        event.stopPropagation();
        return;
      }
      const stops = [input, ...ours.links()];
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const step = event.key === "ArrowDown" ? 1 : stops.length - 1;
        stops[(stops.indexOf(on) + step) % stops.length].focus();
        event.preventDefault();
      } else if (event.key === "Enter" && on === input) {
        ours.links()[0]?.click();
        event.preventDefault();
      } else if (!["Tab", "Enter", "Home", "End"].includes(event.key)) return;
      event.stopPropagation();
    }, true);
    const given = new URL(location.href).searchParams.get("q");
    if (given) input.value = given;
    if (input.value) ours.update();
  }

  // --- the index of all facts: the same filters, on the page -----------------------------------------------------------

  function setUpPage() {
    const place = document.querySelector("[data-find-facts]");
    if (!place || place.dataset.ready) return;
    place.dataset.ready = "yes";
    const input = make("input", { type: "search", autocomplete: "off", id: "find-words" });
    const ours = panel(() => input.value, { open: true });
    place.append(make("p", {}, make("label", { for: "find-words" }, "Words "), input), ours.element);
    const wanted = new URL(location.href).searchParams;
    input.addEventListener("input", ours.update);
    const remember = () => {
      const url = new URL(location.href);
      for (const name of FILTERS) {
        const value = ours.filters.elements.namedItem(name)?.value;
        if (value) url.searchParams.set(name, value);
        else url.searchParams.delete(name);
      }
      history.replaceState(null, "", url);
    };
    ours.filters.addEventListener("change", remember);
    ours.filters.addEventListener("reset", () => setTimeout(remember));
    const given = FILTERS.filter((name) => wanted.get(name));
    if (given.length) {
      ours.fill().then(() => {
        for (const name of given) ours.filters.elements.namedItem(name).value = wanted.get(name);
        ours.update();
      }).catch(() => {});
    }
  }

  window.disputedFind = (name, data) => answers.get(name)?.(data);
  Object.assign(window.disputedFind, { words, find });

  function setUp() {
    setUpBox();
    setUpPage();
  }

  if (window.document$?.subscribe) window.document$.subscribe(setUp);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", setUp);
  else setUp();
})();
