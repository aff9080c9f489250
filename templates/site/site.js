"use strict";
/* Sizes are exact: a count is a formula as Python spells it, 4*m*(m + n + 1), and numbers are BigInt. */

const byId = (name) => document.getElementById(name);
const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const LARGEST = 10n ** 12n;

/* A formula at the sizes, as a fraction: sums, products, quotients and powers. */
function evaluate(formula, sizes) {
  const tokens = formula.match(/\d+|[A-Za-z_]\w*|\*\*|[-+*/()]/g);
  let place = 0;
  const times = ([a, b], [c, d]) => [a * c, b * d];
  const plus = ([a, b], [c, d]) => (b === d ? [a + c, b] : [a * d + c * b, b * d]);
  const minus = ([a, b]) => [-a, b];
  const sum = () => {
    let value = product();
    while (tokens[place] === "+" || tokens[place] === "-") value = tokens[place++] === "+" ? plus(value, product()) : plus(value, minus(product()));
    return value;
  };
  const product = () => {
    let value = power();
    while (tokens[place] === "*" || tokens[place] === "/") {
      const divides = tokens[place++] === "/", [top, bottom] = power();
      value = times(value, divides ? [bottom, top] : [top, bottom]);
    }
    return value;
  };
  const power = () => {
    const [top, bottom] = atom();
    if (tokens[place] !== "**") return [top, bottom];
    const exponent = BigInt(tokens[place + 1]);
    place += 2;
    return [top ** exponent, bottom ** exponent];
  };
  const atom = () => {
    const token = tokens[place++];
    if (token === "-") return minus(power());
    if (token === "(") { const value = sum(); place++; return value; }
    return [/^\d/.test(token) ? BigInt(token) : sizes[token], 1n];
  };
  return sum();
}

const lettersOf = (formula) => formula.match(/[A-Za-z_]\w*/g) || [];

/* The whole number that a formula is at the sizes, or null. */
function whole(formula, sizes) {
  const [top, bottom] = evaluate(formula, sizes);
  return top % bottom === 0n ? top / bottom : null;
}

/* What is wrong with the sizes of a cell, or nothing. */
function refusal(cell, sizes) {
  for (const [formula, least] of cell.checks) {
    const extent = whole(formula, sizes), text = put(formula, {});
    if (extent === null) return `${text} is not a whole number at these sizes`;
    if (extent < BigInt(least)) return `${text} is ${extent} at these sizes, and must be at least ${least}`;
  }
  return whole(cell.count, sizes) === null ? "the count is not a whole number at these sizes" : "";
}

const commas = (number) => number.toString().replace(/\B(?=(\d{3})+$)/g, ",");

function readSize(text, name) {
  const digits = text.replace(/[\s,_]/g, "");
  if (!/^[0-9]+$/.test(digits)) throw new Error(`${name} is a whole number, such as 256`);
  const size = BigInt(digits);
  if (size < 1n || size > LARGEST) throw new Error(`${name} is from 1 to ${commas(LARGEST)}`);
  return size;
}

/* A formula with numbers in place of letters: 4*m*(m + n) at 256 and 16 is 4·256·(256 + 16). */
function put(formula, sizes) {
  const signs = { "**": "^", "*": "·" };
  return formula.replace(/[A-Za-z_]\w*|\*\*?/g, (part) => signs[part] || (part in sizes ? String(sizes[part]) : part));
}

/* A slider runs over powers of two, from 1 to 65,536; a number typed beside it may be larger. */
const slid = (place) => BigInt(Math.max(1, Math.round(2 ** (Number(place) / 1000 * 16))));
const placed = (size) => String(Math.round(Math.min(16, Math.log2(Number(size))) / 16 * 1000));

/* The slider beside a field, named as the field is by the label before it. */
function slide(field) {
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 1000, ariaLabel: field.previousElementSibling.textContent });
  slider.dataset.slides = field.id;
  field.after(slider);
  slider.value = placed(BigInt(field.value.replace(/\D/g, "") || "1"));
}

/* Fields for sizes, each with its slider; `changed` runs once a frame. */
function connect(form, changed) {
  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; changed(); });
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const moved = event.target;
    if (moved.dataset.slides) byId(moved.dataset.slides).value = slid(moved.value);
    else {
      const slider = form.querySelector(`[data-slides="${moved.id}"]`);
      if (slider && /^[0-9]+$/.test(moved.value) && moved.value !== "0") slider.value = placed(BigInt(moved.value));
    }
    soon();
  });
  all("[data-letter]", form).forEach(slide);
}

