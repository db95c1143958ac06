// Builds what the browser loads: frontend/desk.css and frontend/desk.js, with the fonts that they name.
// `node frontend/build.mjs [FOLDER]`; the folder is src/foreigndesk/web/static where none is given.
import { cpSync, rmSync } from "node:fs";
import { build } from "esbuild";

const folder = process.argv[2] ?? "src/foreigndesk/web/static";
rmSync(folder, { recursive: true, force: true });
await build({
  entryPoints: ["frontend/desk.css", "frontend/desk.js"],
  outdir: folder,
  bundle: true,
  minify: true,
  splitting: true, // a script that one screen alone needs is loaded there: import("./js/NAME.js")
  format: "esm",
  target: ["chrome120", "firefox121", "safari17.5"],
  loader: { ".woff2": "file", ".json": "file" },
  assetNames: "files/[name]-[hash]",
  chunkNames: "files/[name]-[hash]",
  legalComments: "none",
  logLevel: "warning",
});
// The fonts' licence asks to go with them.
for (const font of ["inter", "source-serif-4"]) {
  cpSync(`node_modules/@fontsource-variable/${font}/LICENSE`, `${folder}/licences/${font}.txt`);
}
// So do those of what is built in: map shapes, and how they are drawn.
for (const name of ["world-atlas", "topojson-client", "d3-geo"]) {
  cpSync(`node_modules/${name}/LICENSE`, `${folder}/licences/${name}.txt`);
}
