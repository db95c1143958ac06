// The map: world shapes drawn once as paths, events from the page's JSON twin, asked anew for another zoom or span.
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import shapes from "world-atlas/countries-50m.json";
import { drawCells, drawShading, palette } from "./marks.js";

const QUADS = ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
const WIDTH = 1000; // of the unmoved map, in its own units
const MOST = 96;
const STEPS = 8; // zooms that the server tells apart

export async function start(root) {
  const canvas = root.querySelector("canvas");
  const view = new View(canvas);
  const query = new URLSearchParams(location.search);
  const world = await (await fetch(new URL(shapes, import.meta.url))).json();
  const map = new WorldMap(root, view, world, query);
  view.moved = () => map.moved();
  view.resize();
  await map.ask();
  new ResizeObserver(() => view.resize()).observe(canvas);
  new MutationObserver(() => map.paint()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.paint());
  root.dataset.ready = "true";
}

// Where the map looks: `k` how near, `x` and `y` the middle in map units.
class View {
  constructor(canvas) {
    this.canvas = canvas;
    const query = new URLSearchParams(location.search);
    this.projection = geoEqualEarth().fitWidth(WIDTH, { type: "Sphere" });
    const middle = [Number(query.get("x") ?? 12), Number(query.get("y") ?? 18)];
    [this.x, this.y] = this.projection(middle);
    this.k = query.has("zoom") ? 2 ** Math.max(0, Number(query.get("zoom")) - 1) : 1;
    this.moved = () => {};
    this.listen();
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    this.wide = this.canvas.clientWidth;
    this.high = this.canvas.clientHeight;
    this.canvas.width = this.wide * ratio;
    this.canvas.height = this.high * ratio;
    this.ratio = ratio;
    this.moved();
  }

  get scale() { return (Math.max(this.wide, 1.7 * this.high) / WIDTH) * this.k; }
  get zoom() { return Math.min(STEPS, Math.round(Math.log2(this.k)) + 1); }
  get middle() { return this.projection.invert([this.x, this.y]).map((value) => Number(value.toFixed(2))); }

  at([x, y]) { return [(x - this.x) * this.scale + this.wide / 2, (y - this.y) * this.scale + this.high / 2]; }
  lonlat(place) { return this.at(this.projection(place)); }

  by(dx, dy) {
    this.x = Math.max(0, Math.min(WIDTH, this.x - dx / this.scale));
    this.y = Math.max(0, Math.min(WIDTH / 2, this.y - dy / this.scale));
    this.moved();
  }

  nearer(factor, px = this.wide / 2, py = this.high / 2) {
    const before = this.scale;
    this.k = Math.max(1, Math.min(MOST, this.k * factor));
    const change = 1 / before - 1 / this.scale;
    this.x += (px - this.wide / 2) * change;
    this.y += (py - this.high / 2) * change;
    this.by(0, 0);
  }

  world() {
    this.k = 1;
    [this.x, this.y] = this.projection([12, 18]);
    this.moved();
  }

  listen() {
    const held = new Map();
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      held.set(event.pointerId, [event.clientX, event.clientY]);
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      const last = held.get(event.pointerId);
      if (!last) return;
      const [other] = [...held].filter(([id]) => id !== event.pointerId);
      held.set(event.pointerId, [event.clientX, event.clientY]);
      if (other) {
        const apart = (one) => Math.hypot(one[0] - other[1][0], one[1] - other[1][1]) || 1;
        const box = canvas.getBoundingClientRect();
        this.nearer(apart([event.clientX, event.clientY]) / apart(last), other[1][0] - box.left, other[1][1] - box.top);
      } else this.by(event.clientX - last[0], event.clientY - last[1]);
    });
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => held.delete(event.pointerId));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.nearer(Math.exp(-event.deltaY * 0.0022), event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      const factor = { "+": 2, "=": 2, "-": 0.5 }[event.key];
      if (step) this.by(...step);
      else if (factor) this.nearer(factor);
      else if (event.key === "0") this.world();
      else return;
      event.preventDefault();
    });
  }
}

class WorldMap {
  constructor(root, view, world, query) {
    Object.assign(this, { root, view, query, asked: 0, marks: [], page: null, lit: null });
    const path = geoPath(view.projection);
    const outline = (shape) => new Path2D(path(shape) ?? "");
    this.states = feature(world, world.objects.countries).features.map((state) => ({ number: state.id, path: outline(state) }));
    this.land = outline(feature(world, world.objects.land));
    this.borders = outline(mesh(world, world.objects.countries, (one, other) => one !== other));
    this.probe = document.createElement("canvas").getContext("2d");
    this.told = root.querySelector(".map-told");
    this.listen();
  }

  async ask() {
    const number = ++this.asked;
    const address = new URLSearchParams(this.query);
    this.zoom = this.view.zoom;
    address.set("zoom", this.zoom);
    const answer = await fetch(`/map.json?${address}`);
    if (!answer.ok || number !== this.asked) return;
    this.page = (await answer.json()).page;
    this.root.querySelector(".readout").textContent =
      `${this.page.total.toLocaleString("en")} events on the map; ${this.page.unplaced.toLocaleString("en")} name no place.`;
    this.paint();
  }

