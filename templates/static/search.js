// The search page: what is typed and chosen, the results, and the address that says both. Texts reach the page as text alone.

import { openIndex } from "./search-index.js";
import { blocksOf, choosePassage, makeMatcher, putMarked } from "./search-passages.js";

const PAUSE = 100; // milliseconds after the last key
const PAGE = 10; // results at a time
const VALUES = 100; // values of a kind that are shown
const KINDS = ["author", "project", "institute", "tag", "year", "lang"];

const box = document.querySelector("main #search");
const { root, digits, ...words } = box.dataset;
const form = box.querySelector("form");
const input = form.querySelector("input");
const sort = form.querySelector("select");
const clear = form.querySelector(".search-clear");
const status = box.querySelector(".search-status");
const list = box.querySelector(".search-results");
const more = box.querySelector(".search-more");
const boxes = new Map([...form.querySelectorAll("details")].map((each) => [each.dataset.kind, each]));

let opening = null; // the index, once somebody wants it
let query = { q: "", sort: "", chosen: new Map(KINDS.map((kind) => [kind, new Set()])) };
let order = []; // numbers of the briefs found, in the order shown
let shown = 0;
let matches = () => -1;
let turn = 0; // of the searches; only the last one may show anything
let timer = 0;
const narrow = matchMedia("(max-width: 36rem)"); // as in search.css, which leaves room for passages of this length
const values = new Map(); // by kind, those that have been loaded
const pages = new Map(); // promises of the blocks of texts, by address

const inDigits = (number) => String(number).replace(/\d/g, (digit) => digits[digit]);

function make(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

// The address

function readAddress() {
  const given = new URLSearchParams(location.search);
  const wanted = given.get("sort") ?? "";
  const chosen = new Map(KINDS.map((kind) => [kind, new Set(given.getAll(kind).filter(Boolean))]));
  query = { q: (given.get("q") ?? "").slice(0, 200), sort: ["newest", "oldest"].includes(wanted) ? wanted : "", chosen };
  input.value = query.q;
  sort.value = query.sort;
}

function writeAddress() {
  const said = new URLSearchParams();
  if (query.q.trim()) said.set("q", query.q.trim());
  for (const [kind, keys] of query.chosen) for (const key of keys) said.append(kind, key);
  if (query.sort) said.set("sort", query.sort);
  const tail = said.toString();
  history.replaceState(null, "", location.pathname + (tail ? `?${tail}` : "") + location.hash);
}

// Values to narrow down by

async function loadValues(index, kind) {
  if (!values.has(kind)) {
    const found = await index.facet(kind);
    if (values.has(kind)) return;
    const choices = found.map(({ key, name, members }) => {
      const check = make("input");
      check.type = "checkbox";
      check.value = key;
      check.addEventListener("change", () => {
        query.chosen.get(kind)[check.checked ? "add" : "delete"](key);
        search();
      });
      const count = make("span", "search-count");
      const label = make("label", "", check, make("bdi", "", kind === "year" ? (name ? inDigits(name) : words.undated) : name), " ", count);
      return { key, members, check, count, label };
    });
    values.set(kind, choices);
  }
}

async function loadNeeded(index) {
  const needed = KINDS.filter((kind) => boxes.get(kind).open || query.chosen.get(kind).size);
  await Promise.all(needed.map((kind) => loadValues(index, kind)));
}

// Leaves of the briefs found those that were chosen, and shows how many each further choice would leave.
function narrowDown(index, found) {
  const active = KINDS.filter((kind) => query.chosen.get(kind).size);
  const failing = new Uint8Array(index.count);
  const missed = new Uint8Array(index.count);
  active.forEach((kind, place) => {
    const allowed = new Uint8Array(index.count);
    for (const { key, members } of values.get(kind)) if (query.chosen.get(kind).has(key)) for (const each of members) allowed[each] = 1;
    for (let i = 0; i < index.count; i += 1) {
      if (!allowed[i]) {
        failing[i] += 1;
        missed[i] = place;
      }
    }
  });
  const among = new Uint8Array(index.count);
  for (const number of found) among[number] = 1;
  for (const [kind, choices] of values) {
    const place = active.indexOf(kind);
    for (const choice of choices) {
      let count = 0;
      for (const each of choice.members) {
        if (among[each] && (!failing[each] || (failing[each] === 1 && missed[each] === place))) count += 1;
      }
      choice.number = count;
    }
    showValues(kind, choices);
  }
  return found.filter((number) => !failing[number]);
}

function showValues(kind, choices) {
  const details = boxes.get(kind);
  const holder = details.querySelector(".search-values");
  const keys = query.chosen.get(kind);
  for (const { key, check, count, number } of choices) {
    check.checked = keys.has(key);
    count.textContent = inDigits(number);
  }
  // Under somebody's hands nothing changes its place.
  if (!holder.contains(document.activeElement)) {
    const ranked = choices.filter(({ key, number }) => number || keys.has(key));
    if (kind !== "year") ranked.sort((a, b) => b.check.checked - a.check.checked || b.number - a.number);
    holder.replaceChildren(...ranked.slice(0, VALUES).map(({ label }) => label));
  }
  showChosen();
}

function showChosen() {
  for (const [kind, details] of boxes) {
    const number = query.chosen.get(kind).size;
    details.querySelector(".search-chosen").textContent = number ? inDigits(number) : "";
  }
}

// Results

async function search() {
  clearTimeout(timer);
  turn += 1;
  const mine = turn;
  query.q = input.value;
  query.sort = sort.value;
  writeAddress();
  showChosen();
  const isChosen = [...query.chosen.values()].some((keys) => keys.size);
  try {
    opening ??= openIndex(new URL(root, document.baseURI).href);
    const index = await opening;
    const [found] = await Promise.all([index.find(query.q), loadNeeded(index)]);
    if (mine !== turn) return;
    const all = Array.from({ length: index.count }, (_, i) => i);
    const isAsked = found.numbers !== null || isChosen;
    const left = narrowDown(index, found.numbers ?? (query.q.trim() && !isChosen ? [] : all));
    if (!isAsked) return showNothing(query.q.trim() ? words.none : "");
    const newest = (a, b) => b - a;
    const best = (a, b) => found.scores[b] - found.scores[a] || b - a;
    left.sort(query.sort === "oldest" ? (a, b) => a - b : query.sort === "newest" || !found.scores ? newest : best);
    matches = makeMatcher(index.folding, found.words);
    order = left;
    shown = 0;
    const first = await makeResults(index, PAGE);
    if (mine !== turn) return;
    list.replaceChildren(...first);
    list.hidden = !first.length;
    finish(`${words.results}: ${inDigits(left.length)}.${found.all ? "" : ` ${words.some}`}`, words.none);
  } catch (bad) {
    opening = await Promise.resolve(opening).catch(() => null);
    if (mine === turn) fail(bad);
  }
}

function finish(said, none) {
  status.textContent = order.length ? said : none;
  more.hidden = shown >= order.length;
}

function showNothing(said) {
  order = [];
  list.replaceChildren();
  list.hidden = true;
  more.hidden = true;
  status.textContent = said;
}

function fail(bad) {
  showNothing(words.failed);
  box.classList.add("search-failed");
  console.warn(bad);
}

async function makeResults(index, number) {
  const numbers = order.slice(shown, shown + number);
  shown += numbers.length; // before anything is waited for: another search or a second click may come meanwhile
  const cards = await Promise.all(numbers.map(index.card));
  box.classList.remove("search-failed");
  return cards.map((card) => makeResult(index, card));
}

function makeResult(index, card) {
  const link = make("a");
  link.href = root + card.address;
  putMarked(link, card.title, index.folding, matches);
  const title = make("h2", "", link);
  if (card.draft) title.append(" ", make("span", "draft", words.draft));
  const about = make("p", "search-meta");
  if (card.authors.length) about.append(...card.authors.flatMap((name, i) => [i ? (card.dir === "rtl" ? "، " : ", ") : "", make("bdi", "", name)]));
  if (card.authors.length && card.day) about.append(" | ");
  if (card.day) {
    const time = make("time", "", card.day);
    time.dateTime = card.date;
    about.append(time);
  }
  const excerpt = make("p", "search-excerpt");
  const item = make("li", "search-result", title, excerpt, about);
  item.lang = card.lang;
  item.dir = card.dir;
  excerpts.set(item, { excerpt, address: card.address, index, matches });
  seen.observe(item);
  return item;
}

// The text of a result is that of its page, which is asked for when the result comes into sight.
const excerpts = new WeakMap();
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    showExcerpt(excerpts.get(target));
  }
});

