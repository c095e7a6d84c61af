// Reads a calendar from standard input with ical.js, the parser of Thunderbird, and prints what it understood.
// First argument: the folder in which ical.js is installed.
import { createRequire } from "node:module";
import { join } from "node:path";
import { readFileSync } from "node:fs";

const load = createRequire(join(process.argv[2], "package.json"));
const module = load("ical.js");
const ICAL = module.default ?? module;

const jcal = ICAL.parse(readFileSync(0, "utf-8"));
const calendar = new ICAL.Component(jcal);
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    starts: event.startDate.toJSDate().toISOString(),
    ends: event.endDate.toJSDate().toISOString(),
    summary: event.summary,
    description: event.description ?? "",
    location: event.location ?? "",
    status: component.getFirstPropertyValue("status"),
  };
});
process.stdout.write(JSON.stringify({ jcal, events }));
