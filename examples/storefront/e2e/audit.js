// What somebody who sees little, hears the page or uses no mouse would complain of:
// a list of sentences, empty for nothing. No library: each rule stands here.
() => {
  const faults = [];
  const name = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.className && e.className.baseVal === undefined ? "." + e.className : "");
  const words = (e) => (e.textContent || "").replace(/\s+/g, " ").trim();
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);

  // The page as a whole.
  if (!document.documentElement.lang) faults.push("html has no lang");
  if (!document.title.trim()) faults.push("no title");
  if (all("h1").length !== 1) faults.push(all("h1").length + " h1");
  if (all("main").length !== 1) faults.push(all("main").length + " main");
  let level = 0;
  for (const h of all("h1, h2, h3, h4, h5, h6")) {
    const n = Number(h.tagName[1]);
    if (n > level + 1) faults.push(`${name(h)} "${words(h)}" follows a heading of level ${level}`);
    level = n;
  }

  // Names of what can be used or is looked at.
  for (const c of all("input:not([type=hidden]), select, textarea")) {
    const label = [...(c.labels || [])].map(words).join("") || c.getAttribute("aria-label");
    if (!label) faults.push(name(c) + " has no label");
  }
  for (const b of all("a[href], button, summary, [role=button]")) {
    const named = words(b) || b.getAttribute("aria-label") || b.closest("[aria-hidden=true]");
    if (!named) faults.push(name(b) + " has no name");
  }
  for (const i of document.querySelectorAll("img")) {
    if (!i.hasAttribute("alt")) faults.push("img " + i.src + " has no alt");
    if (i.complete && !i.naturalWidth) faults.push("img " + i.src + " is broken");
  }
  for (const s of all("svg")) {
    if (!s.closest("[aria-hidden=true]") && s.getAttribute("role") !== "img") faults.push(name(s) + " is neither hidden nor an image");
    if (s.getAttribute("role") === "img" && !s.getAttribute("aria-label") && !s.getAttribute("aria-labelledby") && !s.querySelector("title")) faults.push(name(s) + " has no name");
  }
  for (const e of document.querySelectorAll("[tabindex]")) {
    if (e.tabIndex > 0) faults.push(name(e) + " jumps the order of Tab");
  }
  for (const g of all("fieldset")) {
    if (!g.querySelector("legend") && !g.getAttribute("aria-labelledby") && !g.getAttribute("aria-label")) faults.push(name(g) + " has no name");
  }
  for (const t of all("table")) {
    if (!t.querySelector("caption") && !t.getAttribute("aria-label")) faults.push("a table has no caption");
  }

  // What refers to something.
  const ids = new Set();
  for (const e of document.querySelectorAll("[id]")) {
    if (ids.has(e.id)) faults.push("two elements have the id " + e.id);
    ids.add(e.id);
  }
  for (const attribute of ["for", "aria-labelledby", "aria-describedby", "aria-controls"]) {
    for (const e of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of e.getAttribute(attribute).split(/\s+/)) {
        if (!ids.has(id)) faults.push(`${attribute} of ${name(e)} names ${id}, which is not there`);
      }
    }
  }

  // Contrast of text, 4.5 : 1 or more: WCAG 2.2, success criterion 1.4.3, without
  // its allowance for large letters.
  const colour = (text) => {
    const m = /^(?:rgba?|color)\((?:srgb )?([^)]*)\)$/.exec(text);
    if (!m) return null;
    const n = m[1].split(/[\s,/]+/).map(Number);
    const scale = text.startsWith("color") ? 255 : 1;
    return { c: n.slice(0, 3).map((x) => x * scale), a: n.length > 3 ? n[3] : 1 };
  };
  const over = (top, under) => ({ c: top.c.map((x, i) => x * top.a + under.c[i] * (1 - top.a)), a: 1 });
  const luminance = ({ c }) => {
    const [r, g, b] = c.map((x) => x / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null; // nobody can say
      const layer = colour(style.backgroundColor);
      if (layer && layer.a > 0) layers.push(layer);
      if (layer && layer.a === 1) break;
    }
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
    return layers.reduceRight((under, top) => over(top, under), { c: canvas, a: 1 });
  };
  const opacity = (e) => { let o = 1; for (let at = e; at; at = at.parentElement) o *= Number(getComputedStyle(at).opacity); return o; };
  const judge = (e, text) => {
    const style = getComputedStyle(e);
    const paint = colour(e instanceof SVGElement ? style.fill : style.color);
    const under = ground(e);
    if (!paint || !under) return faults.push(`${name(e)} "${text}": a colour that cannot be judged`);
    const ink = over({ c: paint.c, a: paint.a * opacity(e) }, under);
    const [light, dark] = [luminance(ink), luminance(under)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) faults.push(`${name(e)} "${text.slice(0, 40)}": contrast ${ratio.toFixed(2)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const e = node.parentElement;
    const text = node.data.trim();
    if (!text || !shown(e) || e.closest("script, style, option, .sr, :disabled, .pick:has(:disabled)")) continue;
    judge(e, text);
  }
  for (const c of all("input[type=text], input[type=email], input[type=number], select, textarea")) {
    if (!c.disabled && c.value) judge(c, c.value);
  }
  return faults;
}
