import fc from "fast-check";
import { expect, it } from "vitest";
import {
  competenceOf,
  FORCES,
  INCOMPETENCE,
  PROCEDURE_STEPS,
  type CompetenceQuestion,
  type Force,
} from "../src/domain/authority/index.ts";

const DAYS = ["2021-08-01", "2021-08-15", "2021-09-01", "2021-09-02", "2021-10-01", "2021-12-31"] as const;
const BODIES = ["urban-management", "public-security", "510108001"] as const;
const AREAS = ["510108", "510108001", "510108002"] as const;
const STEPS = ["investigate", "decide", "review", "discuss"] as const;
const POLICE: readonly Force[] = ["traffic", "patrol", "community", "criminal"];

const day = fc.constantFrom(...DAYS);
const some = <Value>(values: readonly Value[]) => fc.subarray([...values], { minLength: 1 });
const mostly = <const Value, const Usual>(arbitrary: fc.Arbitrary<Value>, usual: Usual): fc.Arbitrary<Value | Usual> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary });

const posting = fc.record({
  force: mostly(fc.constantFrom(...FORCES), "urbanManagement"),
  body: mostly(fc.constantFrom(...BODIES), "urban-management"),
  areas: mostly(some(AREAS), ["510108"]),
  powers: mostly(fc.constantFrom<readonly string[]>([], ["power-0002"]), ["power-0001"]),
  steps: mostly(some(STEPS), [...STEPS]),
});
const officer = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(undefined, { status: "none" as const }) },
  {
    weight: 19,
    arbitrary: fc.record({
      status: fc.constant("registered" as const),
      account: fc.constant("acc-1"),
      postings: fc
        .tuple(fc.uniqueArray(mostly(day, "2021-08-01"), { minLength: 1, maxLength: 2 }), posting, posting)
        .map(([from, one, two]) =>
          from.toSorted().map((first, index) => ({ from: first, ...(index === 0 ? one : two) })),
        ),
      certificates: mostly(
        fc.array(
          fc.record({ hash: fc.constantFrom("h1", "h2"), last4: fc.constant("0001"), issuedOn: day, expiresOn: day }),
          { maxLength: 2 },
        ),
        [{ hash: "h0", last4: "0001", issuedOn: "2021-01-01", expiresOn: "2022-01-01" }],
      ),
      certificateHashes: fc.constant([]),
      suspensions: mostly(
        fc.array(fc.record({ from: day, until: day, reason: fc.constant("r") }, { requiredKeys: ["from", "reason"] }), {
          maxLength: 2,
        }),
        [],
      ),
      revokedFrom: mostly(day, undefined),
      legalQualificationFrom: mostly(day, "2021-01-01"),
    }),
  },
);
const delegation = fc.record(
  {
    kind: fc.constantFrom("authorisation" as const, "entrustment" as const),
    to: mostly(fc.constantFrom(...BODIES), "510108001"),
    decision: fc.record(
      { title: fc.constant("t"), publishedOn: mostly(day, "2021-08-01") },
      { requiredKeys: ["title"] },
    ),
    from: mostly(day, "2021-08-01"),
    until: mostly(day, "2021-12-31"),
    steps: mostly(some(STEPS), [...STEPS]),
  },
  { requiredKeys: ["kind", "to", "decision", "from"] },
);
const contentOf = fc.record(
  {
    family: mostly(fc.constantFrom("police" as const, "fire" as const), "civil" as const),
    body: mostly(fc.constantFrom(...BODIES), "urban-management"),
    delegation,
    steps: mostly(some(STEPS), [...STEPS]),
    forces: mostly(some<Force>(FORCES), ["urbanManagement" as const]),
    areas: mostly(some(AREAS), ["510108"]),
  },
  { requiredKeys: ["family", "body", "steps", "forces", "areas"] },
);
const item = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(undefined, { status: "none" as const }) },
  {
    weight: 19,
    arbitrary: fc
      .tuple(
        fc.uniqueArray(mostly(day, "2021-08-01"), { minLength: 1, maxLength: 2 }),
        contentOf,
        contentOf,
        mostly(day, undefined),
      )
      .map(([days, one, two, withdrawnFrom]) => ({
        status: "published" as const,
        code: "power-0001",
        withdrawnFrom,
        versions: days.toSorted().map((effectiveFrom, index) => ({
          id: `power-0001@${String(index + 1)}`,
          hash: String(index),
          effectiveFrom,
          draftedBy: "a",
          publishedBy: "b",
          publishedAt: "2021-07-01T00:00:00.000Z",
          content: {
            name: { zh: "名", en: "name" },
            kind: "penalty" as const,
            norms: [],
            standIn: true,
            assumed: [],
            ...(index === 0 ? one : two),
          },
        })),
      })),
  },
);
const question: fc.Arbitrary<CompetenceQuestion> = fc.record({
  officer,
  item,
  step: mostly(fc.constantFrom(...STEPS), "investigate"),
  area: fc.constantFrom("510108001", "510108002"),
  on: day,
});

