import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadOcdsPublisher } from "../src/app/purchases/data.ts";
import { ocdsRecord } from "../src/app/purchases/ocds.ts";
import { publishPurchaseAs } from "../src/app/purchases/publish-as.ts";
import { countedBids, paidSum, PRICE, type Purchase, type PurchaseStatus } from "../src/domain/purchases/index.ts";
import { contract, purchaseDecider } from "./purchases-builders.ts";
import { life, live, PEOPLE, TIES, type Taken } from "./purchases-model.ts";

const STATUSES: readonly PurchaseStatus[] = [
  ...(["stated", "refused", "approved", "published", "opened", "proposed"] as const),
  ...(["awarded", "contracted", "closed", "terminated", "failed", "cancelled"] as const),
];
const RUNS = 200;

const endOf = (taken: readonly Taken[]): Purchase => {
  const state = taken.at(-1)?.after;
  if (state === undefined || state.status === "none") throw new Error("never stated");
  return state;
};

/** The ranking by plain fractions, from the events alone: who declared without ties, and what each of them gave last. */
const slowRanking = (
  taken: readonly Taken[],
  state: Purchase,
): readonly { readonly organization: string; readonly total: number }[] => {
  const events = taken.flatMap((one) => one.events);
  const said = events.flatMap(({ type, data }) => (type === "TiesDeclared" ? [data] : []));
  const clear = new Set(said.map(({ by }) => by));
  for (const { by, recused } of said) if (recused) clear.delete(by);
  const last = new Map<string, Readonly<Record<string, number>>>();
  for (const { type, data } of events)
    if (type === "BidScored" && clear.has(data.by)) last.set(`${data.by} ${data.bid}`, data.points);
  const bids = state.proposal?.ranking ?? [];
  const lowest = Math.min(...bids.map(({ amount }) => amount));
  return bids.map(({ bid, organization, amount }) => {
    const own = [...last].filter(([key]) => key.endsWith(` ${bid}`)).map(([, points]) => points);
    const total = (state.call?.criteria ?? [])
      .map(({ code, weight }) => {
        const mean = own.reduce((sum, points) => sum + (points[code] ?? 0), 0) / own.length / 100;
        return weight * (code === PRICE ? lowest / amount : mean);
      })
      .reduce((sum, one) => sum + one, 0);
    return { organization, total: total * 10_000 };
  });
};

/** Promises that this step breaks: by plain comparisons, since there are very many steps. */
const broken = ({ after, events }: Taken): readonly string[] => {
  if (after.status === "none") return [];
  const { bids, openedAt, payments, contract: signed, award, call } = after;
  const paid = paidSum(payments);
  const sum = (parts: readonly { readonly amount: number }[]): number =>
    parts.reduce((all, { amount }) => all + amount, 0);
  const accepted = sum(signed?.milestones.filter(({ status }) => status === "accepted") ?? []);
  const holds: Readonly<Record<string, boolean>> = {
    sealed: openedAt !== undefined || bids.every(({ offer }) => offer === undefined),
    paidForWork: paid <= accepted,
    grownByATenth: 10 * sum(signed?.additions ?? []) <= (signed?.amount ?? 0),
    withinAward: signed === undefined || signed.amount <= (award?.amount ?? 0),
    openedByTwo: openedAt === undefined || new Set(after.attended).size >= 2,
    approvedByAnother: after.approvedBy !== after.statedBy,
    paidByAnother: payments.every(({ askedBy, decidedBy }) => askedBy !== decidedBy),
    inTime: events.every(({ type, data }) => type !== "BidHandedIn" || data.at < (call?.closesAt ?? "")),
    // Whoever the register knows as one of a bidder gives no points, whatever was declared.
    impartial: events.every(
      ({ type, data }) => type !== "BidScored" || bids.every(({ organization }) => organization !== TIES[data.by]),
    ),
    acceptedByAnother: events.every(({ type, data }) => type !== "MilestoneJudged" || data.by !== signed?.manager),
  };
  return Object.entries(holds).flatMap(([promise, isKept]) => (isKept ? [] : [promise]));
};

