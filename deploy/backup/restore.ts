/**
 * `npm run restore -- --from DIR [--only SERVICE] [--replicas N]`: a backup into empty engines, or one store beside what lives on. `--newest DIR`: the newest
 * of those that are kept in a folder.
 */
import { parseArgs } from "node:util";
import { allAggregates } from "../doctor/aggregates-of-all.ts";
import { whereOf } from "../doctor/where.ts";
import { manifests } from "../provision/principals.ts";
import { newestIn } from "./nightly.ts";
import { putBack } from "./put-back.ts";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    newest: { type: "string" },
    only: { type: "string" },
    replicas: { type: "string" },
  },
});
const from = values.newest === undefined ? values.from : newestIn(values.newest);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (from === undefined) {
  process.stderr.write(
    "usage: npm run restore -- --from DIR | --newest DIR [--keys DIR] [--only SERVICE] [--replicas N]\n",
  );
  process.exitCode = 2;
} else {
  const { startedAt } = await putBack({
    where: whereOf(process.env),
    dir: from,
    manifests,
    aggregates: allAggregates,
    only: values.only,
    replicas: values.replicas === undefined ? undefined : Number(values.replicas),
    say,
  });
  say(`restore: as it was at ${startedAt}; start the services, then: npm run doctor`);
}
