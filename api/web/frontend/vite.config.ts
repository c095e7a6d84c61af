import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/**
 * The timeline places a booking with classes, because the content security policy forbids style
 * attributes: `at-9 for-8` is a bar from the ninth quarter of the shown hours, two hours long.
 */
function quarters(): Plugin {
  const name = "virtual:quarters.css";
  const most = 24 * 4;
  const each = (count: number, rule: (n: number) => string) =>
    Array.from({ length: count }, (_, index) => rule(index + 1)).join("\n");
  return {
    name: "quarters",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      return [
        each(most, (n) => `.at-${n} { grid-column-start: ${n}; }`),
        each(most, (n) => `.for-${n} { grid-column-end: span ${n}; }`),
        each(24, (n) => `.hours-${n} { --quarters: ${n * 4}; }`),
        each(12, (n) => `.lanes-${n} { --lanes: ${n}; }`),
        each(12, (n) => `.lane-${n} { grid-row-start: ${n}; }`),
        each(12, (n) => `.deep-${n} { grid-row-end: span ${n}; }`),
        each(101, (n) => `.share-${n - 1} { inline-size: ${n - 1}%; }`),
      ].join("\n");
    },
  };
}

/** Swagger UI goes to browsers in one file: its licence, its notice and those of its parts stand beside it. */
function licences(): Plugin {
  const files = ["LICENSE", "NOTICE", "swagger-ui-es-bundle.js.LICENSE.txt"];
  const text = () => files.map((file) => readFileSync(`node_modules/swagger-ui-dist/${file}`, "utf8")).join("\n\n");
  return {
    name: "licences",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "swagger-ui.LICENSE.txt", source: text() });
    },
  };
}

export default defineConfig({
  base: "/static/built/",
  plugins: [quarters(), licences()],
  build: {
    outDir: "../static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["src/main.ts", "src/reference.ts"] },
  },
});
