/** `npm run calendar:year -- notice.json`: loads the working days of the next year from its notice. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { loaded } from "./load.ts";

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write(
    'usage: calendar:year notice.json   {"year":"YYYY","source":"…","off":["MM-DD"],"on":["MM-DD"]}\n',
  );
  process.exitCode = 2;
} else {
  const { workingDays, ...later } = loaded(readFileSync(resolve(process.env["INIT_CWD"] ?? ".", file), "utf8"));
  const kept = new URL("../../shared/calendar/data/later.json", import.meta.url);
  const before = JSON.parse(readFileSync(kept, "utf8")) as readonly object[];
  writeFileSync(kept, `${JSON.stringify([...before, later], null, 2)}\n`);
  process.stdout.write(
    `${later.version}: ${later.year} has ${String(workingDays)} working days. Start the services anew.\n`,
  );
}
