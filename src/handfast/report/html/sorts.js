"use strict";
(() => {
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
})();
