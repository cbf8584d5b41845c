// A fault's place is one click away.
const text = document.getElementById("text");

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#faults a[data-line]");
  if (!link || !text) return;
  event.preventDefault();
  const lines = text.value.split("\n");
  const line = Math.max(1, Number(link.dataset.line)) - 1;
  const start = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line] ?? "").length);
  text.scrollTop = (line - 5) * parseFloat(getComputedStyle(text).lineHeight);
});

let saved = text?.value;
document.querySelector("form.editor")?.addEventListener("submit", () => { saved = text.value; });
addEventListener("beforeunload", (event) => {
  if (text && text.value !== saved) event.preventDefault();
});