async function showExcerpt({ excerpt, address, index, matches: inText }) {
  if (!pages.has(address)) {
    const promise = fetch(root + address).then(async (answer) => (answer.ok ? blocksOf(await answer.text()) : []));
    pages.set(address, promise);
    promise.catch(() => pages.delete(address));
  }
  const blocks = await pages.get(address).catch(() => []);
  putMarked(excerpt, choosePassage(blocks, index.folding, inText, narrow.matches ? 20 : 34), index.folding, inText);
}

async function showMore() {
  const mine = turn;
  try {
    const items = await makeResults(await opening, PAGE);
    if (mine !== turn) return;
    list.append(...items);
    finish(`${words.results}: ${inDigits(order.length)}.`, words.none);
    items[0]?.querySelector("a").focus();
  } catch (bad) {
    if (mine === turn) fail(bad);
  }
}

// What readers do

function later() {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
}

input.addEventListener("input", later);
sort.addEventListener("change", search);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && input.value) {
    event.preventDefault();
    input.value = "";
    search();
  }
});
box.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [input, ...list.querySelectorAll("h2 a")];
  const at = stops.indexOf(document.activeElement);
  if (!step || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = stops[at + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});
clear.addEventListener("click", () => {
  input.value = "";
  sort.value = "";
  for (const keys of query.chosen.values()) keys.clear();
  search();
  input.focus();
});
more.querySelector("button").addEventListener("click", showMore);
for (const details of boxes.values()) {
  details.addEventListener("toggle", () => {
    if (details.open) search();
  });
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      event.stopPropagation();
      details.open = false;
      details.querySelector("summary").focus();
    }
  });
}
// One facet at a time, and none when the reader turns to something else.
document.addEventListener("click", (event) => {
  for (const details of boxes.values()) if (details.open && !details.contains(event.target)) details.open = false;
});
addEventListener("popstate", () => {
  readAddress();
  search();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) search();
});

box.classList.add("search-works");
readAddress();
if (location.search) search();
else opening = openIndex(new URL(root, document.baseURI).href).catch(() => null);
