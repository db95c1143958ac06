// A timeline's values under the pointer and under the keyboard: one stop for Tab, then left and right.
export function start(root) {
  const readout = root.querySelector(".readout");
  const whole = readout.textContent;
  const periods = [...root.querySelectorAll(".period")];
  const tell = (period) => (readout.textContent = period ? period.dataset.told : whole);
  const opened = Math.max(0, periods.findIndex((period) => period.classList.contains("opened")));

  periods.forEach((period, at) => {
    period.setAttribute("tabindex", at === opened ? 0 : -1);
    period.addEventListener("pointerenter", () => tell(period));
    period.addEventListener("pointerleave", () => tell(null));
    period.addEventListener("focus", () => tell(period));
    period.addEventListener("blur", () => tell(null));
    period.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: periods.length - 1 }[event.key];
      if (to === undefined || !periods[to]) return;
      event.preventDefault();
      period.setAttribute("tabindex", -1);
      periods[to].setAttribute("tabindex", 0);
      periods[to].focus();
    });
  });
}
