/** `npm run tls:check -- https://wangge.chenghua.example`: is what the world meets there as deploy/SECURITY.md says? `--ca FILE` for an authority that is not public, `--at ADDRESS` where the name does not point there yet. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { faultsOf } from "./look.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    at: { type: "string" },
    ca: { type: "string" },
    days: { type: "string", default: "14" },
    "plain-port": { type: "string", default: "80" },
  },
});
const [address] = positionals;

if (address === undefined || !URL.canParse(address) || new URL(address).protocol !== "https:") {
  console.error("usage: npm run tls:check -- https://NAME [--at ADDRESS] [--ca FILE] [--days 14] [--plain-port 80]");
  process.exitCode = 2;
} else {
  const ca = values.ca === undefined ? {} : { ca: readFileSync(values.ca, "utf8") };
  const at = values.at === undefined ? {} : { at: values.at };
  const ports = { plainPort: Number(values["plain-port"]) };
  const look = { url: new URL(address), daysLeft: Number(values.days), ...ports, ...at, ...ca };
  const faults = await faultsOf(look);
  for (const fault of faults) console.log(`${look.url.host} ${fault}`);
  console.log(`tls: ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
