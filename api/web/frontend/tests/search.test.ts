// Which keys open the search.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asksForSearch } from "../src/search.ts";

const PLAIN = { ctrlKey: false, metaKey: false };

test("Ctrl-K and Command-K open the search, also from within a field", () => {
  assert.ok(asksForSearch({ ...PLAIN, key: "k", ctrlKey: true }, true));
  assert.ok(asksForSearch({ ...PLAIN, key: "K", metaKey: true }, false));
});

test("a slash opens the search, unless somebody is typing it", () => {
  assert.ok(asksForSearch({ ...PLAIN, key: "/" }, false));
  assert.ok(!asksForSearch({ ...PLAIN, key: "/" }, true));
});

test("any other key is left alone", () => {
  assert.ok(!asksForSearch({ ...PLAIN, key: "k" }, false));
  assert.ok(!asksForSearch({ ...PLAIN, key: "j", ctrlKey: true }, false));
});
