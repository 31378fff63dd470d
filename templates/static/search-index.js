// Reads the index, a file when it is needed, and finds briefs in it. briefs/outputs/search.py says what stands in the files.

import { makeFolding } from "./search-words.js";

// How much less than the word itself counts what only begins like it, and what is another spelling of a name.
const BEGINNING = 0.7;
const SPELLING = 0.6;
// How much counts a word that is made of two in the text, or two that are one there.
const OTHERWISE = 0.7;
// How much of the weight of a name that a brief is listed under is added to that of the word in its text.
const NAMED = 0.6;

export async function openIndex(root) {
  const files = new Map();

  // What is fetched is kept; a file that failed is tried again. "no-cache" asks whether a copy is still right: files of two
  // editions of the site must not be mixed.
  function load(path) {
    let promise = files.get(path);
    if (!promise) {
      promise = fetch(`${root}search/${path}`, { cache: "no-cache" }).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status} ${path}`);
        return answer.json();
      });
      promise.catch(() => files.delete(path));
      files.set(path, promise);
    }
    return promise;
  }

  const start = await load("start.json");
  const folding = makeFolding(start.tables);
  const [LAST, MORE, WEIGHTS] = start.alphabets.map((letters) => new Map([...letters].map((letter, digit) => [letter, digit])));
  const [least, step] = start.weights;
  const count = start.years.reduce((sum, [, each]) => sum + each, 0);

  // Calls back with the number of each brief in a list of postings, and with its weight.
  function eachPosting(postings, take) {
    let number = -1;
    let passed = -1;
    let i = 0;
    while (i < postings.length) {
      const letter = postings[i];
      i += 1;
      const more = MORE.get(letter);
      if (more !== undefined) {
        passed = passed < 0 ? more : (passed + 1) * 32 + more;
        continue;
      }
      number += 1 + LAST.get(letter) + (passed < 0 ? 0 : LAST.size + passed * 32);
      passed = -1;
      const weight = WEIGHTS.get(postings[i]);
      if (weight !== undefined) i += 1;
      if (number < count) take(number, least + step * (weight === undefined ? 0 : weight + 1));
    }
  }

  // The files that may hold a word, or words that begin with it.
  function filesOf(word, further) {
    const bounds = start.words;
    let at = bounds.length - 1;
    while (at > 0 && bounds[at][0] > word) at -= 1;
    const found = [bounds[at][1]];
    while (found.length <= further && at + 1 < bounds.length && bounds[at + 1][0].startsWith(word)) {
      at += 1;
      found.push(bounds[at][1]);
    }
    return found;
  }

  const parsed = new Map();
  async function columns(file) {
    if (!parsed.has(file)) {
      const texts = await load(`words/${file}.json`);
      parsed.set(file, texts.map((text) => (text ? text.split(" ") : [])));
    }
    return parsed.get(file);
  }

  // The best weight of one word of the query in each brief, other spellings of a name included if they are wanted.
  async function weigh(word, isLast, spelt = true) {
    const best = new Float32Array(count);
    const named = new Float32Array(count);
    const spelling = spelt ? folding.spelling(word) : "";
    const further = isLast && word.length > 3 ? 1 : 0;
    const jobs = [...filesOf(word, further).map((file) => [file, word, 1, BEGINNING])];
    if (spelling) jobs.push([filesOf(spelling, 0)[0], spelling, SPELLING, isLast && spelling.length > 4 ? SPELLING * BEGINNING : 0]);
    const enough = /^[\x00-\u024f]/.test(word) ? 3 : 2;
    const tables = await Promise.all(jobs.map(([file]) => columns(file)));
    jobs.forEach(([, wanted, whole, beginning], job) => {
      const [words, postings, names, ofNames] = tables[job];
      for (const [list, places, into] of [[words, postings, best], [names, ofNames, named]]) {
        for (let i = firstFrom(list, wanted); i < list.length && list[i].startsWith(wanted); i += 1) {
          const factor = list[i] === wanted ? whole : wanted.length >= enough ? beginning : 0;
          if (factor) eachPosting(places[i], (number, weight) => { if (weight * factor > into[number]) into[number] = weight * factor; });
        }
      }
    });
    for (let i = 0; i < count; i += 1) best[i] += NAMED * named[i];
    return best;
  }

  // What nobody wrote as it was asked may be joined or parted elsewhere, as Chabahar is for Chah Bahar and snap-back for snapback, or
  // have no h where it is hardly heard. Adds the weights of such words to those of the words asked for; gives what it looked for.
  async function weighOtherwise(words, weights) {
    const last = words.length - 1;
    const jobs = [];
    const want = (places, parts, isLast) => jobs.push({ places, parts, isLast });
    words.forEach((word, i) => {
      const plain = withoutH(word);
      const next = i < last && i < 5 ? words[i + 1] : "";
      if (next) for (const each of new Set([word, plain])) want([i, i + 1], [each + next], i + 1 === last);
      if (weights[i].some((weight) => weight > 0)) return;
      if (plain !== word) want([i], [plain], i === last);
      const letters = [...word];
      if (letters.length > 14) return;
      for (let cut = 3; cut <= letters.length - 3; cut += 1) {
        want([i], [letters.slice(0, cut), letters.slice(cut)].map((half) => folding.words(half.join(""))[0] ?? ""), i === last);
      }
    });
    const found = await Promise.all(
      jobs.map(({ parts, isLast }) => Promise.all(parts.map((part, i) => (part ? weigh(part, isLast && i === parts.length - 1, parts.length === 1) : new Float32Array(count))))),
    );
    jobs.forEach(({ places, parts }, job) => {
      for (let i = 0; i < count; i += 1) {
        const weight = OTHERWISE * Math.min(...found[job].map((best) => best[i]));
        for (const place of places) weights[place][i] = Math.max(weights[place][i], weight);
      }
    });
    return jobs.flatMap(({ parts }, job) => (found[job].every((best) => best.some((weight) => weight > 0)) ? parts : []));
  }

  // Briefs that have all words of a query, or else as many as any has: their numbers, and their scores by number.
  async function find(query) {
    const words = [...new Set(folding.words(query))].slice(0, 12);
    if (!words.length) return { words, numbers: null, scores: null, all: true };
    // While somebody types, the last word may be but its beginning.
    const weights = await Promise.all(words.map((word, i) => weigh(word, i === words.length - 1)));
    const isAnywhere = weights[0].some((_, i) => weights.every((best) => best[i] > 0));
    const others = isAnywhere ? [] : await weighOtherwise(words, weights);
    const scores = new Float32Array(count);
    const had = new Uint8Array(count);
    for (const best of weights) {
      let briefs = 0;
      for (let i = 0; i < count; i += 1) briefs += best[i] > 0;
      const rarity = Math.log(1 + (count - briefs + 0.5) / (briefs + 0.5));
      for (let i = 0; i < count; i += 1) {
        if (best[i] > 0) {
          scores[i] += best[i] * rarity;
          had[i] += 1;
        }
      }
    }
    const most = had.reduce((a, b) => Math.max(a, b), 0);
    const numbers = [];
    for (let i = 0; i < count; i += 1) if (most && had[i] === most) numbers.push(i);
    return { words: [...words, ...others], numbers, scores, all: most === words.length };
  }

  function cardsOf(number) {
    let first = 0;
    for (const [year, each] of start.years) {
      if (number < first + each) {
        const place = number - first;
        return [`cards/${year || "undated"}-${Math.floor(place / start.cards)}.json`, place % start.cards];
      }
      first += each;
    }
    throw new Error(`no brief ${number}`);
  }

  async function card(number) {
    const [file, place] = cardsOf(number);
    const [address, title, lang, dir, date, day, authors, draft] = (await load(file))[place];
    return { address, title, lang, dir, date, day, authors, draft };
  }

  // The values of a kind, each with its briefs.
  async function facet(kind) {
    if (kind === "year") {
      let first = 0;
      return start.years.map(([year, each]) => {
        const members = Array.from({ length: each }, (_, i) => first + i);
        first += each;
        return { key: year || "undated", name: year, members };
      }).reverse();
    }
    return (await load(`facets/${kind}.json`)).map(([key, name, postings]) => {
      const members = [];
      eachPosting(postings, (number) => members.push(number));
      return { key, name, members };
    });
  }

  return { count, folding, find, card, facet };
}

const withoutH = (word) => word.replace(/([aeiou])h(?![aeiou])/g, "$1");

// The place of the first word that isn't before a given one.
function firstFrom(words, wanted) {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
