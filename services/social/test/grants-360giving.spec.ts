import { readFileSync } from "node:fs";
import { dayAfter, instantOf } from "@wangge/calendar";
import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, it } from "vitest";
import { grantIdOf } from "../src/app/grants/treasury.ts";
import { sumOf } from "../src/domain/money.ts";
import {
  applicationId,
  candidate,
  checker,
  government,
  maker,
  ofOrganization,
  openGrants,
  organizationId,
  payer,
  reviewer,
  type GrantPlatform,
  type Told,
} from "./grants-platform.ts";

const data = new URL("../data/grants/", import.meta.url);

interface Row {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly currency: string;
  readonly amountAwarded: string;
  readonly amountDisbursed: string;
  readonly awardDate: string;
  readonly recipientId: string;
  readonly programme: string;
}

interface Published {
  readonly id: string;
  readonly amountAwarded: number;
  readonly amountDisbursed: number;
  readonly awardDate: string;
  readonly currency: string;
}

/** Hundredths of the currency of the file: pounds stay pounds, 40000.0 is 4,000,000 pence. */
const pence = (text: string): number => {
  const [whole = "0", cents = ""] = text.split(".");
  return Number(`${whole}${cents.padEnd(2, "0").slice(0, 2)}`);
};

const rows: readonly Row[] = parse(readFileSync(new URL("wolfson-2014.csv", data), "utf8"), { columns: true });
const byAwardDate = [...Map.groupBy(rows, ({ awardDate }) => awardDate)].toSorted(([one], [other]) =>
  one < other ? -1 : 1,
);
const total = sumOf(rows.map(({ amountAwarded }) => pence(amountAwarded)));
const BOOK = "wolfson-20140101";

let platform: GrantPlatform;
const ask = async (action: string, input: object, who = maker): Promise<Told> =>
  (await platform.call(action, input, who)) as Told;

/** A decision of the foundation as a round: whoever asked for nothing is in it and gets nothing. */
const play = async (awardDate: string, decided: readonly Row[]): Promise<void> => {
  const round = `wolfson-${awardDate}`;
  const envelope = sumOf(decided.map(({ amountAwarded }) => pence(amountAwarded)));
  platform.clock.set(instantOf(dayAfter(awardDate, -21), "09:00"));
  platform.world.rounds.set(round, { fund: "wolfson", programme: "all", envelope, title: awardDate });
  platform.world.candidates.set(
    round,
    decided.map((row, place) => {
      const [awarded, disbursed] = [pence(row.amountAwarded), pence(row.amountDisbursed)];
      const amounts = disbursed > 0 && disbursed < awarded ? [disbursed, awarded - disbursed] : [awarded];
      return candidate(row.id, {
        organization: organizationId(row.recipientId),
        title: row.title,
        ...{ budget: awarded, asked: awarded, own: 0, score: 1_000_000 - place, grids: [] },
        stages: amounts.map((amount) => ({ title: row.description, amount, due: dayAfter(awardDate, 365) })),
      });
    }),
  );
  for (const { recipientId } of decided)
    platform.world.standings.set(organizationId(recipientId), { name: recipientId });
  const { findings } = await ask("runAllocation", { round });
  const reason = "two grants of the foundation";
  const decisions = findings.map(({ id: finding }) => ({ finding, duplicate: false, reason }));
  if (decisions.length > 0) await ask("decideFindings", { round, decisions });
  const { hash } = await ask("recomputeAllocation", { round });
  await ask("determineAllocation", { round, hash, reasons: "as published" }, government);
  platform.clock.set(instantOf(awardDate, "09:00"));
  await platform.sweep();
  await Promise.all(decided.filter((row) => pence(row.amountAwarded) > 0).map((row) => live(round, row)));
};

