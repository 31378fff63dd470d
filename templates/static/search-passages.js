// What a result shows of a text: the passage with most of the words that were looked for, and those words marked. All as text, never as markup.

const BEFORE = 6; // words that stand before the first that was looked for

// Makes a test of surfaces: gives which of the words of the query it stands for, -1 if none.
export function makeMatcher(folding, words) {
  const spellings = words.map(folding.spelling);
  const known = new Map();
  return (surface) => {
    let found = known.get(surface);
    if (found === undefined) {
      found = -1;
      for (const word of folding.wordsOf(surface)) {
        const exact = words.indexOf(word);
        const begins = words.findIndex((each) => each.length > 2 && word.startsWith(each));
        const spelling = folding.spelling(word);
        const spelt = spelling && /^\p{Lu}/u.test(surface) ? spellings.indexOf(spelling) : -1;
        found = [exact, begins, spelt].find((each) => each >= 0) ?? found;
      }
      known.set(surface, found);
    }
    return found;
  };
}

// Puts a text into an element, the words that were looked for in <mark>.
export function putMarked(element, text, folding, matches) {
  let at = 0;
  const parts = [];
  for (const [place, surface] of folding.surfaces(text)) {
    if (matches(surface) < 0) continue;
    const mark = document.createElement("mark");
    mark.textContent = surface;
    parts.push(text.slice(at, place), mark);
    at = place + surface.length;
  }
  element.replaceChildren(...parts, text.slice(at));
}

// Finds in the blocks of a text the passage that has most of the words; `length` says how many words it may have.
export function choosePassage(blocks, folding, matches, length) {
  let best = { worth: -1, text: "" };
  for (const text of blocks) {
    const surfaces = folding.surfaces(text);
    const which = surfaces.map(([, surface]) => matches(surface));
    const starts = which.flatMap((each, i) => (each >= 0 ? [Math.max(i - BEFORE, 0)] : []));
    for (const start of starts.length ? starts : [0]) {
      const window = which.slice(start, start + length);
      const worth = new Set(window.filter((each) => each >= 0)).size * 100 + window.filter((each) => each >= 0).length;
      if (worth > best.worth) best = { worth, text: cut(text, surfaces, start, length) };
    }
  }
  return best.text;
}

function cut(text, surfaces, start, length) {
  const end = start + length;
  const from = start > 0 ? surfaces[start][0] : 0;
  const to = end < surfaces.length ? surfaces[end - 1][0] + surfaces[end - 1][1].length : text.length;
  return (from > 0 ? "…" : "") + text.slice(from, to).trim() + (to < text.length ? "…" : "");
}

// The blocks of a brief's text on its page: what one reads, without notes' numbers and the like.
export function blocksOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const text = page.querySelector(".text") ?? page.querySelector("main");
  if (!text) return [];
  for (const each of text.querySelectorAll("sup, .note, script, style, template, nav, button")) each.remove();
  const blocks = [...text.querySelectorAll("p, li, dd, td, figcaption, blockquote, pre, h2, h3, h4")];
  const lowest = blocks.filter((block) => !block.querySelector("p, li, dd, td"));
  return lowest.map((block) => block.textContent.replace(/\s+/g, " ").trim()).filter(Boolean);
}
