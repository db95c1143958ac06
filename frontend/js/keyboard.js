// Keys for those who do not reach for the mouse: g and a letter opens a screen, / finds, j and k step
// through a list, Enter opens, ? tells them all. None is taken while someone types.
const help = document.querySelector("#keys");
const menu = document.querySelector(".menu");
let waiting = 0;
let current = -1;

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
const items = () => [...document.querySelectorAll("[data-step] > *")].filter((item) => item.querySelector("a[href]"));

export function step(by) {
  const all = items();
  if (!all.length) return;
  all[current]?.classList.remove("current");
  current = Math.max(0, Math.min(all.length - 1, current + by));
  all[current].classList.add("current");
  all[current].querySelector("a[href]").focus({ preventScroll: true });
  all[current].scrollIntoView({ block: "nearest" });
}

function screen(key) {
  waiting = 0;
  document.querySelector(`.masthead nav a[data-key="${CSS.escape(key)}"]`)?.click();
}

const keys = {
  g: () => (waiting = Date.now()),
  "/": () => document.querySelector(".find input, main input[type=search]")?.focus(),
  "?": () => (help.open ? help.close() : help.showModal()),
  t: () => document.querySelector("#theme").click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (waiting && Date.now() - waiting < 1500) {
    screen(event.key);
    event.preventDefault();
    return;
  }
  const steps = document.querySelector("[data-step]") ? { j: () => step(1), k: () => step(-1) } : {};
  const action = keys[event.key] ?? steps[event.key];
  if (action) {
    action();
    event.preventDefault();
  }
});

document.querySelector("#help")?.addEventListener("click", () => help.showModal());
menu?.addEventListener("click", () => {
  const shown = document.querySelector(".masthead nav").classList.toggle("shown");
  menu.setAttribute("aria-expanded", shown);
});
