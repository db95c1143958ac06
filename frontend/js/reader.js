// The evidence reader: j and k step through the statements, hovering and clicking words choose one.
// All records are in the page; the one in hand is shown, and its words are marked in the article.
export function start(root) {
  const records = [...root.querySelectorAll("[data-record]")];
  const marks = [...document.querySelectorAll(".marked a.mark")].map((mark) => [mark, mark.dataset.of.split(" ")]);
  const count = root.querySelector(".count");
  let current = -1;

  const light = (id, name) => marks.forEach(([mark, ids]) => mark.classList.toggle(name, ids.includes(id)));

  function show(index, { scroll = true } = {}) {
    if (!records.length) return;
    current = (index + records.length) % records.length;
    const id = records[current].dataset.record;
    records.forEach((record, at) => (record.hidden = at !== current));
    light(id, "on");
    if (count) count.textContent = `${current + 1} of ${records.length}`;
    const first = marks.find(([, ids]) => ids.includes(id))?.[0];
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (scroll) first?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    const address = new URL(location.href);
    address.searchParams.set("at", id);
    history.replaceState(null, "", address);
  }

  const indexOf = (id) => records.findIndex((record) => record.dataset.record === id);

  for (const [mark, ids] of marks) {
    mark.addEventListener("mouseenter", () => light(ids[0], "near"));
    mark.addEventListener("mouseleave", () => light("", "near"));
    mark.addEventListener("click", (event) => {
      event.preventDefault();
      // Words under several statements: each click goes to the next of them.
      const here = ids.indexOf(records[current]?.dataset.record);
      show(indexOf(ids[(here + 1) % ids.length]), { scroll: false });
    });
  }
  root.querySelector("[data-previous]")?.addEventListener("click", () => show(current - 1));
  root.querySelector("[data-next]")?.addEventListener("click", () => show(current + 1));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
    const by = { j: 1, k: -1 }[event.key];
    if (by) {
      show(current < 0 && by < 0 ? -1 : current + by);
      event.preventDefault();
    } else if (event.key === "e") {
      const why = records[current]?.querySelector("details.why");
      if (why) why.open = !why.open;
    }
  });
  const at = indexOf(new URL(location.href).searchParams.get("at"));
  show(at >= 0 ? at : 0, { scroll: at >= 0 });
}
