/**
 * `npm run whatif -- --from 2017-12-27 --to 2018-01-26 --rules changed.json [--street CODE] [--json FILE] [--until INSTANT] [--data DIR]`:
 * the cases reported from the beginning of one day to the beginning of another, once under the rules that were and once under
 * the changed ones. Reads the store, and nothing else. Exit 1 where a history does not come out as it was under its own rules.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { dayOf } from "@wangge/calendar";
import type { CaseEvent, CaseState } from "@wangge/dispatch/domain";
import {
  ASSUMPTIONS,
  ChangedRules,
  changesOf,
  linesFromHistories,
  rulesInStore,
  tableOf,
  whatIf,
  type Case,
} from "@wangge/dispatch/whatif";
import { connectMongo, type StoredDocument } from "@wangge/kit";

const { values } = parseArgs({
  options: {
    from: { type: "string" },
    to: { type: "string" },
    rules: { type: "string" },
    street: { type: "string" },
    json: { type: "string" },
    until: { type: "string" },
  },
});
const { MONGO_URL = "mongodb://127.0.0.1:27017" } = process.env;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const DAY = /^\d{4}-\d\d-\d\d$/;
/** The beginning of a day of the district, or an instant as it stands. */
const instantOf = (text: string): string => new Date(DAY.test(text) ? `${text}T00:00:00+08:00` : text).toISOString();

type Document = StoredDocument<CaseState, CaseEvent>;
const PAGE = 500;

const run = async (from: string, to: string, file: string): Promise<void> => {
  const rules = ChangedRules.parse(JSON.parse(readFileSync(file, "utf8")));
  const mongo = await connectMongo({ url: MONGO_URL, database: "wangge_dispatch", name: "whatif" });
  try {
    const all = async (name: string) =>
      (await mongo.db.collection(name).find().toArray()) as unknown as readonly never[];
    const held = rulesInStore(await all("ruleShelves"), await all("ruleEditions"), dayOf(instantOf(to)));
    const changes = changesOf(rules, held.are);
    const collection = mongo.db.collection<Document>("cases");
    const where = {
      "state.reportedAt": { $gte: instantOf(from), $lt: instantOf(to) },
      ...(values.street === undefined ? {} : { "state.street": values.street }),
    };
    const pages = async function* (): AsyncGenerator<readonly Document[]> {
      for (let after = ""; ;) {
        const page = (await collection
          .find({ ...where, _id: { $gt: after } } as never)
          .sort({ _id: 1 })
          .limit(PAGE)
          .toArray()) as unknown as readonly Document[];
        if (page.length > 0) yield page;
        if (page.length < PAGE) return;
        after = page.at(-1)?._id ?? "";
      }
    };
    const lines = linesFromHistories();
    let last = "";
    for await (const page of pages())
      for (const { state, history } of page) {
        if ("grid" in state) lines.take(state.grid, history);
        for (const { event } of history) if (event.data.at > last) last = event.data.at;
      }
    const cases = async function* (): AsyncGenerator<readonly Case[]> {
      for await (const page of pages()) yield page.map(({ _id: id, history }) => ({ id, history }));
    };
    const posts = [
      ...new Set([...held.are.process.ladder.levels, ...(rules.process?.ladder?.levels ?? [])].map(({ post }) => post)),
    ];
    const until = values.until === undefined ? last : instantOf(values.until);
    const startedAt = performance.now();
    const comparison = await whatIf({ pages: cases(), changes, until, lineOf: lines.lineOf(posts), rules: held.rules });
    const seconds = (performance.now() - startedAt) / 1000;
    if (values.json !== undefined) {
      const answer = {
        span: { from: instantOf(from), to: instantOf(to), until },
        assumptions: ASSUMPTIONS,
        ...comparison,
      };
      writeFileSync(values.json, `${JSON.stringify(answer, undefined, 2)}\n`);
    }
    for (const line of tableOf(comparison)) say(line);
    say(`${String(comparison.events.recorded)} events on record, in ${seconds.toFixed(1)} s`);
    if (comparison.proof.different.length > 0) process.exitCode = 1;
  } finally {
    await mongo.client.close();
  }
};

const { from, to, rules } = values;
if (from === undefined || to === undefined || rules === undefined) {
  process.stderr.write(
    "usage: npm run whatif -- --from DAY --to DAY --rules FILE [--street CODE] [--json FILE] [--until INSTANT] [--data DIR]\n",
  );
  process.exitCode = 2;
} else await run(from, to, rules);
