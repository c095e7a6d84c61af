// Expands calendars with ical.js. Standard input: {"calendars": [...], "starts": "...", "ends": "..."} (UTC);
// output: for each calendar the occurrences that begin within, as [start, end] in UTC.
// First argument: the folder in which ical.js is installed. Days and floating times are in TZ.
import { createRequire } from "node:module";
import { join } from "node:path";
import { readFileSync } from "node:fs";

const load = createRequire(join(process.argv[2], "package.json"));
const module = load("ical.js");
const ICAL = module.default ?? module;
const { calendars, starts, ends } = JSON.parse(readFileSync(0, "utf-8"));
const [first, last] = [new Date(starts), new Date(ends)];

function occurrences(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  const found = [];
  const keep = (start, end) => {
    const [from, to] = [start.toJSDate(), end.toJSDate()];
    if (from >= first && from < last) found.push([from.toISOString(), to.toISOString()]);
  };
  const components = calendar.getAllSubcomponents("vevent");
  const uid = (component) => component.getFirstPropertyValue("uid");
  for (const component of components.filter((each) => !each.hasProperty("recurrence-id"))) {
    // Left alone, ical.js gives every series the exceptions of all others of the calendar.
    const exceptions = components.filter((each) => each.hasProperty("recurrence-id") && uid(each) === uid(component));
    const event = new ICAL.Event(component, { exceptions });
    if (!event.isRecurring()) {
      keep(event.startDate, event.endDate);
      continue;
    }
    const iterator = event.iterator();
    for (let next = iterator.next(); next && next.toJSDate() < last; next = iterator.next()) {
      const details = event.getOccurrenceDetails(next);
      keep(details.startDate, details.endDate);
    }
  }
  return found.sort();
}

process.stdout.write(JSON.stringify(calendars.map(occurrences)));
