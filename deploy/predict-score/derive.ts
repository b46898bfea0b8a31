/**
 * Makes the table that predictions are scored on from the service requests of Baltimore; see data/README.md.
 *
 *     node deploy/predict-score/derive.ts <folder with baltimore-sample-2014-2019.csv> [<folder to write to>]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [source, target = fileURLToPath(new URL("data", import.meta.url))] = process.argv.slice(2);
if (source === undefined) throw new Error("Say which folder holds the source table: derive.ts <source> [<target>]");

const [head = "", ...lines] = readFileSync(join(source, "baltimore-sample-2014-2019.csv"), "utf8")
  .trimEnd()
  .split(/\r?\n/);
const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
const names = fieldsOf(head);
const rows = lines.map((line) => {
  const values = fieldsOf(line);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
});

/** Local clock time throughout, read as if UTC. */
const at = (text = ""): number => Date.parse(`${text}Z`);
const hours = (ms: number): string => String(Number((ms / 3_600_000).toPrecision(5)));

/** The city's own rounds and the call centre's bookkeeping: nobody waits for them. */
const isOwn = /Proactive|Pickup Pothole|^ECC-(?!Citizen Complaint|Grass)|^MOIT|^DPW|^FCDA|^BPD|^CC-|^MOHS/;
const statuses = new Set(["Closed", "Open", "New", "Pending", "In Progress"]);

const areas = new Map<string, number>();
const numberOf = (area: string): number => {
  const known = areas.get(area) ?? areas.size + 1;
  areas.set(area, known);
  return known;
};

const kept = rows
  .filter(({ status = "", due, type = "" }) => statuses.has(status) && due !== "" && !isOwn.test(type))
  .map(({ created, closed, due, type = "", agency = "", area = "" }) => ({
    created: at(created),
    closed: closed === "" ? undefined : at(closed),
    due: at(due),
    type,
    agency,
    area,
  }))
  // Closed within a minute of being opened: written down after the fact, nobody waited.
  .filter(({ created, closed, due }) => due > created && (closed === undefined || closed - created > 60_000))
  .sort((a, b) => a.created - b.created);

const table = kept.map(({ created, closed, due, type, agency, area }) =>
  [
    new Date(created).toISOString().slice(0, 16),
    hours(due - created),
    closed === undefined ? "" : hours(closed - created),
    type.replaceAll(",", ";"),
    agency,
    area === "" ? 0 : numberOf(area),
  ].join(","),
);
writeFileSync(
  join(target, "baltimore-orders.csv"),
  `${["created,dueHours,hours,type,agency,area", ...table].join("\n")}\n`,
);
process.stdout.write(`${String(table.length)} of ${String(rows.length)} rows\n`);