function readSizes(form) {
  const sizes = {};
  for (const field of all("[data-letter]", form)) {
    field.removeAttribute("aria-invalid");
    try { sizes[field.dataset.letter] = readSize(field.value, field.dataset.letter); }
    catch (error) { field.setAttribute("aria-invalid", "true"); throw error; }
  }
  return sizes;
}

/* What is filled in of a table: its third column. */
const AT = "[data-at] td:nth-child(3)";

/* The page of a cell. */
function cellPage(cell) {
  const form = document.querySelector("form.sizes");
  const show = () => {
    const blank = (words) => {
      byId("refused").textContent = words;
      for (const field of [byId("number"), byId("put"), ...all(AT)]) field.textContent = "";
    };
    let sizes;
    try { sizes = readSizes(form); } catch (error) { return blank(error.message); }
    const words = refusal(cell, sizes);
    if (words) return blank(words);
    byId("refused").textContent = "";
    byId("put").textContent = `${put(cell.count, sizes)} =`;
    byId("number").textContent = commas(whole(cell.count, sizes));
    for (const body of all("[data-at]")) {
      all(AT, body).forEach((field, place) => {
        const [top, bottom] = evaluate(cell[body.dataset.at][place], sizes);
        field.textContent = top % bottom === 0n ? commas(top / bottom) : "";
      });
    }
    drawMap(cell, sizes);
  };
  connect(form, show);
  show();
}

const SVG = "http://www.w3.org/2000/svg";
function drawn(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

/* A name with its scripts, written as W_{i}. */
function signs(attributes, written) {
  const text = drawn("text", { ...attributes, class: "i" });
  let height = 0;
  for (const [, mark, script, plain] of written.matchAll(/([_^])\{([^}]*)\}|([^_^]+)/g)) {
    const shift = { _: 4, "^": -5 }[mark] || 0;
    text.append(drawn("tspan", { dy: shift - height, class: mark ? "s" : "" }, script ?? plain));
    height = shift;
  }
  return text;
}

