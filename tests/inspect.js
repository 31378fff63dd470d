// What the tests ask a page in the browser. It goes by boxes and computed styles, not by names of classes.
window.look = (() => {
  const says = element => {
    const text = (element.getAttribute("aria-label") || element.textContent).trim().replace(/\s+/g, " ");
    return `<${element.localName}${element.id ? " id=" + element.id : ""}> ${text.slice(0, 60)}`;
  };

  // Text for screen readers only is cut on purpose.
  const hidden = style =>
    style.clip !== "auto" || style.clipPath.startsWith("inset(") || (parseFloat(style.width) <= 1 && parseFloat(style.height) <= 1);

  // Each visible text with the boxes of its lines.
  function* texts() {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode()); ) {
      const element = node.parentElement;
      if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1);
      if (boxes.length) yield { element, boxes };
    }
  }

  // For screen readers only, or a link that comes up when it is focused.
  const aside = (element, bottom) => {
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (hidden(style) || (style.position === "absolute" && bottom + scrollY <= 0)) return true;
    }
    return false;
  };

  // Texts that can't be read in full: beyond the edge of the page, or cut by a box that doesn't scroll.
  function cut() {
    const found = new Set();
    for (const { element, boxes } of texts()) {
      const left = Math.min(...boxes.map(box => box.left)), right = Math.max(...boxes.map(box => box.right));
      const top = Math.min(...boxes.map(box => box.top)), bottom = Math.max(...boxes.map(box => box.bottom));
      if (aside(element, bottom)) continue;
      let reaches = true;
      for (let box = element; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        const edge = box.getBoundingClientRect();
        if (/auto|scroll/.test(style.overflowX)) { reaches = false; break; }
        const across = /hidden|clip/.test(style.overflowX) && (left < edge.left - 1 || right > edge.right + 1);
        // Fonts reserve more height for a line than its letters take.
        const down = /hidden|clip/.test(style.overflowY) && (top < edge.top - 4 || bottom > edge.bottom + 4);
        if (style.display !== "inline" && (across || down)) found.add(`cut: ${says(element)}`);
      }
      if (reaches && (left < -1 || right > document.documentElement.clientWidth + 1))
        found.add(`beyond the edge: ${says(element)}`);
    }
    return [...found];
  }

  const block = element => {
    while (getComputedStyle(element).display.startsWith("inline") && element.parentElement) element = element.parentElement;
    return element;
  };

  // Texts of different blocks that stand on each other. Of each line only the middle counts.
  function overlaps() {
    const lines = [];
    for (const { element, boxes } of texts()) {
      if (aside(element, boxes.at(-1).bottom)) continue;
      const own = block(element);
      for (const box of boxes)
        lines.push({
          element, block: own, left: box.left + 1, right: box.right - 1,
          top: box.top + box.height * 0.3, bottom: box.bottom - box.height * 0.3,
        });
    }
    lines.sort((a, b) => a.top - b.top);
    const found = new Set();
    lines.forEach((one, at) => {
      for (let next = at + 1; next < lines.length && lines[next].top < one.bottom; next++) {
        const other = lines[next];
        if (one.block !== other.block && one.left < other.right && other.left < one.right)
          found.add(`${says(one.element)} and ${says(other.element)}`);
      }
    });
    return [...found];
  }

  // What moves by itself or slowly, the pseudo-elements included.
  function motion() {
    const longest = text => Math.max(0, ...text.split(",").map(each => parseFloat(each) * (each.trim().endsWith("ms") ? 0.001 : 1) || 0));
    const found = document.getAnimations().map(each => `runs: ${each.animationName || each.transitionProperty || "animation"}`);
    const seen = new Set();
    const place = element => (element ? `${place(element.parentElement)} ${element.localName}#${element.id}.${element.className}` : "");
    for (const element of document.querySelectorAll("*")) {
      const like = place(element);
      if (seen.size === seen.add(like).size) continue;
      for (const part of [null, "::before", "::after", "::marker", "::backdrop"]) {
        const style = getComputedStyle(element, part);
        const seconds = Math.max(longest(style.transitionDuration), style.animationName === "none" ? 0 : longest(style.animationDuration));
        if (seconds > 0.01) found.push(`${seconds} s: ${says(element)} ${part || ""}`);
        if (style.scrollBehavior === "smooth") found.push(`scrolls slowly: ${says(element)}`);
      }
    }
    return found;
  }

  // Letters, words, lines and paragraphs as wide as WCAG 2.2, 1.4.12 wants them to be possible.
  function space() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  // Everything that a mouse can use and therefore the keyboard must reach, but for the links of paragraphs to themselves. A part that scrolls is one, too.
  const usable = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], video[controls], " +
    "[role=button], [role=link], [role=tab], [role=checkbox], [role=option], [onclick], [contenteditable]";
  function controls() {
    return [...document.querySelectorAll(usable)].filter(element => {
      const radio = element.type === "radio" && !element.checked && document.querySelector(`[name="${CSS.escape(element.name)}"]:checked`);
      const option = element.closest("[role=listbox], [role=tablist], [role=menu], [role=radiogroup]");
      return !element.disabled && !element.matches("a.anchor[aria-hidden]") && !radio && !option && element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length;
    });
  }

  // Where the focus is: its name, its box in the window, whether something lies over it. Nothing, when it has left the
  // page or come round: without a frame round the page, Chromium goes on from the end to the beginning.
  const visited = new WeakSet();
  let order;
  function focus() {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement || visited.has(element)) return null;
    visited.add(element);
    const boxes = [...element.getClientRects()].filter(box => box.width && box.height);
    const box = boxes[0];
    const seen = box && boxes.some(box => {
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return top && (element.contains(top) || top.contains(element));
    });
    const whole = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const looks = [element.localName, style.display, style.color, style.fontSize, style.outline, style.boxShadow, style.borderRadius];
    for (let box = element; box; box = box.parentElement) looks.push(getComputedStyle(box).backgroundColor);
    return {
      says: says(element), seen: Boolean(seen), at: (order ??= controls()).indexOf(element), looks: looks.join(),
      left: whole.left, top: whole.top, width: whole.width, height: whole.height,
    };
  }

  return { says, cut, overlaps, motion, space, controls, focus, texts };
})();
