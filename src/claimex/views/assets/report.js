// The page reads without this; it adds filters, sorting, hover cards, keys and the choice of light or dark.
"use strict";
(() => {
  const page = document.querySelector(".claimex");
  const $ = (id) => document.getElementById(id);
  const all = (selector, within = page) => [...within.querySelectorAll(selector)];
  const LINGER = 180; // ms that a card stays when the pointer leaves, so that it can be reached

  page.classList.add("cx-live");
  for (const id of ["theme", "filters", "help"]) $(id).hidden = false;

  // ---- records: their row, their reference in the text, and the pieces of text they stand over
  const records = new Map();
  for (const row of all("tbody tr[data-r]")) {
    records.set(row.dataset.r, { row, kind: row.dataset.kind, speaker: row.dataset.speaker,
      confidence: +row.dataset.confidence, article: +row.dataset.article, ref: null, visible: true });
  }
  for (const ref of all(".cx-article .cx-ref")) records.get(ref.dataset.r).ref = ref;
  const CLASSES = { quotation: "cx-q", attribution: "cx-a", demand: "cx-d", numeric_claim: "cx-n" };
  const pieces = all(".cx-m").map((element) => ({
    element,
    records: (element.dataset.r || "").split(" ").filter(Boolean),
    roles: (element.dataset.o || "").split(" ").filter(Boolean).map((role) => role.split(":")),
  }));
  const pieceOf = new Map(pieces.map((piece) => [piece.element, piece]));
  const piecesOf = new Map([...records.keys()].map((id) => [id, []]));
  const rolesOf = new Map([...records.keys()].map((id) => [id, []]));
  for (const piece of pieces) {
    for (const id of piece.records) piecesOf.get(id).push(piece.element);
    for (const [id] of piece.roles) rolesOf.get(id).push(piece.element);
  }

  // ---- articles: one at a time
  const articles = all(".cx-article");
  const entries = all(".cx-articles a");
  let current = -1;
  function showArticle(index) {
    if (index === current || !articles[index]) return;
    current = index;
    articles.forEach((article, i) => article.classList.toggle("cx-current", i === index));
    entries.forEach((entry, i) => {
      if (i === index) entry.setAttribute("aria-current", "true");
      else entry.removeAttribute("aria-current");
    });
    if (entries[index]) {
      const list = entries[index].closest("ol");
      list.scrollTop = entries[index].offsetTop - list.offsetTop - list.clientHeight / 2;
    }
    release();
  }

  // ---- filters
  const kindBoxes = all(".cx-kinds input");
  function filter() {
    const kinds = new Set(kindBoxes.filter((box) => box.checked).map((box) => box.value));
    const speaker = $("speaker").value;
    const least = +$("confidence").value;
    let shown = 0;
    for (const record of records.values()) {
      record.visible = kinds.has(record.kind) && (!speaker || record.speaker === speaker) && record.confidence >= least;
      record.row.hidden = !record.visible;
      if (record.ref) record.ref.hidden = !record.visible;
      shown += record.visible;
    }
    for (const piece of pieces) {
      const names = piece.records.filter((id) => records.get(id).visible).map((id) => CLASSES[records.get(id).kind]);
      piece.element.className = ["cx-m", ...new Set(names)].join(" ");
    }
    for (const section of all(".cx-table")) section.hidden = !section.querySelector("tbody tr:not([hidden])");
    $("least").value = `${Math.round(least * 100)}%`;
    $("shown").textContent = shown === records.size ? `${shown} records` : `${shown} of ${records.size} records`;
    release();
  }
  $("filters").addEventListener("input", filter);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  for (const mark of all(".cx-chart [data-speaker]")) {
    const choose = () => {
      const select = $("speaker");
      select.value = select.value === mark.dataset.speaker ? "" : mark.dataset.speaker;
      filter();
    };
    mark.setAttribute("tabindex", "0");
    mark.setAttribute("role", "button");
    mark.addEventListener("click", choose);
    mark.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(); });
  }

  // ---- sorting
  for (const table of all(".cx-table table")) {
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent || "#";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
        const body = table.tBodies[0];
        const keyed = [...body.rows].map((row) => [row, row.cells[column]]);
        const compare = (a, b) => (a.dataset.v !== undefined && b.dataset.v !== undefined)
          ? a.dataset.v - b.dataset.v : a.textContent.localeCompare(b.textContent, "en", { numeric: true });
        keyed.sort(([, a], [, b]) => direction * compare(a, b));
        body.append(...keyed.map(([row]) => row));
      });
    });
  }

  // ---- cards: what the rows of the records under the pointer say
  const card = $("card");
  const NAMES = { quotation: "Quotation", attribution: "Attribution", demand: "Demand", numeric_claim: "Number" };
  let lit = [];
  let leaving = 0;
  function release() {
    clearTimeout(leaving);
    for (const [element, name] of lit) element.classList.remove(name);
    lit = [];
    card.hidden = true;
  }
  function light(element, name) {
    element.classList.add(name);
    lit.push([element, name]);
  }
  function point(id) {
    for (const element of piecesOf.get(id)) light(element, "cx-on");
    for (const element of rolesOf.get(id)) light(element, "cx-role");
    light(records.get(id).row, "cx-on");
  }
  function entryOf(id) {
    const { row } = records.get(id);
    const heads = [...row.closest("table").tHead.rows[0].cells].map((head) => head.textContent);
    const block = document.createElement("div");
    const title = document.createElement("h4");
    const link = row.cells[0].firstElementChild.cloneNode(true);
    link.href = `#${row.id}`;
    const confidence = document.createElement("span");
    confidence.textContent = `${row.cells[heads.indexOf("Confidence")].textContent} sure`;
    title.append(link, NAMES[row.dataset.kind], confidence);
    const list = document.createElement("dl");
    heads.forEach((head, column) => {
      const text = row.cells[column].textContent;
      if (column === 0 || head === "Confidence" || head === "Article" || text === "—") return;
      const term = document.createElement("dt");
      const description = document.createElement("dd");
      term.textContent = head;
      description.textContent = text;
      list.append(term, description);
    });
    block.append(title, list);
    return block;
  }
  function show(ids, at) {
    release();
    if (!ids.length) return;
    card.replaceChildren(...ids.map(entryOf));
    card.hidden = false;
    const box = card.getBoundingClientRect();
    const edge = document.documentElement.clientWidth;
    const left = Math.min(Math.max(at.left, 12), edge - box.width - 12);
    const below = at.bottom + 8 + box.height <= innerHeight || at.top < box.height + 8;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? at.bottom + 8 : at.top - box.height - 8) + scrollY}px`;
    point(ids[0]);
  }
  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(release, LINGER);
  }
  const visible = (ids) => ids.filter((id) => records.get(id).visible);
  const innermostFirst = (ids) => visible(ids).reverse();
  function lineAt(element, event) {
    const boxes = [...element.getClientRects()];
    return boxes.find((box) => event.clientY >= box.top && event.clientY <= box.bottom) || boxes[0];
  }
  for (const piece of pieces) {
    if (!piece.records.length) continue;
    piece.element.addEventListener("mouseenter", (event) => {
      const at = lineAt(piece.element, event);
      clearTimeout(leaving);
      show(innermostFirst(piece.records), { left: event.clientX - 24, top: at.top, bottom: at.bottom });
    });
    piece.element.addEventListener("mouseleave", leave);
    piece.element.addEventListener("click", () => {
      const [id] = innermostFirst(piece.records);
      if (id && getSelection().isCollapsed) records.get(id).ref.focus({ preventScroll: true });
    });
  }
  card.addEventListener("mouseenter", () => clearTimeout(leaving));
  card.addEventListener("mouseleave", leave);
  for (const [id, { ref, row }] of records) {
    if (ref) {
      ref.removeAttribute("title"); // the card says it
      ref.addEventListener("mouseenter", () => { clearTimeout(leaving); show([id], ref.getBoundingClientRect()); });
      ref.addEventListener("mouseleave", leave);
      ref.addEventListener("focus", () => show([id], ref.getBoundingClientRect()));
      ref.addEventListener("blur", leave);
    }
    row.addEventListener("click", (event) => {
      if (!event.target.closest("a") && getSelection().isCollapsed) location.hash = row.cells[0].firstElementChild.hash;
    });
  }

  // ---- links: to a place in the text, to a row, to an article
  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const article = articles.indexOf(target.closest(".cx-article"));
    if (article >= 0) showArticle(article);
    if (target.classList.contains("cx-article")) {
      target.scrollIntoView();
    } else if (target.matches("tr[data-r], .cx-ref")) {
      const { row } = records.get(target.dataset.r);
      const focused = target === row ? row.cells[0].firstElementChild : target;
      target.scrollIntoView({ block: "center" });
      focused.focus({ preventScroll: true });
      if (target === row) {
        release();
        light(row, "cx-on");
      }
    }
  }
  addEventListener("hashchange", follow);
  // A link to where we are already changes no hash.
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) follow();
  });

  // ---- light and dark
  const root = document.documentElement;
  function setTheme(theme) {
    for (const element of [root, page]) {
      element.classList.toggle("cx-dark", theme === "dark");
      element.classList.toggle("cx-light", theme === "light");
    }
  }
  function isDark() {
    if (page.classList.contains("cx-dark")) return true;
    return !page.classList.contains("cx-light") && matchMedia("(prefers-color-scheme: dark)").matches;
  }
  const stored = () => { try { return localStorage.getItem("claimex-theme"); } catch { return null; } };
  function toggleTheme() {
    const theme = isDark() ? "light" : "dark";
    setTheme(theme);
    try { localStorage.setItem("claimex-theme", theme); } catch { /* pages without storage forget it */ }
  }
  $("theme").addEventListener("click", toggleTheme);
  if (stored()) setTheme(stored());

  // ---- keys
  function step(by) {
    const refs = [...records.values()].filter((r) => r.visible && r.ref && r.article === current).map((r) => r.ref);
    refs.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    if (!refs.length) return;
    const active = document.activeElement;
    const at = refs.indexOf(active);
    const next = at < 0 ? (by > 0 ? 0 : refs.length - 1) : (at + by + refs.length) % refs.length;
    refs[next].scrollIntoView({ block: "center" });
    refs[next].focus({ preventScroll: true });
  }
  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    "]": () => showArticle(Math.min(current + 1, articles.length - 1)),
    "[": () => showArticle(Math.max(current - 1, 0)),
    t: toggleTheme,
    Escape: () => { release(); document.activeElement.blur(); },
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, input[type=text]")) return;
    const action = KEYS[event.key];
    if (action) {
      action();
      event.preventDefault();
    }
  });

  showArticle(0);
  filter();
  follow();
})();
