/**
 * `npm run advisories -- PATH [--with-tools]`: holds package-lock.json against records of OSV: a JSON file, or a folder of them, as
 * https://osv-vulnerabilities.storage.googleapis.com/npm/all.zip unpacks to. Asks nobody by itself: this may be a machine without the internet.
 * Fails where the time that deploy/SECURITY.md gives to mend something is over.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Advisory, weaknessesOf } from "./advisories.ts";
import { Lock } from "./licences.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "with-tools": { type: "boolean", default: false } },
});
const [given] = positionals;

const recordsIn = (path: string): readonly Advisory[] => {
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".json"))
        .map((name) => join(path, name))
    : [path];
  return files.flatMap((file) => {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    return (Array.isArray(found) ? found : [found]).map((one) => Advisory.parse(one));
  });
};

if (given === undefined) {
  console.error("usage: npm run advisories -- PATH [--with-tools]");
  process.exitCode = 2;
} else {
  const records = recordsIn(resolve(process.env["INIT_CWD"] ?? ".", given));
  const lock = Lock.parse(JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")));
  const weak = weaknessesOf(lock, records, Date.now(), values["with-tools"]);
  for (const { path, version, id, summary, daysLeft } of weak)
    console.log(
      `${path} ${version}: ${id} ${summary}: ${daysLeft < 0 ? `${-daysLeft} days late` : `${daysLeft} days left`}`,
    );
  const late = weak.filter(({ daysLeft }) => daysLeft < 0).length;
  // A dump with nothing in it says nothing of anything.
  console.log(`advisories: ${records.length} read, ${weak.length} concern what is installed, ${late} late`);
  process.exitCode = late > 0 || records.length === 0 ? 1 : 0;
}
