/**
 * Makes the demo's two tables from the service-request tables of Los Angeles and Baltimore; see data/README.md.
 *
 *     node deploy/demo/derive.ts <folder with the two source tables> [<folder to write to>]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Row = Readonly<Record<string, string>>;

const rowsOf = (file: string): Row[] => {
  const [head = "", ...lines] = readFileSync(file, "utf8").trimEnd().split(/\r?\n/);
  const fields = (line: string) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
    );
  const names = fields(head);
  return lines.map((line) => {
    const values = fields(line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  });
};

const tableOf = (head: string, rows: readonly (readonly (string | number)[])[]) =>
  `${[head, ...rows.map((row) => row.join(","))].join("\n")}\n`;

const must = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`No mapping for ${what}`);
  return value;
};

// Los Angeles: what was reported, when and where ------------------------------------------------------------------

const categoryOf: Readonly<Record<string, string>> = {
  "Bulky Items": "event-0135",
  "Metal/Household Appliances": "event-0135",
  "Electronic Waste": "event-0199",
  "Graffiti Removal": "event-0201",
  "Illegal Dumping Pickup": "event-0111",
  "Dead Animal Removal": "event-0137",
  "Homeless Encampment": "event-0698",
  "Report Water Waste": "event-0697",
  "Single Streetlight Issue": "component-0137",
  "Multiple Streetlight Issue": "component-0137",
  Other: "event-0699",
  Feedback: "event-0699",
};

const channelOf: Readonly<Record<string, string>> = {
  Call: "phone",
  Voicemail: "phone",
  "Mobile App": "app",
  "Self Service": "web",
  Email: "web",
  "Walk-in": "window",
  "Council's Office": "window",
  "Driver Self Report": "patrol",
};

/** Rows without a place take that of another row of their neighbourhood council, in turn. */
const placesOf = (rows: readonly Row[]) => {
  const located = Map.groupBy(
    rows.filter(({ lat }) => lat !== ""),
    ({ area }) => area,
  );
  const turns = new Map<string | undefined, number>();
  return rows.map((row) => {
    if (row.lat !== "") return { lng: Number(row.lon), lat: Number(row.lat) };
    const neighbours = must(located.get(row.area), `the place of ${row.id}`);
    const turn = turns.get(row.area) ?? 0;
    turns.set(row.area, turn + 1);
    const { lon, lat } = neighbours[turn % neighbours.length]!;
    return { lng: Number(lon), lat: Number(lat) };
  });
};

/** Ranks in [0, 1): equal values in the order of time. */
const ranks = (values: readonly number[]): number[] => {
  const result = new Array<number>(values.length);
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]! || a - b);
  order.forEach((index, rank) => (result[index] = (rank + 0.5) / values.length));
  return result;
};

const STRIPS = 40;

/** Rank-normalised: x by longitude over all, y by latitude within one of 40 strips of equal x, so that the square fills evenly. */
const spread = (places: readonly { lng: number; lat: number }[]) => {
  const x = ranks(places.map(({ lng }) => lng));
  const y = new Array<number>(places.length);
  for (let strip = 0; strip < STRIPS; strip++) {
    const members = places.map((_, index) => index).filter((index) => Math.floor(x[index]! * STRIPS) === strip);
    const inStrip = ranks(members.map((index) => places[index]!.lat));
    members.forEach((index, at) => (y[index] = inStrip[at]!));
  }
  return { x, y };
};

/** `.123`: three places, never 1. */
const short = (value: number) => Math.min(value, 0.999).toFixed(3).slice(1);

const losAngeles = (rows: readonly Row[]) => {
  const start = Date.parse("2017-12-27T00:00:00Z"); // local clock time throughout, read as if UTC
  const { x, y } = spread(placesOf(rows));
  return rows
    .map(
      (row, index) =>
        [
          (Date.parse(`${row.created}Z`) - start) / 1_000,
          must(categoryOf[row.type ?? ""], `the type ${row.type}`),
          must(channelOf[row.channel ?? ""], `the channel ${row.channel}`),
          short(x[index]!),
          short(y[index]!),
        ] as const,
    )
    .sort(([a], [b]) => a - b);
};

