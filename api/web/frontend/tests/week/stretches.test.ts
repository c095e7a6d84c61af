// A week's cells as numbers: what is free, where a block lands, what a key does.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Day,
  bookAddress,
  drawn,
  enter,
  firstFree,
  freeIn,
  ghostClass,
  hours,
  landing,
  ownTime,
  placed,
  quarterAtShare,
  seatsIn,
  step,
  unfold,
} from "../../src/week/stretches.ts";

/** A lab of eight places, shown from eight to twelve: sixteen quarters. */
function makeDay(values: Partial<Day> = {}): Day {
  return { resource: "7", name: "Lab", units: 8, on: "2026-11-23", firstHour: 8, free: unfold("8x16"), ...values };
}

test("runs of free places unfold to one number a quarter", () => {
  assert.deepEqual(unfold("8x2 3x1 0x2"), [8, 8, 3, 0, 0]);
  assert.deepEqual(unfold(""), []);
});

test("a stretch has as many places free as its fullest quarter", () => {
  const cell = makeDay({ free: unfold("8x4 3x4 0x8") });

  assert.equal(freeIn({ cell, from: 0, length: 4 }), 8);
  assert.equal(freeIn({ cell, from: 2, length: 4 }), 3);
  assert.equal(freeIn({ cell, from: 6, length: 4 }), 0);
});

test("a stretch beyond the end of the day is not free", () => {
  assert.equal(freeIn({ cell: makeDay(), from: 14, length: 4 }), 0);
});

test("the keyboard begins at the first hour that is free", () => {
  assert.equal(firstFree(makeDay({ free: unfold("0x5 8x11") })), 5);
  assert.equal(firstFree(makeDay({ free: unfold("8x3 0x13") })), 0);
});

test("hours are written as the language writes them", () => {
  const stretch = { cell: makeDay(), from: 4, length: 6 };

  assert.equal(hours(stretch, "nl"), "09.00–10.30");
  assert.equal(hours(stretch, "en"), "09:00–10:30");
});

test("a stretch is booked on the page of its place with its own start and end", () => {
  const stretch = { cell: makeDay(), from: 3, length: 2 };

  assert.equal(bookAddress(stretch), "/book/7?start=2026-11-23T08:45&end=2026-11-23T09:15");
});

test("the pointer is always in one of the day's quarters", () => {
  const shares = [-0.2, 0, 0.5, 0.999, 1, 1.5];

  assert.deepEqual(shares.map((share) => quarterAtShare(makeDay(), share)), [0, 0, 8, 15, 15, 15]);
});

test("a drag draws whole half hours around both of its ends, in either direction", () => {
  const cell = makeDay();

  assert.deepEqual(drawn(cell, 5, 5), { cell, from: 4, length: 2 });
  assert.deepEqual(drawn(cell, 5, 10), { cell, from: 4, length: 8 });
  assert.deepEqual(drawn(cell, 10, 5), { cell, from: 4, length: 8 });
});

test("a moved block lands at a half hour, under the point where it is held", () => {
  const cell = makeDay();

  assert.deepEqual(landing(cell, 9, 2, 4), { cell, from: 8, length: 4 });
});

test("a moved block stays inside the day", () => {
  const cell = makeDay();

  assert.equal(landing(cell, 1, 3, 4).from, 0);
  assert.equal(landing(cell, 15, 0, 4).from, 12);
  assert.equal(landing(cell, 15, 0, 20).from, 0);
});

test("an arrow goes an hour along the day, and from its edge to the day beside it", () => {
  const at = { cell: makeDay(), from: 4, length: 4 };

  assert.deepEqual(step(at, "ArrowRight", false), { ...at, from: 8 });
  assert.deepEqual(step(at, "ArrowLeft", false), { ...at, from: 0 });
  assert.equal(step({ ...at, from: 12 }, "ArrowRight", false), "later");
  assert.equal(step({ ...at, from: 0 }, "ArrowLeft", false), "earlier");
});

test("Shift makes a block longer by half an hour up to the end of the day, and shorter down to half an hour", () => {
  const at = { cell: makeDay(), from: 10, length: 4 };

  assert.deepEqual(step(at, "ArrowRight", true), { ...at, length: 6 });
  assert.deepEqual(step({ ...at, length: 6 }, "ArrowRight", true), { ...at, length: 6 });
  assert.deepEqual(step(at, "ArrowLeft", true), { ...at, length: 2 });
  assert.deepEqual(step({ ...at, length: 2 }, "ArrowLeft", true), { ...at, length: 2 });
});

test("other keys lead to a neighbour or nowhere", () => {
  const at = { cell: makeDay(), from: 4, length: 4 };
  const keys = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Enter", "a"];

  assert.deepEqual(keys.map((key) => step(at, key, false)), ["above", "below", "earlier", "later", null, null]);
});

test("a block enters another day at its near end, and another place at the same hour", () => {
  const at = { cell: makeDay(), from: 4, length: 6 };
  const cell = makeDay({ resource: "8" });

  assert.deepEqual(enter(cell, "later", at), { cell, from: 0, length: 6 });
  assert.deepEqual(enter(cell, "earlier", at), { cell, from: 10, length: 6 });
  assert.deepEqual(enter(cell, "below", at), { cell, from: 4, length: 6 });
  assert.deepEqual(enter(cell, "above", at), { cell, from: 4, length: 6 });
});

test("a block is placed by its classes, and says whether it is late or refused", () => {
  const cell = makeDay({ free: unfold("8x8 0x8") });

  assert.equal(ghostClass({ cell, from: 0, length: 4 }, false), "ghost at-1 for-4 lane-1");
  assert.equal(ghostClass({ cell, from: 10, length: 4 }, true), "ghost at-11 for-4 lane-1 late ghost-refused");
});

test("a block that runs past what is shown is drawn as far as it is shown", () => {
  assert.equal(ghostClass({ cell: makeDay(), from: 12, length: 10 }, false), "ghost at-13 for-4 lane-1 late");
});

test("a booking is dragged by its own start and length, not by those of its set-up", () => {
  const bar = { from: 3, length: 10 };

  assert.deepEqual(ownTime(bar, 120, 15), { from: 4, length: 8 });
  assert.deepEqual(ownTime(bar, 50, 0), { from: 3, length: 4 });
  assert.deepEqual(ownTime(bar, 0, 0), bar);
});

test("seats that are left are counted beside units, and only where they are", () => {
  const cell = makeDay({ seats: unfold("16x8 4x8") });

  assert.equal(seatsIn({ cell, from: 4, length: 8 }), 4);
  assert.equal(seatsIn({ cell: makeDay(), from: 4, length: 8 }), null);
});

test("a stretch that ends at night is booked until the next date", () => {
  const cell = makeDay({ firstHour: 0, free: unfold("8x96") });

  assert.equal(bookAddress({ cell, from: 88, length: 8 }), "/book/7?start=2026-11-23T22:00&end=2026-11-24T00:00");
});

test("the classes that place a block are read back as they were written", () => {
  const classes = ghostClass({ cell: makeDay(), from: 5, length: 6 }, false);

  assert.deepEqual(placed(classes), { from: 5, length: 6 });
  assert.deepEqual(placed("bar"), { from: 0, length: 4 });
});