/** The same rules as a list of plain questions, asked one after the other and each for itself. */
const slowly = ({ officer: who, item: what, step, area, on }: CompetenceQuestion): ReadonlySet<string> => {
  const no = new Set<string>();
  const known = who !== undefined && who.status !== "none";
  let held:
    | { force: Force; body: string; areas: readonly string[]; powers: readonly string[]; steps: readonly string[] }
    | undefined;
  if (!known) no.add("not_registered");
  else {
    for (const one of who.postings) if (one.from <= on) held = one;
    if (held === undefined) no.add("not_posted");
    if (who.revokedFrom !== undefined && on >= who.revokedFrom) no.add("revoked");
    for (const { from, until } of who.suspensions)
      if (on >= from && !(until !== undefined && on >= until)) no.add("suspended");
    if (step === "review" && !(who.legalQualificationFrom !== undefined && who.legalQualificationFrom <= on))
      no.add("no_legal_qualification");
    if (step !== "review" && step !== "discuss") {
      const issued = who.certificates.filter((one) => one.issuedOn <= on);
      if (issued.length === 0) no.add("no_certificate");
      else if (issued.every((one) => one.expiresOn < on)) no.add("certificate_expired");
    }
  }
  const within = (codes: readonly string[]) => codes.includes(area) || codes.includes(area.slice(0, 6));
  if (held !== undefined && !within(held.areas)) no.add("outside_area");
  if (held !== undefined && !held.steps.includes(step)) no.add("step_not_held");

  const isThere = what !== undefined && what.status !== "none";
  const version =
    isThere && !(what.withdrawnFrom !== undefined && on >= what.withdrawnFrom)
      ? [...what.versions].reverse().find((one) => one.effectiveFrom <= on)
      : undefined;
  if (version === undefined) {
    no.add("item_not_in_force");
    return no;
  }
  const { content } = version;
  if (!content.steps.includes(step)) no.add("step_not_allowed");
  if (!within(content.areas)) no.add("item_outside_area");
  if (held === undefined) return no;

  if (step !== "review" && step !== "discuss") {
    if (!held.powers.includes("power-0001")) no.add("power_not_held");
    const isPolice = POLICE.includes(held.force);
    const family = isPolice ? "police" : held.force === "fire" ? "fire" : "civil";
    if (content.family === "police" && !isPolice) no.add("police_power");
    else if (content.family !== "police" && isPolice) no.add("not_police_work");
    else if (family !== content.family || !content.forces.includes(held.force)) no.add("wrong_force");
  }
  if (held.body === content.body) return no;
  if (held.body !== content.delegation?.to) {
    no.add("other_body");
    return no;
  }
  const { decision, from, until, steps } = content.delegation;
  if (decision.publishedOn === undefined || decision.publishedOn > on) no.add("delegation_not_published");
  if (on < from) no.add("delegation_not_begun");
  if (until !== undefined && on > until) no.add("delegation_expired");
  if (steps !== undefined && !steps.includes(step)) no.add("step_not_delegated");
  return no;
};

it("is what a plain list of questions says, for every matrix of officer, item, step, area and day", () => {
  const seen = new Map<string, number>();
  const count = (key: string) => seen.set(key, (seen.get(key) ?? 0) + 1);
  fc.assert(
    fc.property(question, (asked) => {
      const answer = competenceOf(asked);
      const wanted = slowly(asked);
      expect(new Set(answer.ok ? [] : answer.reasons)).toEqual(wanted);
      expect(answer.ok).toBe(wanted.size === 0);
      if (answer.ok) count(answer.delegation === undefined ? "own" : answer.delegation.kind);
      for (const reason of wanted) count(reason);
    }),
    { numRuns: 20_000 },
  );
  for (const reason of [...INCOMPETENCE, "own", "authorisation", "entrustment"])
    expect([reason, seen.get(reason) ?? 0]).toEqual([reason, expect.toSatisfy((times: number) => times >= 20)]);
});

it("knows its steps", () => {
  for (const step of STEPS) expect(PROCEDURE_STEPS).toContain(step);
});
