// What every page does with a script; without one, all of it is there and nothing moves.
import { tickClocks } from "./clocks.js";
import { localTimes } from "./times.js";

const ready = (root) => {
  localTimes(root);
  tickClocks(root);
};

ready(document);
document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
