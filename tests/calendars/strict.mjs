// Reads calendars with ical.js in its strict mode: a JSON list of texts comes in, the faults go out.
import ICAL from "../../node_modules/ical.js/dist/ical.js";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);

function faultsOf(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const faults = [];
  for (const event of calendar.getAllSubcomponents("vevent")) {
    for (const property of event.getAllProperties()) {
      property.getValues(); // decodes it, or throws
      if (property.type === "unknown") faults.push(`${property.name} is of no known type`);
    }
    const read = new ICAL.Event(event);
    // A declined counter-proposal has no time.
    if (event.hasProperty("dtstart") && !(read.endDate.compare(read.startDate) > 0)) faults.push("ends before it starts");
  }
  const again = new ICAL.Component(ICAL.parse(calendar.toString()));
  if (again.toString() !== calendar.toString()) faults.push("does not come back as it went");
  return faults;
}

ICAL.design.strict = true;
const found = JSON.parse(Buffer.concat(chunks).toString()).map((text) => {
  try {
    return faultsOf(text);
  } catch (error) {
    return [String(error)];
  }
});
process.stdout.write(JSON.stringify(found));
