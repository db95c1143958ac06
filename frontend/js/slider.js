// A slider over months: the part of the page that changes is asked for anew, and the address keeps what is seen.
import { start as network } from "./network.js";

const WAIT = 120;

export function start(form) {
  const slider = form.querySelector("input[type=range]");
  const day = form.elements.as_of;
  const from = new Date(form.dataset.from);
  const months = (date) => (date.getUTCFullYear() - from.getUTCFullYear()) * 12 + date.getUTCMonth() - from.getUTCMonth();
  const now = months(new Date()) + 1;
  let timer;
  let asked = 0;

  slider.max = Math.max(1, now);
  slider.value = months(new Date(day.value)) + 1;

  function chosen() {
    const date = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + Number(slider.value), 0));
    const today = new Date();
    return (date < today ? date : today).toISOString().slice(0, 10);
  }

  async function show() {
    const number = ++asked;
    const address = `${form.getAttribute("action")}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}`;
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#changing");
    if (number !== asked || !fresh) return;
    const old = document.querySelector("#changing");
    const left = old.querySelector(".picture .wide")?.scrollLeft ?? 0;
    old.replaceWith(document.adoptNode(fresh));
    const wide = fresh.querySelector(".picture .wide");
    if (wide) wide.scrollLeft = left;
    document.querySelector(".twins").replaceWith(document.adoptNode(page.querySelector(".twins")));
    fresh.querySelectorAll("[data-part=network]").forEach(network);
    history.replaceState(null, "", address);
  }

  slider.addEventListener("input", () => {
    day.value = chosen();
    slider.setAttribute("aria-valuetext", day.value);
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });
}