/* The parameters to scale: a row of rectangles a gate, rows down and columns across, in the colours of the pictures. */
function drawMap(cell, sizes) {
  const figure = byId("map");
  if (!figure || cell.parameters.length > 200) return;
  const number = (formula) => { const [top, bottom] = evaluate(formula, sizes); return Number(top) / Number(bottom); };
  const gates = new Map();
  for (const [name, gate, place, rows, columns, count = `(${rows})*(${columns})`] of cell.parameters) {
    const part = { name, place, rows: number(rows), columns: number(columns), count: number(count) };
    part.members = part.count / (part.rows * part.columns);
    gates.set(gate, [...(gates.get(gate) || []), part]);
  }
  const lines = [...gates.values()];
  const across = Math.max(...lines.map((line) => line.reduce((sum, part) => sum + part.columns, 0)));
  const tallest = lines.map((line) => Math.max(...line.map((part) => part.rows)));
  const down = tallest.reduce((sum, rows) => sum + rows, 0);
  const width = Math.min(640, figure.clientWidth || 640), gap = 4, least = 14, height = Math.min(420, Math.max(60, width * down / across));
  const horizontal = (width - 90) / across, vertical = height / down, areas = [];
  let y = 0;
  [...gates.keys()].forEach((gate, line) => {
    const tall = Math.max(2, tallest[line] * vertical), isNamed = tall >= least || lines.length * least <= 420;
    if (isNamed) areas.push(signs({ x: 0, y: y + Math.max(tall, least) / 2 + 4, "font-size": 12 }, gate));
    let x = 90;
    for (const part of lines[line]) {
      const [role, style] = cell.roles[part.place];
      const wide = Math.max(2, part.columns * horizontal - 1), high = Math.max(2, part.rows * vertical);
      const area = drawn("rect", { x, y, width: wide, height: high, class: style });
      const times = part.members > 1 ? `${part.members} × ` : "";
      const name = part.name.replace(/[{}]/g, "");
      area.append(drawn("title", {}, `${name}, ${role}: ${times}${part.rows} × ${part.columns}`));
      areas.push(area);
      if (wide > name.length * 7 + 6 && high > 13) {
        areas.push(signs({ x: x + wide / 2, y: y + high / 2 + 4, "font-size": 12, "text-anchor": "middle" }, part.name));
      }
      x += wide + 1;
    }
    y += (isNamed ? Math.max(tall, least) : tall) + gap;
  });
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${y}`, role: "img", width, class: "drawn",
    "aria-label": "The parameters to scale, a row for each gate" });
  svg.append(...areas);
  const legend = document.createElement("figcaption");
  legend.append("To scale, rows down and columns across: ");
  cell.roles.forEach(([role, style], place) => {
    const sample = drawn("svg", { width: 12, height: 12, class: "drawn", "aria-hidden": "true" });
    sample.append(drawn("rect", { width: 12, height: 12, class: style }));
    legend.append(sample, ` ${role}${place < cell.roles.length - 1 ? ", " : "."}`);
  });
  figure.replaceChildren(svg, legend);
}

/* The list of all cells. */
function indexPage() {
  const items = all("[data-words]");
  const family = (item) => item.closest("section").querySelector("h2").textContent;
  const texts = items.map((item) => `${item.dataset.words} ${item.textContent} ${family(item)}`.toLowerCase());
  const search = () => {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, place) => {
      const fits = words.every((word) => texts[place].includes(word));
      item.hidden = !fits;
      shown += fits;
    });
    for (const section of all("main section")) section.hidden = !all("[data-words]", section).some((item) => !item.hidden);
    byId("found").textContent = words.length ? `${shown} of ${items.length}` : "";
  };
  byId("search").addEventListener("input", search);
  search();
}

/* Five cells side by side. */
function comparePage(cells) {
  const named = new Map(cells.map((cell) => [cell.file, cell]));
  const asked = (location.hash.slice(1) || "lstm,gru").split(",").filter((name) => named.has(name)).slice(0, 5);
  const chosen = asked.length ? asked : cells.slice(0, 2).map((cell) => cell.file);
  for (const cell of cells) byId("names").append(Object.assign(document.createElement("option"), { value: cell.file, label: cell.title }));
  const fields = () => {
    const before = {};
    for (const field of all("[data-letter]", byId("sizes"))) before[field.dataset.letter] = field.value;
    const letters = new Map();
    for (const name of chosen) for (const [letter, meaning, example] of named.get(name).letters) if (!letters.has(letter)) letters.set(letter, [meaning, example]);
    byId("sizes").replaceChildren();
    for (const [letter, [meaning, example]] of letters) {
      const box = document.createElement("div");
      box.className = "size";
      const label = Object.assign(document.createElement("label"), { htmlFor: `size-${letter}`, textContent: `${letter}, ${meaning}` });
      const field = Object.assign(document.createElement("input"), { id: `size-${letter}`, value: before[letter] || example, inputMode: "numeric", maxLength: 13 });
      field.dataset.letter = letter;
      box.append(label, field);
      byId("sizes").append(box);
      slide(field);
    }
  };
  const show = () => {
    const body = document.querySelector("#side tbody");
    byId("refused").textContent = "";
    let sizes, budget;
    try { sizes = readSizes(byId("sizes")); budget = readSize(byId("budget").value, "the budget"); }
    catch (error) { byId("refused").textContent = error.message; body.replaceChildren(); return; }
    const first = refusal(named.get(chosen[0]), sizes) ? null : whole(named.get(chosen[0]).count, sizes);
    body.replaceChildren(...chosen.map((name, place) => {
      const cell = named.get(name), row = document.createElement("tr"), words = refusal(cell, sizes);
      const count = words ? null : whole(cell.count, sizes);
      const largest = fitting(cell, sizes, budget);
      const texts = [put(cell.count, {}), words || commas(count),
        count !== null && first ? (Number(count * 100000n / first) / 100000).toFixed(3) : "", largest === null ? "none" : `${cell.over === "m" ? "" : `${cell.over} = `}${commas(largest)}`];
      const head = Object.assign(document.createElement("th"), { scope: "row" });
      head.append(Object.assign(document.createElement("a"), { href: `cells/${cell.file}.html`, textContent: cell.title }));
      head.style.borderLeft = `.4rem solid var(--c${place})`;
      row.append(head, ...texts.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
      return row;
    }));
    byId("curves").replaceChildren(curves(chosen.map((name) => named.get(name)), sizes));
  };
  const choose = () => {
    byId("chosen").replaceChildren(...chosen.map((name, place) => {
      const item = document.createElement("li");
      item.style.borderColor = `var(--c${place})`;
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×", ariaLabel: `Leave out ${named.get(name).title}` });
      button.addEventListener("click", () => { if (chosen.length > 1) chosen.splice(place, 1); choose(); });
      item.append(`${named.get(name).title} `, button);
      return item;
    }));
    history.replaceState(null, "", `#${chosen.join(",")}`);
    fields();
    show();
  };
  byId("choose").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = byId("add").value.trim();
    if (!named.has(name)) { byId("refused").textContent = `there is no cell ${name || "without a name"} here`; return; }
    if (chosen.length > 4) { byId("refused").textContent = "five cells at most; leave one out first"; return; }
    if (!chosen.includes(name)) chosen.push(name);
    byId("add").value = "";
    choose();
  });
  byId("budget-slider").addEventListener("input", (event) => { byId("budget").value = Math.round(10 ** (3 + event.target.value / 1000 * 7)); requestAnimationFrame(show); });
  byId("budget").addEventListener("input", show);
  connect(byId("sizes"), show);
  choose();
}