describe("in whatever order things are asked of a purchase", () => {
  it("every status is reached, and what the rules promise holds in each", () => {
    const lives = new Map<string, number>();
    const refusals = new Set<string>();
    let ranked = 0;
    fc.assert(
      fc.property(life, (steps) => {
        const taken = live(steps);
        expect(taken.flatMap(broken)).toEqual([]);
        for (const status of new Set(taken.map(({ after }) => after.status)))
          lives.set(status, (lives.get(status) ?? 0) + 1);
        for (const { refused } of taken) if (refused !== undefined) refusals.add(refused);
        const state = endOf(taken);
        if (state.proposal === undefined || state.call === undefined) return;
        ranked += 1;
        const { ranking } = state.proposal;
        expect(new Set(ranking.map(({ bid }) => bid))).toEqual(new Set(countedBids(state).map(({ id }) => id)));
        const slow = slowRanking(taken, state);
        expect(slow.map(({ total }, place) => Math.abs(total - (ranking[place]?.total ?? 0)) <= 1)).not.toContain(
          false,
        );
        const totals = ranking.map(({ total }) => total);
        expect(totals).toEqual(totals.toSorted((one, other) => other - one));
      }),
      { numRuns: RUNS },
    );
    console.info(
      `lives through each status: ${JSON.stringify(Object.fromEntries(lives))}; ${refusals.size} kinds of refusal, ${ranked} rankings`,
    );
    for (const status of STATUSES) expect(lives.get(status) ?? 0, status).toBeGreaterThan(0);
    expect(refusals.size).toBeGreaterThan(12);
    expect(ranked).toBeGreaterThan(15);
  });

  it("its public facts name nobody, and what was paid adds up", () => {
    let paid = 0;
    fc.assert(
      fc.property(life, (steps) => {
        const taken = live(steps);
        const facts = taken.flatMap(({ events, before }) => {
          let state = before;
          return events.flatMap((event) => {
            state = purchaseDecider.evolve(state, event);
            return publishPurchaseAs(event, { id: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", version: 1, state });
          });
        });
        const text = JSON.stringify(facts.map(({ data }) => data));
        expect(PEOPLE.filter((account) => text.includes(account))).toEqual([]);
        const payments = facts.filter(({ contract: { subject } }) => subject === "social.purchase.paid.v1");
        const amounts = payments.map(({ data }) => (data as { readonly amount: number }).amount);
        expect(amounts.reduce((sum, one) => sum + one, 0)).toBe(paidSum(endOf(taken).payments));
        paid += payments.length;
      }),
      { numRuns: RUNS },
    );
    expect(paid).toBeGreaterThan(20);
  });
});

interface Amounts {
  readonly tender: { readonly value: { readonly amount: number }; readonly numberOfTenderers?: number };
  readonly awards?: readonly {
    readonly id: string;
    readonly status: string;
    readonly value: { readonly amount: number };
  }[];
  readonly contracts?: readonly {
    readonly awardID: string;
    readonly value: { readonly amount: number };
    readonly implementation: { readonly transactions?: readonly { readonly value: { readonly amount: number } }[] };
  }[];
}

const schemaFile = new URL("../data/purchases/ocds/release-schema-1.1.5.json", import.meta.url);
/** Without the two lines that name its draft: of draft 4 it uses only what later drafts read alike. */
const validator = () => {
  const {
    id: _id,
    $schema: _draft,
    ...schema
  } = JSON.parse(readFileSync(schemaFile, "utf8")) as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats as unknown as (to: Ajv) => void)(ajv);
  return ajv.compile(schema);
};

describe("the open contracting record", () => {
  const validate = validator();
  const publisherAt = loadOcdsPublisher();
  const fen = (yuan: number): number => Math.round(yuan * 100);

  it("is refused by the official schema where a date, a status or an id is wrong", () => {
    const good = {
      ocid: "x",
      id: "1",
      date: "2018-01-03T02:00:00.000Z",
      tag: ["tender"],
      initiationType: "tender",
      tender: { id: "1", status: "active" },
    };
    expect(validate(good)).toBe(true);
    for (const bad of [
      { ...good, date: "2018-01-03" },
      { ...good, tag: ["bidding"] },
      { ...good, tender: { id: "1", status: "open" } },
      { ...good, tender: {} },
      { ...good, awards: [{ id: "1", value: { amount: "12" } }] },
    ])
      expect(validate(bad)).toBe(false);
  });

  it("is accepted by it after every step of every life, and says the amounts that the purchase has", () => {
    const tags = new Map<string, number>();
    fc.assert(
      fc.property(life, (steps) => {
        const taken = live(steps);
        const state = endOf(taken);
        const history = taken.flatMap(({ events }) => events.map((event) => ({ event })));
        const record = ocdsRecord("01JD6Z0Q8V4Y7R2K3M5N6P8T9W", history, publisherAt);
        expect(record === undefined).toBe(state.publishedAt === undefined);
        if (record === undefined) return;
        const counted: unknown[] = [];
        for (const release of [...record.releases, record.compiledRelease]) {
          if (!validate(release)) expect.fail(JSON.stringify(validate.errors));
          for (const tag of release.tag) tags.set(tag, (tags.get(tag) ?? 0) + 1);
          const { numberOfTenderers } = (release as unknown as Amounts).tender;
          if (state.openedAt === undefined || release.date < state.openedAt) counted.push(numberOfTenderers);
        }
        expect(counted.filter((count) => count !== undefined)).toEqual([]);
        const text = JSON.stringify(record);
        expect([...PEOPLE, contract.manager].filter((account) => text.includes(`"${account}"`))).toEqual([]);
        const ids = record.releases.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const dates = record.releases.map(({ date }) => date);
        expect(dates).toEqual(dates.toSorted());
        const { tender, awards = [], contracts = [] } = record.compiledRelease as unknown as Amounts;
        expect(fen(tender.value.amount)).toBe(state.need.amount);
        expect(awards.filter(({ status }) => status === "active").map(({ value }) => fen(value.amount))).toEqual(
          state.award === undefined ? [] : [state.award.amount],
        );
        const added = state.contract?.additions.reduce((sum, { amount }) => sum + amount, 0) ?? 0;
        expect(contracts.map(({ value }) => fen(value.amount))).toEqual(
          state.contract === undefined ? [] : [state.contract.amount + added],
        );
        for (const { awardID, implementation } of contracts) {
          expect(awards.map(({ id }) => id)).toContain(awardID);
          const transactions = implementation.transactions ?? [];
          expect(transactions.reduce((sum, { value }) => sum + fen(value.amount), 0)).toBe(paidSum(state.payments));
        }
      }),
      { numRuns: RUNS },
    );
    for (const tag of [
      "tender",
      "tenderUpdate",
      "tenderCancellation",
      "award",
      "awardUpdate",
      "contract",
      "contractAmendment",
      "implementation",
      "implementationUpdate",
      "contractTermination",
      "compiled",
    ])
      expect(tags.get(tag) ?? 0, tag).toBeGreaterThan(0);
  });
});
