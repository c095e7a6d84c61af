// What a form that sends itself puts in the address.
import assert from "node:assert/strict";
import { test } from "node:test";
import { leaveOutEmpty } from "../src/forms.ts";

function makeFields(...pairs: [string, string][]): FormData {
  const fields = new FormData();
  for (const [name, value] of pairs) fields.append(name, value);
  return fields;
}

test("only fields with something in them are sent", () => {
  const fields = makeFields(["campus", ""], ["kind", "room"], ["q", ""], ["day", "0"]);

  leaveOutEmpty(fields);

  assert.deepEqual([...fields], [["kind", "room"], ["day", "0"]]);
});