/* The largest size at which a cell has at most so many parameters, or null. */
function fitting(cell, sizes, budget) {
  const letter = cell.over;
  if (!letter) return null;
  const at = (size) => ({ ...sizes, [letter]: size });
  const fits = (size) => { const [top, bottom] = evaluate(cell.count, at(size)); return top <= budget * bottom; };
  let low = 1n, high = 2n;
  if (!fits(low)) return null;
  while (high <= LARGEST && fits(high)) [low, high] = [high, high * 2n];
  while (high - low > 1n) { const middle = (low + high) / 2n; if (fits(middle)) low = middle; else high = middle; }
  for (let size = low, tries = 0; size >= 1n && tries < 5000; size--, tries++) if (!refusal(cell, at(size)) && fits(size)) return size;
  return null;
}

function curves(cells, sizes) {
  const width = Math.min(640, byId("curves").clientWidth || 640), height = 320, left = 52, bottom = 36;
  const points = Array.from({ length: 49 }, (_, place) => BigInt(Math.round(2 ** (place / 4))));
  const log = (number) => { const text = number.toString(); return Math.log10(Number(text.slice(0, 15))) + Math.max(0, text.length - 15); };
  const lines = cells.map((cell) => points.map((size) => {
    const [top, under] = evaluate(cell.count, { ...sizes, [cell.over]: size });
    return [Math.log10(Number(size)), top > 0n ? log(top) - log(under) : 0];
  }));
  const most = Math.max(1, ...lines.flat().map(([, y]) => y)), least = Math.max(0, Math.floor(Math.min(...lines.flat().map(([, y]) => y))));
  const end = Math.log10(4096), span = Math.max(1, Math.ceil(most) - least);
  const x = (value) => left + value / end * (width - left - 20), y = (value) => height - bottom - (value - least) / span * (height - bottom - 20);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, role: "img", "aria-label": "Curves of the counts" });
  const line = (x1, y1, x2, y2) => svg.append(drawn("line", { x1, y1, x2, y2, stroke: "var(--line)" }));
  for (let power = least; power <= least + span; power++) {
    line(left, y(power), width - 20, y(power));
    svg.append(drawn("text", { x: left - 8, y: y(power) + 4, "text-anchor": "end", "font-size": 12 }, `10${[...String(power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`));
  }
  for (const size of [1, 4, 16, 64, 256, 1024, 4096]) {
    line(x(Math.log10(size)), 20, x(Math.log10(size)), height - bottom);
    svg.append(drawn("text", { x: x(Math.log10(size)), y: height - bottom + 18, "text-anchor": "middle", "font-size": 12 }, commas(BigInt(size))));
  }
  lines.forEach((points, place) => {
    const path = drawn("polyline", { points: points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" "), fill: "none", stroke: `var(--c${place})`, "stroke-width": 2.5 });
    path.append(drawn("title", {}, cells[place].title));
    svg.append(path);
  });
  return svg;
}

