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

export default defineConfig({
  base: "/static/built/",
  plugins: [quarters()],
  build: {
    outDir: "../static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { input: "src/main.ts" },
  },
});