  moved() {
    this.paint();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.keep();
      if (this.view.zoom !== this.zoom) this.ask();
    }, 160);
  }

  keep() {
    const [x, y] = this.view.middle;
    const address = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries({ zoom: this.view.zoom, x, y })) address.set(name, value);
    history.replaceState(null, "", `/map?${address}`);
    for (const link of document.querySelectorAll(".twins a")) {
      link.href = `${link.getAttribute("href").split("?")[0]}?${address}`;
    }
  }

  paint() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { view } = this;
    const context = view.canvas.getContext("2d");
    const colours = palette(view.canvas);
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    context.clearRect(0, 0, view.wide, view.high);
    const { scale } = view;
    context.save();
    context.translate(view.wide / 2 - view.x * scale, view.high / 2 - view.y * scale);
    context.scale(scale, scale);
    context.fillStyle = colours.land;
    context.fill(this.land);
    if (this.page) drawShading(context, this.states, this.page.states, colours, scale);
    context.strokeStyle = colours.shore;
    context.lineWidth = 0.7 / scale;
    context.stroke(this.land);
    context.stroke(this.borders);
    context.restore();
    this.marks = this.page ? drawCells(context, this.page, view, colours, this.lit) : [];
  }

  tell(px, py) {
    const mark = this.marks.findLast((each) => Math.hypot(each.x - px, each.y - py) <= each.r + 3) ?? this.shaded(px, py);
    this.told.hidden = !mark;
    if (!mark) return;
    const rows = (mark.counts ?? []).map((count, at) => (count ? [QUADS[at], count] : null)).filter(Boolean);
    const title = Object.assign(document.createElement("strong"), { textContent: mark.title });
    const note = Object.assign(document.createElement("span"), { textContent: mark.note });
    const list = document.createElement("ul");
    for (const [name, count] of rows) {
      const row = document.createElement("li");
      const swatch = document.createElement("span");
      swatch.className = `swatch q-${name.replace(" ", "_")}`;
      row.append(swatch, `${count} ${name}`);
      list.append(row);
    }
    this.told.replaceChildren(title, note, list);
    const left = mark.x > this.view.wide / 2;
    this.told.style.setProperty("left", left ? "auto" : `${mark.x + mark.r + 8}px`);
    this.told.style.setProperty("right", left ? `${this.view.wide - mark.x + mark.r + 8}px` : "auto");
    this.told.style.setProperty("top", `${Math.max(6, Math.min(this.view.high - 120, mark.y - 20))}px`);
  }

  // The shaded state under the pointer.
  shaded(px, py) {
    const { view } = this;
    const [x, y] = [(px - view.wide / 2) / view.scale + view.x, (py - view.high / 2) / view.scale + view.y];
    const context = this.probe;
    const shape = this.states.find((state) => context.isPointInPath(state.path, x, y));
    const found = shape && this.page?.states.find((state) => state.number === shape.number);
    if (!found) return undefined;
    return { x: px, y: py, r: 8, title: found.name, note: `${found.count.total} events somewhere in it`, counts: found.count.counts };
  }

  listen() {
    const { canvas } = this.view;
    canvas.addEventListener("pointermove", (event) => this.tell(event.offsetX, event.offsetY));
    canvas.addEventListener("pointerleave", () => (this.told.hidden = true));
    canvas.addEventListener("dblclick", (event) => this.view.nearer(2, event.offsetX, event.offsetY));
    for (const button of this.root.querySelectorAll("[data-by]")) {
      const by = Number(button.dataset.by);
      button.addEventListener("click", () => (by ? this.view.nearer(by) : this.view.world()));
    }
    for (const row of document.querySelectorAll("[data-at]")) {
      const light = (on) => () => { this.lit = on ? row.dataset.at.split(" ").map(Number) : null; this.paint(); };
      for (const name of ["pointerenter", "focusin"]) row.addEventListener(name, light(true));
      for (const name of ["pointerleave", "focusout"]) row.addEventListener(name, light(false));
    }
    const [from, to] = this.root.querySelectorAll("input[type=range]");
    if (from) this.span(from, to);
  }

  // Two sliders over the months on the desk.
  span(from, to) {
    const bars = [...this.root.querySelectorAll(".month")];
    const months = bars.map((bar) => bar.dataset.month);
    const lastDay = (month) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10);
    const place = (day, otherwise) => (day ? Math.max(0, months.findLastIndex((month) => month <= day.slice(0, 7))) : otherwise);
    from.value = place(this.query.get("since"), 0);
    to.value = place(this.query.get("until"), months.length - 1);
    const show = () => {
      const [low, high] = [Number(from.value), Number(to.value)];
      bars.forEach((bar, at) => bar.classList.toggle("within", at >= low && at <= high));
      [[from, low], [to, high]].forEach(([slider, at]) => {
        slider.closest("label").querySelector("output").textContent = months[at];
        slider.setAttribute("aria-valuetext", months[at]);
      });
    };
    const change = (moved) => {
      if (Number(from.value) > Number(to.value)) (moved === from ? to : from).value = moved.value;
      show();
      const choice = { since: Number(from.value) ? `${months[from.value]}-01` : "", until: Number(to.value) < months.length - 1 ? lastDay(months[to.value]) : "" };
      for (const [name, value] of Object.entries(choice)) {
        if (value) this.query.set(name, value);
        else this.query.delete(name);
        document.querySelector("#map-choice").elements[name].value = value;
      }
      clearTimeout(this.wait);
      this.wait = setTimeout(() => { this.keep(); this.ask(); }, 120);
    };
    for (const slider of [from, to]) slider.addEventListener("input", () => change(slider));
    show();
  }
}
