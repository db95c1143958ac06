// Marks on the map: rings by quad for towns, broken rings for regions, hatching for whole states, squares for bases.
const QUADS = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"];
const probe = document.createElement("span");

// The theme's colours as the canvas needs them: light-dark() is settled by an element, not by the canvas.
export function palette(canvas) {
  canvas.parentElement.append(probe);
  const of = (name) => {
    probe.style.setProperty("color", `var(--${name})`);
    return getComputedStyle(probe).color;
  };
  const found = { quads: QUADS.map(of) };
  for (const name of ["land", "shore", "ink", "paper", "card", "accent", "soft", "pressure-strong", "focus"]) found[name] = of(name);
  probe.remove();
  return found;
}

export function drawShading(context, shapes, states, colours, scale) {
  const most = Math.max(1, ...states.map((state) => state.count.total));
  const counts = new Map(states.map((state) => [state.number, state.count.total]));
  for (const shape of shapes) {
    const count = counts.get(shape.number);
    if (!count) continue;
    const strength = 0.25 + 0.6 * Math.sqrt(count / most);
    context.save();
    context.clip(shape.path);
    context.fillStyle = hatching(context, colours.accent, strength, scale);
    context.fill(shape.path);
    context.restore();
  }
}

function hatching(context, colour, strength, scale) {
  const side = 14;
  const tile = document.createElement("canvas");
  tile.width = tile.height = side;
  const pen = tile.getContext("2d");
  pen.globalAlpha = strength;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift - 2, side + 2);
    pen.lineTo(shift + side + 2, -2);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(0.5 / scale));
  return pattern;
}

// Draw cells and bases, the largest first; return what is where, for the pointer.
export function drawCells(context, page, view, colours, lit) {
  const most = Math.max(1, ...page.cells.map((cell) => cell.total));
  const marks = [];
  const seen = (x, y) => x > -40 && y > -40 && x < view.wide + 40 && y < view.high + 40;
  for (const cell of page.cells) {
    const [x, y] = view.lonlat([cell.longitude, cell.latitude]);
    if (!seen(x, y)) continue;
    const r = (4 + 19 * Math.sqrt(cell.total / Math.max(most, 25))) * (view.wide < 600 ? 0.7 : 1);
    ring(context, cell, x, y, r, colours);
    const near = cell.places > 1 ? ` and ${cell.places - 1} near` : "";
    const note = cell.precision === "region" ? "somewhere in this region" : "in this town, or near it";
    marks.push({ x, y, r, title: `${cell.place}${near}`, note: `${cell.total} events ${note}`, counts: cell.counts });
    if (lit && Math.hypot(cell.longitude - lit[0], cell.latitude - lit[1]) < 0.01) halo(context, x, y, r, colours);
  }
  for (const base of page.bases) {
    const [x, y] = view.lonlat([base.longitude, base.latitude]);
    if (!seen(x, y)) continue;
    square(context, x, y, colours);
    marks.push({ x, y, r: 6, title: base.name, note: `base of ${base.operator} in ${base.host}, ${base.statements} statements` });
  }
  return marks;
}

function ring(context, cell, x, y, r, colours) {
  const exact = cell.precision === "exact";
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fillStyle = colours.card;
  context.globalAlpha = exact ? 0.92 : 0.6;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = Math.max(2.5, r * 0.32);
  context.setLineDash(exact ? [] : [4, 3]);
  let from = -Math.PI / 2;
  cell.counts.forEach((count, at) => {
    if (!count) return;
    const to = from + (2 * Math.PI * count) / cell.total;
    context.beginPath();
    context.arc(x, y, r - context.lineWidth / 2, from, to);
    context.strokeStyle = colours.quads[at];
    context.stroke();
    from = to;
  });
  context.setLineDash([]);
  if (r > 11) {
    context.fillStyle = colours.ink;
    context.font = `600 ${Math.min(13, r * 0.72)}px "Inter Variable", sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(cell.total > 9999 ? `${Math.round(cell.total / 1000)}k` : cell.total, x, y + 0.5);
  }
}

function halo(context, x, y, r, colours) {
  context.beginPath();
  context.arc(x, y, r + 5, 0, 2 * Math.PI);
  context.strokeStyle = colours.focus;
  context.lineWidth = 3;
  context.stroke();
}

function square(context, x, y, colours) {
  context.save();
  context.translate(x, y);
  context.rotate(Math.PI / 4);
  context.fillStyle = colours.ink;
  context.strokeStyle = colours.card;
  context.lineWidth = 1.5;
  context.fillRect(-4, -4, 8, 8);
  context.strokeRect(-4, -4, 8, 8);
  context.restore();
}
