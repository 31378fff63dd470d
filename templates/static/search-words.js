// Words as the index has them: the same steps over the same tables as briefs/search/folding.py, which explains them.

const inClass = (ranges) => ranges.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join("");
const literally = (letters) => [...letters].map((letter) => `\\u{${letter.codePointAt(0).toString(16)}}`).join("");

export function makeFolding(tables) {
  const letters = new Map(Object.entries(tables.letters));
  const marks = inClass(tables.marks);
  const dropped = inClass(tables.dropped);
  const unparted = inClass(tables.unparted);
  const stop = new Set(tables.stop);
  const surface = new RegExp(`[\\p{L}\\p{N}_${literally(tables.heard)}${dropped}${marks}]+`, "gu");
  const drop = new RegExp(`[${dropped}]`, "gu");
  const word = new RegExp(`[\\p{L}\\p{N}${marks}]+`, "gu");
  const isUnparted = new RegExp(`^[${unparted}]`, "u");
  const runs = new RegExp(`[${unparted}]+|[^${unparted}]+`, "gu");
  const spellings = tables.spellings.map(([pattern, plain]) => [new RegExp(pattern, "g"), plain.replaceAll("\\1", "$1")]);
  const known = new Map();

  function fold(plain) {
    let folded = plain.toLowerCase();
    if (folded < "\u0250") {
      folded = folded.replaceAll("q", "gh");
      if (folded.length > 3) {
        for (const [ending, instead] of tables.plurals) {
          if (folded.endsWith(ending)) return folded.slice(0, folded.length - ending.length) + instead;
        }
      }
    } else if (folded >= "\u0600" && folded < "\u0700") {
      const suffix = tables.suffixes.find((each) => folded.endsWith(each) && folded.length - each.length >= 3);
      if (suffix) folded = folded.slice(0, -suffix.length);
      const prefix = tables.prefixes.find((each) => folded.startsWith(each) && folded.length - each.length >= 3);
      if (prefix) folded = folded.slice(prefix.length);
    }
    return folded;
  }

  function* pairs(text) {
    for (const [run] of text.matchAll(runs)) {
      const each = [...run];
      if (!isUnparted.test(run) || each.length <= 2) yield run;
      else for (let i = 0; i < each.length - 1; i += 1) yield each[i] + each[i + 1];
    }
  }

  // The words of one run of letters, those included that the index leaves out.
  function allWordsOf(text) {
    let words = known.get(text);
    if (words === undefined) {
      const plain = [...text.normalize("NFKD").replace(drop, "")].map((letter) => letters.get(letter) ?? letter).join("").normalize("NFC");
      words = (plain.match(word) ?? []).flatMap((each) => [...pairs(each)]).map(fold);
      known.set(text, words);
    }
    return words;
  }

  const wordsOf = (text) => allWordsOf(text).filter((each) => !stop.has(each));

  return {
    wordsOf,
    words: (text) => (text.match(surface) ?? []).flatMap(wordsOf),
    // Runs of what may be words, with their places.
    surfaces: (text) => [...text.matchAll(surface)].map((found) => [found.index, found[0]]),
    spelling(folded) {
      if (folded.length < tables.spelt || !/^[a-z]+$/.test(folded)) return "";
      return spellings.reduce((made, [pattern, plain]) => made.replace(pattern, plain), tables.name + folded);
    },
  };
}