/* Which of all counts is this number? */
function numberPage({ aliases, rows }) {
  const show = () => {
    const sizes = {};
    byId("refused").textContent = "";
    byId("matches").replaceChildren();
    let wanted;
    try {
      wanted = readNumber(byId("number").value);
      for (const name of ["input", "hidden"]) if (byId(name).value.trim()) sizes[name] = readSize(byId(name).value, name);
      for (const word of byId("more").value.split(/[\s,]+/).filter(Boolean)) {
        const [name, value] = word.split("=");
        if (!value) throw new Error(`${word} is not a size; write for example r=64`);
        sizes[name] = readSize(value, name);
      }
    } catch (error) { byId("verdict").textContent = ""; byId("refused").textContent = error.message; return; }
    const counts = rows.map((row) => [row[0], countOf(row, aliases, sizes)]).filter(([, count]) => count !== null);
    const exact = counts.filter(([, count]) => count === wanted);
    const off = (count) => (count > wanted ? count - wanted : wanted - count);
    const near = exact.length ? exact : counts.sort(([, a], [, b]) => (off(a) < off(b) ? -1 : off(a) > off(b) ? 1 : 0)).slice(0, 5);
    byId("verdict").textContent = exact.length ? `${exact.length} with ${commas(wanted)} parameters` : `None with ${commas(wanted)} at these sizes; the nearest`;
    byId("matches").append(...near.map(([label, count]) => {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("code"), { textContent: label }), exact.length ? "" : ` ${commas(count)}`);
      return item;
    }));
  };
  byId("ask").addEventListener("submit", (event) => event.preventDefault());
  byId("ask").addEventListener("input", show);
  show();
}

function readNumber(text) {
  const digits = text.replace(/[\s,_]/g, "");
  if (!/^[0-9]{1,40}$/.test(digits)) throw new Error("the number of parameters is a whole number, such as 4,457,472");
  return BigInt(digits);
}

/* The count of a candidate, or null where a size is missing or does not fit. */
function countOf([, count, place, ...checks], aliases, words) {
  const sizes = { ...words };
  for (const [word, letter] of Object.entries(aliases[place])) if (word in words) sizes[letter] = words[word];
  if ([count, ...checks].flatMap(lettersOf).some((letter) => !(letter in sizes))) return null;
  return checks.every((extent) => whole(extent, sizes) !== null) ? whole(count, sizes) : null;
}

/* A cell of one's own, by the same Python in the page. */
function ownPage() {
  let python = null;
  const begin = async () => {
    if (location.protocol === "file:") throw new Error("A browser loads no Python from a disk: open these pages through a server, as below.");
    await new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = "pyodide/pyodide.js";
      script.onload = done;
      script.onerror = () => failed(new Error("There is no folder pyodide beside this page; below is how it comes there."));
      document.head.append(script);
    });
    const runtime = await loadPyodide({ indexURL: "pyodide/" });
    const sources = await fetch("symbolic.zip");
    if (!sources.ok) throw new Error("There is no file symbolic.zip beside this page; write the site again.");
    runtime.unpackArchive(await sources.arrayBuffer(), "zip", { extractDir: "/home/pyodide/site" });
    runtime.runPython("import sys; sys.path.insert(0, '/home/pyodide/site')");
    return runtime.pyimport("symbolic.report.site.own").answer_text;
  };
  byId("own").addEventListener("submit", async (event) => {
    event.preventDefault();
    byId("refused").textContent = "";
    byId("answer").textContent = python ? "" : "Python is loading …";
    try {
      python = python || begin();
      const answer = JSON.parse((await python)(byId("equations").value, byId("given").value));
      if (answer.problem) { byId("answer").textContent = ""; byId("refused").textContent = answer.problem; return; }
      byId("answer").innerHTML = answer.html;
      cellPage(answer.numbers);
    } catch (error) {
      python = null;
      byId("answer").textContent = "";
      byId("refused").textContent = error.message;
      byId("setup").open = true;
    }
  });
}

/* A button to copy each text that is there for it. */
for (const text of all("pre.copied")) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(text.textContent); }
    catch {
      const area = Object.assign(document.createElement("textarea"), { value: text.textContent });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  text.before(button);
}

const page = document.body.dataset.page;
if (page === "cell") cellPage(JSON.parse(byId("data").textContent));
if (page === "index") indexPage();
if (page === "compare") comparePage(CELLS);
if (page === "number") numberPage(CANDIDATES);
if (page === "own") ownPage();
