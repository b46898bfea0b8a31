/** Evidence of events on the whole platform: what a supervisor exports, an auditor checks with two programs against what he fetched from who keeps the heads. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectMongo } from "@wangge/kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../local/stack.mjs";
import { problemsOf } from "./examined.ts";
import { startTestStack, until, type TestStack } from "./stack.ts";

const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const clerk = { sub: "clerk-1", roles: ["clerk"] };
const hasGo = spawnSync("go", ["version"]).status === 0;

let platform: TestStack;
beforeAll(async () => {
  platform = await startTestStack({ EVENT_LOG: "signed", EVENT_LOG_MS: "1000", EVENT_LOG_REFUSE_AFTER_MS: "14400000" });
  const { body } = await platform.client.get("/api/v1/grids?limit=1", await platform.as(clerk));
  const [{ code: grid }] = body["grids"] as [{ readonly code: string }];
  for (let nth = 0; nth < 5; nth += 1) {
    const report = { category: "event-0201", description: `problem ${String(nth)}`, grid };
    await platform.client.post("/api/v1/reports", report, { token: await platform.as(clerk) });
  }
}, 120_000);
afterAll(() => platform.stop(), 60_000);

/** Where each service gives evidence, and who keeps its heads gives them. Each has published something by now: of its seed, or of the reports. */
const DESKS = [
  { service: "dispatch", at: "/audit", kept: "/audit", sequences: [1, 5, 10] },
  { service: "intake", at: "/intake/audit", kept: "/audit", sequences: [1, 3, 5] },
  { service: "social", at: "/social/audit", kept: "/audit", sequences: [1, 2, 3] },
  { service: "registry", at: "/registry/audit", kept: "/appraisal/audit", sequences: [1, 2, 3] },
] as const;

describe.each(DESKS)("events of $service", ({ service, at, kept, sequences }) => {
  it("are proven, in two languages, and nothing that was altered passes", async () => {
    const token = await platform.as(supervisor);
    const evidence = await until(async () => {
      const answer = await platform.client.post(`/api/v1${at}/evidence`, { sequences }, { token });
      return answer.status === 200 ? answer.body : undefined;
    }, "so many events in the log");
    const anchors = await platform.client.get(`/api/v1${kept}/anchors?service=${service}`, token);

    const file = (name: string): string => join(platform.dataDir, `${service}-${name}.json`);
    writeFileSync(file("anchors"), JSON.stringify(anchors.body));
    const { kid } = evidence["key"] as { readonly kid: string };
    const programs: readonly (readonly [string, readonly string[]])[] = [
      [process.execPath, ["deploy/verify/verify-evidence.mjs", "--anchors", file("anchors"), "--thumbprint", kid]],
      ...(hasGo
        ? [["go", ["run", "-C", "deploy/verify/go", ".", "-anchors", file("anchors"), "-thumbprint", kid]] as const]
        : []),
    ];
    for (const [program, args] of programs) {
      const verdict = (given: object) => {
        writeFileSync(file("evidence"), JSON.stringify(given));
        const done = spawnSync(program, [...args, file("evidence")], { cwd: root, encoding: "utf8" });
        return { status: done.status, output: done.stdout + done.stderr };
      };
      const sound = verdict(evidence);
      expect(sound.output).toContain("3 events in");
      expect(sound.status, sound.output).toBe(0);
      const altered = structuredClone(evidence) as { readonly events: { text: string }[] };
      const [, second] = altered.events;
      Object.assign(second ?? {}, { text: second?.text.replace(`"source":"${service}"`, `"source":"somebody"`) });
      expect(verdict(altered)).toMatchObject({ status: 1 });
    }
  }, 240_000);
});

it("a service that has published nothing yet has no evidence", async () => {
  const token = await platform.as(supervisor);
  for (const service of ["appraisal", "webhooks"])
    expect(
      await platform.client.post(`/api/v1/${service}/audit/evidence`, { sequences: [1] }, { token }),
    ).toMatchObject({ status: 404, body: { code: `${service}.event_log.no_event` } });
});

it("seals and anchors of all of them fit what is stored", async () => {
  expect(await problemsOf(platform.stack)).toEqual([]);
}, 120_000);

it("the doctor sees a block that was written anew, and an anchor that is gone", async () => {
  const mongo = await connectMongo({ url: platform.stack.env.MONGO_URL, database: "admin", name: "intruder" });
  try {
    const blocks = mongo.client.db("wangge_social").collection<{ readonly _id: string }>("event-log");
    const forged = { "history.0.link.hash": "A".repeat(43) };
    expect(await blocks.updateOne({ _id: "block-000000000001" }, { $set: forged })).toMatchObject({ modifiedCount: 1 });
    const anchors = mongo.client.db("wangge_appraisal").collection<{ readonly _id: string }>("registryAnchors");
    expect(await anchors.deleteOne({ _id: "0000000001" })).toMatchObject({ deletedCount: 1 });
  } finally {
    await mongo.client.close();
  }
  const problems = (await problemsOf(platform.stack)).map(({ check, subject }) => `${check} ${subject}`);
  expect(problems).toEqual(
    expect.arrayContaining(["seal social/event-log/block-000000000001", "anchor registry/audit/0000000001"]),
  );
}, 120_000);