// Baltimore: how long handling takes -------------------------------------------------------------------------------

/** The first pattern that fits names the class; "" leaves the type out. */
const classes: readonly (readonly [RegExp, string])[] = [
  [/Proactive|Pickup Pothole|^ECC-(?!Citizen Complaint|Grass)|^MOIT|^DPW|^FCDA|^BPD|^CC-|^MOHS/, ""],
  [/^SW-(RP )?Bulk|^SW-Appliance/, "bulky"],
  [/Illegal Dumping|^SW-Dirty Alley/, "dumping"],
  [/Graffiti|Illegal (Sign|Flyer|Campaign)/, "graffiti"],
  [/Trash Can|Dumpster/, "bins"],
  [/^HLTH-Animal/, "animals"],
  [/Rat Rubout|Rodents|Insects|Bed Bugs|Mosquito/, "pests"],
  [/^BGE-|StLight|Street ?Light/, "lighting"],
  [/^FOR-|HGW|Trees|Grass|Leaf/, "greenery"],
  [/Snow|Saltbox/, "snow"],
  [/^TRT-|Sign|Barricades|Guardrail/, "traffic"],
  [/^TRM-|^TEC-|^TRC-|Surface Repair/, "roads"],
  [/^WW-(Sewer|Storm|Sediment)|Waterway/, "drains"],
  [/^WW-/, "water"],
  [/^TRS-|^TTR-|Abandoned Vehicle|^PABC-/, "vehicles"],
  [/^SW-Boarding|^HCD-(?!Sanitation)|^RP-/, "buildings"],
  [/^HCD-Sanitation|^SW-/, "cleaning"],
  [/^FCPF-|^FCCS-|^FIN|^FIR-|^TR-|^TRA-|^BCLB/, "services"],
];

const PER_CLASS = 200;

const hoursBetween = (from = "", to = "") => (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 3_600_000;

const baltimore = (rows: readonly Row[]) => {
  const usable = rows
    .filter(({ status, closed, due }) => status === "Closed" && closed !== "" && due !== "")
    .map((row) => ({
      name: classes.find(([pattern]) => pattern.test(row.type ?? ""))?.[1] ?? "other",
      hours: hoursBetween(row.created, row.closed),
      dueHours: Math.round(hoursBetween(row.created, row.due)),
    }))
    // Closed within a minute of being opened: written down after the fact, no handling time.
    .filter(({ name, hours, dueHours }) => name !== "" && hours > 1 / 60 && dueHours > 0);
  const groups = Map.groupBy(usable, ({ name }) => name);
  const kept = [...groups.keys()].sort().flatMap((name) => {
    const group = groups.get(name)!.sort((a, b) => a.hours - b.hours || a.dueHours - b.dueHours);
    const count = Math.min(PER_CLASS, group.length);
    // Evenly by rank, so that the sample has the quantiles of the whole.
    return Array.from({ length: count }, (_, index) => group[Math.floor(((index + 0.5) * group.length) / count)]!);
  });
  return {
    usable,
    kept: kept.map(({ name, hours, dueHours }) => [name, Number(hours.toPrecision(4)), dueHours] as const),
  };
};

// ------------------------------------------------------------------------------------------------------------------

const [source, target = fileURLToPath(new URL("data", import.meta.url))] = process.argv.slice(2);
if (source === undefined) throw new Error("Say which folder holds the source tables: derive.ts <source> [<target>]");

const requests = losAngeles(rowsOf(join(source, "losangeles-2017-12-27_31.csv")));
writeFileSync(join(target, "los-angeles-2017-12-27_31.csv"), tableOf("seconds,category,channel,x,y", requests));

const { usable, kept } = baltimore(rowsOf(join(source, "baltimore-sample-2014-2019.csv")));
writeFileSync(join(target, "baltimore-durations.csv"), tableOf("class,hours,dueHours", kept));

console.log(`${requests.length} requests; ${kept.length} of ${usable.length} durations`);
