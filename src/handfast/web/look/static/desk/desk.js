// What every page does with a script; without one, all of it is there and nothing moves.
import { localTimes } from "./times.js";

const ready = (root) => {
  localTimes(root);
};

ready(document);
document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
