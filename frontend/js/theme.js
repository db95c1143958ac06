// Light, dark or as the system has it; kept in a cookie so that the next page comes in it at once.
const YEAR = 365 * 24 * 3600;
const ORDER = ["auto", "light", "dark"];
const root = document.documentElement;
const button = document.querySelector("#theme");

function name(theme) {
  button.textContent = { auto: "Auto", light: "Light", dark: "Dark" }[theme];
  button.setAttribute("aria-label", `Theme: ${theme}`);
}

button?.addEventListener("click", () => {
  const next = ORDER[(ORDER.indexOf(root.dataset.theme) + 1) % ORDER.length];
  root.dataset.theme = next;
  document.cookie = `foreigndesk_theme=${next}; path=/; max-age=${YEAR}; samesite=strict`;
  name(next);
});