const live = async (round: string, row: Row): Promise<void> => {
  const grantId = grantIdOf(round, applicationId(row.id));
  const organization = ofOrganization(organizationId(row.recipientId));
  await ask("draftAgreement", { grantId });
  await ask("signAgreement", { grantId }, organization);
  await ask("signAgreement", { grantId });
  const disbursed = pence(row.amountDisbursed);
  if (disbursed === 0) return;
  await ask("requestTranche", { grantId, tranche: 1 });
  await ask("approveTranche", { grantId, tranche: 1 }, checker);
  await ask("payTranche", { grantId, tranche: 1, reference: row.id }, payer);
  if (disbursed < pence(row.amountAwarded)) return;
  await ask("reportMilestone", { grantId, milestone: 1 }, organization);
  await ask("verifyMilestone", { grantId, milestone: 1, passed: true, reason: "done" }, reviewer);
  await ask("evaluateGrant", { grantId, kind: "final", result: "qualified", reason: "done" }, reviewer);
  await ask("closeGrant", { grantId }, checker);
};

beforeAll(async () => {
  platform = await openGrants("2014-01-02T01:00:00.000Z");
  const terms = { fund: "wolfson", title: "The Wolfson Foundation", source: "donor", currency: "GBP" };
  await ask("openFund", { ...terms, period: { from: "2014-01-01", until: "2014-12-31" }, envelope: total }, checker);
  const { deposits } = await ask("proposeDeposit", { book: BOOK, amount: total, reference: "2014" });
  await ask("judgeDeposit", { book: BOOK, deposit: deposits[0]!.id, approved: true }, checker);
  for (const [awardDate, decided] of byAwardDate)
    if (decided.some(({ amountAwarded }) => pence(amountAwarded) > 0)) await play(awardDate, decided);
  await platform.sweep();
}, 300_000);
afterAll(() => platform.stop());

const published = async (): Promise<readonly Published[]> => {
  const all: Published[] = [];
  for (let after: string | undefined; ;) {
    const { grants, next } = await ask("exportGrants", { limit: 100, ...(after === undefined ? {} : { after }) });
    all.push(...(grants as readonly Published[]));
    if (next === undefined) return all;
    after = next;
  }
};

it("a real year of a foundation, played from its decisions to the last payment, comes to what the file says, to the penny", async () => {
  const { balances, currency } = await ask("fund", { book: BOOK }, checker);
  const paid = sumOf(rows.map(({ amountDisbursed }) => pence(amountDisbursed)));
  const closed = rows.filter((row) => pence(row.amountDisbursed) === pence(row.amountAwarded));
  const used = sumOf(closed.map(({ amountAwarded }) => pence(amountAwarded)));
  const ofKind = (kind: string): number =>
    sumOf(Object.entries(balances).flatMap(([account, sum]) => (account.startsWith(kind) ? [sum] : [])));
  expect([currency, total, paid]).toEqual(["GBP", 3_117_845_600, 893_377_100]);
  expect({ cash: balances.cash, free: balances.free ?? 0, payable: ofKind("payable:"), out: ofKind("paid:") }).toEqual({
    cash: total - paid,
    free: 0,
    payable: total - used,
    out: paid - used,
  });
});

it("what is published of it is 360Giving by the schema of the standard, and says what the file says", async () => {
  const published360 = JSON.parse(readFileSync(new URL("360-giving-schema.json", data), "utf8")) as AnySchemaObject;
  // It names its dialect by http, by which no validator knows it.
  const schema = { ...published360, $schema: "https://json-schema.org/draft/2020-12/schema" };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  const isValid = ajv.compile(schema);
  const grants = await published();
  const wrong = grants.flatMap((grant) => (isValid(grant) ? [] : [[grant.id, ajv.errorsText(isValid.errors)]]));
  expect(wrong).toEqual([]);
  expect(isValid({ ...grants[0], amountAwarded: "40000" })).toBe(false);
  const told = new Map(grants.map((grant) => [grant.id, grant]));
  const awarded = rows.filter((row) => pence(row.amountAwarded) > 0);
  expect(told.size).toBe(awarded.length);
  for (const row of awarded)
    expect(told.get(`360G-wangge-${grantIdOf(`wolfson-${row.awardDate}`, applicationId(row.id))}`)).toMatchObject({
      amountAwarded: Number(row.amountAwarded),
      amountDisbursed: Number(row.amountDisbursed),
      awardDate: row.awardDate,
      currency: "GBP",
    });
});
