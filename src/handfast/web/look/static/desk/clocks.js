// Clocks that run: what is left of the time allowed, in working time where the promise is in working time.
const SECOND = 1000;
const units = [["d", 86400], ["h", 3600], ["min", 60]];

// Working milliseconds between two instants; without intervals every moment counts.
export const workingTime = (from, until, open) => {
  if (!open.length) return Math.max(0, until - from);
  return open.reduce((sum, [starts, ends]) => sum + Math.max(0, Math.min(ends, until) - Math.max(starts, from)), 0);
};

export const asPeopleSay = (milliseconds) => {
  let left = Math.round(milliseconds / SECOND);
  if (left < 60) return `${left} s`;
  const said = [];
  for (const [name, size] of units) {
    if (left >= size && said.length < 2) {
      said.push(`${Math.floor(left / size)} ${name}`);
      left %= size;
    } else if (said.length) break;
  }
  return said.join(" ");
};

const show = (clock) => {
  const due = Date.parse(clock.dataset.due);
  const open = JSON.parse(clock.dataset.open || "[]");
  const now = Date.now();
  if (Number.isNaN(due)) return;
  if (now >= due) {
    clock.textContent = `past due by ${asPeopleSay(now - due)}`;
    return;
  }
  const business = open.length ? " of working time" : "";
  clock.textContent = `${asPeopleSay(workingTime(now, due, open))}${business} left`;
};

export const tickClocks = (root) => root.querySelectorAll(".clock[data-due]").forEach(show);
