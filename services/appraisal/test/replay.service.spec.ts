import { CaseAssignedV1, CaseClosedV1, CaseFiledV1, CaseHandledV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import type { EventContract } from "@wangge/contracts";
import { newId, type Received } from "@wangge/kit";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { verifyAppraisal } from "../../../deploy/verify/verify-appraisal.mjs";
import { as, government, officer, openService, STREETS } from "./appraisal-platform.ts";

const HOUR = 3_600_000;
const HISTORY = new URL("../../../deploy/predict-score/data/baltimore-orders.csv", import.meta.url);

interface Message {
  readonly contract: EventContract;
  readonly received: Received<never>;
}

/** A quarter of real orders, with their real deadlines and durations, on three streets: area by area in turn, each agency a department. */
const quarterOfBaltimore = (): readonly Message[] =>
  readFileSync(HISTORY, "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
    .filter(([created = ""]) => created >= "2018-01-01" && created < "2018-04-01")
    .flatMap(([created = "", due = "", hours = "", type = "", agency = "", area = ""]): readonly Message[] => {
      const caseId = newId();
      const grid = `${STREETS[Number(area) % STREETS.length] ?? ""}001001`;
      const from = Date.parse(`${created}:00+08:00`);
      const iso = (after: number): string => new Date(from + Math.round(after * HOUR)).toISOString();
      const dueAt = iso(Number(due));
      const department = agency.toLowerCase().replace(/[^a-z]+/g, "-");
      const category = `event-${String(type.length + 100).padStart(4, "0")}`;
      const about = { caseId, grid };
      let sequence = 0;
      const said = (contract: EventContract, at: string, data: object): Message => {
        const [source = ""] = contract.subject.split(".");
        sequence += 1;
        const envelope = {
          id: newId(),
          source,
          type: contract.subject,
          subject: caseId,
          time: at,
          sequence: String(sequence),
        };
        return { contract, received: { data, meta: {}, envelope } as unknown as Received<never> };
      };
      const report = { ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example), reportId: caseId, grid, category };
      const messages = [
        said(ReportAcceptedV1, iso(0), { ...report, acceptedAt: iso(0) }),
        said(CaseFiledV1, iso(0), { ...about, category, standard: "s@1", reportedAt: iso(0), filedAt: iso(0) }),
        said(CaseAssignedV1, iso(0), { ...about, department, assignedAt: iso(0), dueAt, attempt: 1 }),
      ];
      if (hours === "") return messages;
      const handledAt = iso(Number(hours));
      const overdue = handledAt > dueAt;
      return [
        ...messages,
        said(CaseHandledV1, handledAt, { ...about, department, handledAt, dueAt, overdue, attempt: 1 }),
        said(CaseClosedV1, handledAt, { ...about, closedAt: handledAt, overdue, attempts: 1 }),
      ];
    });

const appraisalId = newId();

/** The whole way of a period over what was told, to what anyone can fetch. */
const published = async (messages: readonly Message[]) => {
  const platform = await openService();
  const { subscriptions } = platform.definition;
  for (let from = 0; from < messages.length; from += 200)
    for (const [contract, some] of Map.groupBy(messages.slice(from, from + 200), (message) => message.contract)) {
      const handler = subscriptions.find(({ event }) => event === contract);
      const results = await handler?.handle(some.map(({ received }) => received));
      expect(results?.every(({ ok }) => ok)).toBe(true);
    }
  await platform.call(
    "openAppraisal",
    { appraisalId, card: "street", from: "2018-01-01", until: "2018-04-01" },
    officer,
  );
  platform.clock.set("2018-04-10T01:00:00.000Z");
  for (const action of ["freezeAppraisal", "makeEdition", "noticeAppraisal"])
    await platform.call(action, { appraisalId }, officer);
  platform.clock.set("2018-05-10T01:00:00.000Z");
  await platform.call("finaliseAppraisal", { appraisalId }, government);
  await platform.call("publishAppraisal", { appraisalId }, officer);
  const citizen = as(["citizen"]);
  const signed = (await platform.call("appraisalSnapshot", { appraisalId }, citizen)) as Parameters<
    typeof verifyAppraisal
  >[0];
  const { content } = (await platform.call("appraisalFacts", { appraisalId }, citizen)) as { readonly content: string };
  await platform.stop();
  return { signed, facts: Buffer.from(content, "base64").toString("utf8") };
};

it("a real quarter, told in order and told in disorder with repetitions, is the same ranking to the byte, and anyone can make it again", async () => {
  const messages = quarterOfBaltimore();
  expect(messages.length).toBeGreaterThan(1_000);
  const inOrder = await published(messages);
  const [first = []] = fc.sample(fc.shuffledSubarray([...messages], { minLength: messages.length }), {
    numRuns: 1,
    seed: 2018,
  });
  const disorder = await published([...first, ...messages.slice(0, 500), ...first.slice(0, 300)]);
  expect(disorder.signed.snapshot).toBe(inOrder.signed.snapshot);
  expect(disorder.facts).toBe(inOrder.facts);

  expect(verifyAppraisal(inOrder.signed, inOrder.facts).problems).toEqual([]);
  const { results } = JSON.parse(inOrder.signed.snapshot) as {
    readonly results: readonly { readonly rank?: number }[];
  };
  expect(results.map(({ rank }) => rank)).toEqual([1, 2, 3]);
  const lines = inOrder.facts.split("\n");
  expect(verifyAppraisal(inOrder.signed, lines.slice(1).join("\n")).problems.map(({ code }) => code)).toContain(
    "facts",
  );
});
