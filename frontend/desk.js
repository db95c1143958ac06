// What every page has; what one screen alone needs is loaded where its mark is on the page.
import "./js/theme.js";
import "./js/keyboard.js";

document.documentElement.classList.add("scripted");

const parts = {
  reader: () => import("./js/reader.js"),
  reading: () => import("./js/reading.js"),
  map: () => import("./js/map.js"),
  timeline: () => import("./js/timeline.js"),
  network: () => import("./js/network.js"),
  slider: () => import("./js/slider.js"),
};
for (const part of document.querySelectorAll("[data-part]")) {
  Promise.resolve(parts[part.dataset.part]?.()).then((module) => {
    module?.start(part);
    part.dataset.started = "";
  });
}
