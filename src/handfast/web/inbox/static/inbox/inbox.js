// The Inbox by keyboard: every key presses a button or follows a link that is there without it too.
import { tickClocks } from "../desk/clocks.js";

const items = () => [...document.querySelectorAll("#waiting a[data-handoff]")];
const chosen = () => items().findIndex((item) => item.getAttribute("aria-current"));
const within = (selector) => document.querySelector(`#card ${selector}`);

const choose = (place) => {
  const all = items();
  const next = all[Math.max(0, Math.min(all.length - 1, place))];
  if (next) next.click();
};

const mark = (link) => {
  for (const item of items()) {
    const is = item === link;
    item.toggleAttribute("aria-current", is);
    if (is) item.setAttribute("aria-current", "true");
    item.closest("li").classList.toggle("chosen", is);
  }
  link.scrollIntoView({ block: "nearest" });
};

const open = (name) => {
  const details = within(`details.${name}`);
  if (!details) return;
  for (const other of document.querySelectorAll("#card .acts details[open]")) other.open = other === details;
  details.open = true;
  const first = details.querySelector("button.button, input:not([type=hidden])");
  if (first) first.focus();
};

const pick = (digit) => {
  const details = within(".acts details[open]");
  const button = details && [...details.querySelectorAll("button")][Number(digit) - 1];
  if (button) button.click();
};

const acts = {
  j: () => choose(chosen() + 1),
  k: () => choose(chosen() - 1),
  a: () => within(".accept button")?.click(),
  r: () => open("reject"),
  d: () => open("disqualify"),
  t: () => open("touch"),
  u: () => within(".undo button")?.click(),
  "/": () => document.querySelector(".filters input[type=search]")?.focus(),
  "?": () => document.getElementById("help")?.showModal(),
};

const typing = (target) => target.matches("input, select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (typing(event.target)) event.target.blur();
    for (const details of document.querySelectorAll("#card .acts details[open]")) details.open = false;
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (/^[1-9]$/.test(event.key)) pick(event.key);
  else if (acts[event.key]) acts[event.key]();
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#waiting a[data-handoff]");
  if (link) mark(link);
});

tickClocks(document);
setInterval(() => tickClocks(document), 1000);
