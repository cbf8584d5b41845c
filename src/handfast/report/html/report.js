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
