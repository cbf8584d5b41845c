"use strict";
(() => {
  // Times in the reader's zone; the exact instant stays in the title.
  const shown = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = shown.format(at);
  }

  // Contents are open where they stand beside the page.
  const contents = document.querySelector(".contents details");
  const wide = matchMedia("(min-width: 1100px)");
  const fit = () => { contents.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();

  // Tables sort by a click on a heading: numbers as numbers, what isn't known last.
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent.trim();
  };
  const compare = (a, b) => {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 2 : -2;
    const x = Number(a), y = Number(b);
    return Number.isNaN(x) || Number.isNaN(y) ? Math.sign(a.localeCompare(b, undefined, { numeric: true })) : Math.sign(x - y);
  };
  const sort = (table, heading) => {
    const column = heading.cellIndex;
    const first = heading.classList.contains("num") ? "descending" : "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    const order = heading.getAttribute("aria-sort") === first ? other : first;
    for (const th of table.tHead.rows[0].cells) th.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", order);
    const way = order === "ascending" ? 1 : -1;
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, place) => ({ row, place, value: key(row, column) }));
    rows.sort((a, b) => {
      const found = compare(a.value, b.value);
      return (Math.abs(found) === 2 ? found : found * way) || a.place - b.place;
    });
    body.append(...rows.map((item) => item.row));
    fold(table);
  };
  const fold = (table) => {
    const limit = table.dataset.open ? Infinity : Number(table.dataset.shown);
    [...table.tBodies[0].rows].forEach((row, place) => { row.hidden = place >= limit; });
  };
  const ready = (table) => {
    for (const th of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...th.childNodes);
      th.append(button);
      th.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => sort(table, th));
    }
    const rows = table.tBodies[0].rows.length, limit = Number(table.dataset.shown);
    if (rows <= limit + 2) { table.dataset.open = "yes"; return; }
    fold(table);
    const more = document.createElement("button");
    more.type = "button";
    more.className = "more";
    more.textContent = `All ${rows} rows`;
    more.addEventListener("click", () => { table.dataset.open = "yes"; fold(table); more.remove(); });
    table.parentElement.after(more);
  };
  for (const table of document.querySelectorAll("table.sorts")) ready(table);
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll(".moves details")) details.open = true;
  });

  // A query copies itself.
  const copier = (box) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy the query";
    button.addEventListener("click", async () => {
      const text = box.querySelector("code").textContent;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = document.createElement("textarea");
        area.value = text;
        box.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy the query"; }, 2000);
    });
    box.append(button);
  };
  for (const box of document.querySelectorAll(".query")) copier(box);

  // A figure opens its rows over the page; its rows are also in the list at the end, where a link leads without a script.
  const dialog = document.getElementById("opened");
  const body = document.getElementById("opened-body");
  let home = null;
  const giveBack = () => {
    if (home) home.append(...body.childNodes);
    home = null;
  };
  dialog.addEventListener("close", giveBack);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a.fig[href^="#rows-"]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const rows = document.getElementById(link.hash.slice(1));
    if (!rows || typeof dialog.showModal !== "function") return;
    event.preventDefault();
    giveBack();
    document.getElementById("opened-title").textContent = rows.dataset.title;
    document.getElementById("opened-count").textContent = rows.dataset.count;
    home = rows;
    body.append(...rows.childNodes);
    dialog.showModal();
  });
  const reveal = () => {
    const rows = location.hash.startsWith("#rows-") && document.getElementById(location.hash.slice(1));
    if (rows) { rows.closest("details").open = true; rows.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
