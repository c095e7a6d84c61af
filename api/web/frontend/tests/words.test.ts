// Sentences with places for values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fill } from "../src/words.ts";

test("every name in a sentence gets its value, as often as it stands there", () => {
  assert.equal(fill("{free} van {units} vrij, {free} over", { free: 0, units: 8 }), "0 van 8 vrij, 0 over");
});

test("a name without a value is left out", () => {
  assert.equal(fill("Op plek {place}.", {}), "Op plek .");
});

test("a value is never read as a place for another", () => {
  assert.equal(fill("{title}", { title: "{secret} $&", secret: "no" }), "{secret} $&");
});
