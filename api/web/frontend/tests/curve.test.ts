// What a running solve draws.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Moment, curve, shares } from "../src/curve.ts";

const TRACE: Moment[] = [
  [0, null, 0],
  [30, 200, 50],
  [90, 100, null],
];

test("a line goes from left to right within its limit, the highest cost just under the edge", () => {
  assert.equal(curve(TRACE, "cost", 60), "200.0,5.0 400.0,52.5");
});

test("the bound is drawn to the scale of the cost, where it is known", () => {
  assert.equal(curve(TRACE, "bound", 60), "0.0,100.0 200.0,76.3");
});

test("nothing known draws nothing", () => {
  assert.equal(curve([], "cost", 60), "");
  assert.equal(curve([[1, null, null]], "cost", 60), "");
});

test("bars are hundredths of the longest one", () => {
  const terms = [
    { name: "rooms", cost: 30 },
    { name: "gaps", cost: 120 },
    { name: "days", cost: 0 },
  ];

  assert.deepEqual([...shares(terms)], [["rooms", 25], ["gaps", 100], ["days", 0]]);
});

test("bars of nothing are empty", () => {
  assert.deepEqual([...shares([{ name: "rooms", cost: 0 }])], [["rooms", 0]]);
});
