// The preview's part in the browser: fetches the page when it has changed and exchanges it in place, keeps the
// stylesheets and pictures fresh, and shows what is wrong. Only the preview adds it; no published page has it.
"use strict";
(() => {
  const META = 'meta[name="briefs-preview"]';
  const read = (root) => JSON.parse(root.querySelector(META).content);
  let facts = read(document); // of the page that is shown
  let { instance, serial } = facts; // of the files that were loaded
  let shownProblems = null;
  let source = null;
  let busy = false;
  let again = false;
  const isDashboard = facts.path === "_preview/index.html";

  // ---- What stands over the page. It lives beside <body>, so that exchanging the page leaves it alone.

  const host = Object.assign(document.createElement("briefs-preview"), { lang: "en", dir: "ltr" }); // whatever the page is in
  const panel = host.attachShadow({ mode: "open" });
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const light = make("span", { className: "light" });
  const file = make("button", { className: "source", type: "button", title: "The source of this page. Click to copy its name." });
  const count = make("button", { type: "button" });
  const note = make("span", { role: "status" });
  const follow = make("input", { type: "checkbox", id: "follow" });
  const list = make("section", { className: "problems", hidden: true });
  list.setAttribute("aria-label", "Problems");
  const bar = make(
    "div", { className: "bar" }, light, file, count, note,
    make("span", { className: "more" }, make("label", {}, follow, " scroll to what changed")),
    make("a", { href: "/_preview/", textContent: "Dashboard", hidden: isDashboard }),
  );
  const sheet = make("link", { rel: "stylesheet", href: "/_preview/panel.css" });
  panel.append(sheet, list, bar);
  document.documentElement.append(host);

  const remember = (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* not allowed: then it holds for this page */ } };
  const recall = (name) => { try { return sessionStorage.getItem(name); } catch { return null; } };
  follow.checked = recall("briefs-follow") !== "no";
  follow.addEventListener("change", () => remember("briefs-follow", follow.checked ? "yes" : "no"));

  const copy = (text) => navigator.clipboard && navigator.clipboard.writeText(text).then(() => say(`copied ${text}`), () => {});
  let silence;
  const say = (text, lasting = false) => {
    note.textContent = text;
    clearTimeout(silence);
    if (text && !lasting) silence = setTimeout(() => { note.textContent = ""; }, 4000);
  };

  function showFacts() {
    file.textContent = facts.source || "";
    file.hidden = !facts.source;
  }
  file.addEventListener("click", () => copy(facts.source));
  count.addEventListener("click", () => { list.hidden = !list.hidden; });

  function showProblems({ errors, warnings, problems }) {
    const plural = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
    count.textContent = [errors && plural(errors, "error"), warnings && plural(warnings, "warning")].filter(Boolean).join(", ");
    count.hidden = !errors && !warnings;
    light.dataset.state = errors ? "error" : warnings ? "warning" : "";
    const close = make("button", { type: "button", textContent: "hide" });
    close.addEventListener("click", () => { list.hidden = true; });
    const title = errors ? `${plural(errors, "error")}: this can't be published yet` : plural(warnings, "warning");
    list.replaceChildren(make("div", { className: "head" }, make("h2", { textContent: title }), close));
    const here = (problem) => problem.path && problem.path === facts.source;
    for (const problem of [...problems.filter(here), ...problems.filter((problem) => !here(problem))]) {
      const box = make("article", { className: problem.severity });
      if (problem.where) {
        const where = make("button", { type: "button", className: "source", textContent: problem.where, title: "Click to copy." });
        where.addEventListener("click", () => copy(problem.where));
        box.append(make("p", {}, where));
      }
      box.append(make("p", {}, make("strong", { textContent: `${problem.severity}: ` }), problem.message, " ", make("span", { className: "code", textContent: `[${problem.code}]` })));
      if (problem.hint) box.append(make("p", { className: "hint", textContent: problem.hint }));
      if (problem.excerpt.length) {
        const lines = problem.excerpt.map(([number, text]) => make("span", { className: number === problem.line ? "here" : "", textContent: `${number}  ${text}`, dir: "auto" }));
        box.append(make("pre", {}, ...lines));
      }
      list.append(box);
    }
    const more = errors + warnings - problems.length;
    if (more > 0) list.append(make("p", { textContent: `and ${more} more: python build.py -v lists all` }));
    list.hidden = !errors || isDashboard; // warnings wait until they are asked for, and the dashboard has a list of its own
    list.setAttribute("role", errors ? "alert" : "region");
  }

  async function loadProblems(name) {
    shownProblems = name;
    const answer = await fetch("/_preview/problems.json", { cache: "no-store" });
    showProblems(await answer.json());
  }

  // ---- Exchanging the page

  const BLOCKS = "h1,h2,h3,h4,h5,h6,p,li,dt,dd,blockquote,pre,tr,figure,img,hr";
  const blocks = () => [...(document.querySelector("main") || document.body).querySelectorAll(BLOCKS)].filter((each) => !each.querySelector(BLOCKS));

  function showChange(before) {
    const now = blocks();
    let first = 0;
    while (first < now.length && first < before.length && now[first].outerHTML === before[first]) first += 1;
    if (first === now.length && now.length === before.length) return;
    const block = now[Math.min(first, now.length - 1)];
    if (!block) return;
    const box = block.getBoundingClientRect();
    const isSeen = box.bottom > 40 && box.top < innerHeight - 40;
    if (!isSeen && follow.checked) block.scrollIntoView({ block: "center" });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!calm) block.animate([{ outline: "3px solid #f2c14e" }, { outline: "3px solid transparent" }], { duration: 1500 });
  }

  // What was loaded anew keeps its mark, so that the exchange doesn't load the old one again.
  const bare = (address) => new URL(address, location.href).pathname;
  function keepMarks(next) {
    for (const [selector, name] of [['link[rel~="stylesheet"]', "href"], ["img", "src"]]) {
      const marked = new Map();
      for (const each of document.querySelectorAll(selector)) {
        if (/[?&]preview=/.test(each.getAttribute(name) || "")) marked.set(bare(each[name]), each.getAttribute(name));
      }
      for (const each of next.querySelectorAll(selector)) {
        const address = each.getAttribute(name);
        if (address && marked.has(bare(address))) each.setAttribute(name, marked.get(bare(address)));
      }
    }
  }

  // What is the same is left where it is: a stylesheet that is moved or made anew is loaded again, and the page is seen
  // without it meanwhile. Idiomorph doesn't look that closely.
  function exchangeHead(next) {
    const old = [...document.head.children];
    const nodes = [...next.children].map((each) => {
      const at = old.findIndex((node) => node.isEqualNode(each));
      return at < 0 ? document.importNode(each, true) : old.splice(at, 1)[0];
    });
    for (const each of old) each.remove();
    for (const [at, node] of nodes.entries()) {
      const there = document.head.children[at];
      if (there !== node) document.head.insertBefore(node, there || null);
    }
  }

  function exchange(next) {
    const before = blocks().map((each) => each.outerHTML);
    keepMarks(next);
    const scripts = (root) => [...root.querySelectorAll(`script:not([type$="json"])`)].map((each) => each.outerHTML).join("\n");
    if (scripts(document) !== scripts(next)) return location.reload(); // facts in JSON are no scripts that run
    for (const { name, value } of next.documentElement.attributes) document.documentElement.setAttribute(name, value);
    const { x, y } = { x: scrollX, y: scrollY };
    exchangeHead(next.head);
    Idiomorph.morph(document.body, next.body, {
      morphStyle: "outerHTML",
      ignoreActiveValue: true,
      callbacks: {
        // Whether a <details> is open, what a script has shown, and what was typed, is not the page's.
        beforeAttributeUpdated: (name, node) => name !== "hidden" && !(name === "open" && node.localName === "details"),
      },
    });
    if (scrollX !== x || scrollY !== y) scrollTo(x, y);
    facts = read(document);
    showFacts();
    showChange(before);
  }

  async function refresh() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      do {
        again = false;
        const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
        const text = await answer.text();
        const next = new DOMParser().parseFromString(text, "text/html");
        await styled();
        if (next.querySelector(META)) exchange(next);
      } while (again);
    } catch {
      // The server went away; on its return it tells how things stand.
    } finally {
      busy = false;
    }
  }

  // Stylesheets in use, each with the newer one that is being loaded. Until that is there the page isn't exchanged:
  // it would lose the one or the other, and be seen without.
  const loading = new Map();
  let whenStyled = [];
  const styled = () => loading.size ? new Promise((go) => whenStyled.push(go)) : null;

  function renew(link, address) {
    loading.get(link)?.remove();
    const next = link.cloneNode();
    next.href = address;
    const over = (old) => {
      if (loading.get(link) !== next) return; // a newer one is being loaded
      loading.delete(link);
      old.remove();
      if (loading.size) return;
      for (const go of whenStyled) go();
      whenStyled = [];
    };
    next.addEventListener("load", () => over(link), { once: true });
    next.addEventListener("error", () => over(next), { once: true });
    loading.set(link, next);
    link.after(next);
  }

  function reload_files(files) {
    const fresh = files.filter(([, number]) => number > serial);
    if (!fresh.length) return;
    serial = Math.max(...fresh.map(([, number]) => number));
    load_anew(new Set(fresh.map(([address]) => new URL(`/${address}`, location.href).pathname)));
  }

  // Another preview counts from the start, and doesn't know what changed before it: all that the page loads may have.
  function reload_all(news) {
    ({ instance } = news);
    serial = Math.max(0, ...news.files.map(([, number]) => number));
    const loaded = [...document.querySelectorAll('link[rel~="stylesheet"]')].map((link) => link.href);
    load_anew(new Set([...loaded, ...[...document.images].map((image) => image.src)].filter((address) => new URL(address, location.href).origin === location.origin).map(bare)));
  }

  function load_anew(changed) {
    const mark = (address) => { const url = new URL(address, location.href); url.searchParams.set("preview", `${instance}-${serial}`); return url.href; };
    for (const script of document.scripts) if (script.src && changed.has(bare(script.src))) return location.reload();
    for (const image of document.images) if (changed.has(bare(image.src))) image.src = mark(image.src);
    const coming = new Set(loading.values());
    const sheets = [...document.querySelectorAll('link[rel~="stylesheet"]')].filter((link) => !bare(link.href).startsWith("/_preview/") && !coming.has(link));
    // A stylesheet may use any other file: a font, a picture, another sheet.
    const isForStyle = [...changed].some((path) => !/\.(avif|jpe?g|png|gif|webp|pdf|csv|xlsx?|docx?)$/.test(path) || sheets.some((link) => bare(link.href) === path));
    for (const link of isForStyle ? sheets : []) renew(link, mark(link.href));
  }

  // ---- News from the server: how things stand, not what happened, so that nothing is missed

  function hear(news) {
    light.dataset.state = light.dataset.state === "away" ? "" : light.dataset.state;
    if (news.instance === instance) reload_files(news.files); else reload_all(news);
    if (news.path && news.source !== facts.source) { // renamed, and all else is as it was
      facts.source = news.source;
      showFacts();
    }
    if (!news.path) {
      if (facts.path) say("no page is at this address any more", true);
    } else if (facts.path && news.path !== facts.path) {
      history.replaceState(history.state, "", `/${news.address}${location.hash}`);
      say("the address has changed");
      connect();
      refresh();
    } else if (news.digest !== facts.digest || news.path !== facts.path) {
      if (note.textContent.startsWith("no page")) say("");
      refresh();
    }
    if (news.problems !== shownProblems) loadProblems(news.problems).catch(() => { shownProblems = null; });
  }

  function connect() {
    if (source) source.close();
    if (document.visibilityState === "hidden") { source = null; return; } // a browser keeps only a few connections to one server
    source = new EventSource(`/_preview/events?page=${encodeURIComponent(location.pathname)}`);
    source.onmessage = (event) => hear(JSON.parse(event.data));
    source.onerror = () => {
      light.dataset.state = "away";
      shownProblems = null;
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 500); // some browsers give up when nobody answers
    };
  }
  document.addEventListener("visibilitychange", connect);
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  addEventListener("pagehide", () => { if (source) source.close(); });
  showFacts();
  connect();
})();
