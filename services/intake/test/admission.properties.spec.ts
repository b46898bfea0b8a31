import { isDomainError } from "@wangge/kit/errors";
import { walk } from "@wangge/kit/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { digest } from "../src/app/power-list.ts";
import {
  approvalOf,
  itemDeciderWith,
  type AdmissionCommand,
  type AdmissionState,
  type Change,
  type Party,
} from "../src/domain/index.ts";
import {
  admissionDecider,
  applicant,
  AT,
  BODIES,
  government,
  hashOfAll,
  newItem,
  party,
} from "./admission-builders.ts";

/** Contents that a draft may have, so that old hashes are about. */
const proposals: readonly (readonly Change[])[] = [
  [newItem()],
  [newItem("item-0139", { fee: { fen: 100 } })],
  [newItem(), newItem("item-0140", { level: "community", itemClass: "community-civil-services" })],
];
const all = [...BODIES, "community-station"];
const people: readonly Party[] = [
  applicant,
  ...all.map((body) => party(body)),
  // Accounts that change sides, and a government account that is somebody else too.
  party("street-office", applicant.account),
  party("civil-affairs", "acc-legal-affairs"),
  party("legal-affairs", "acc-street-office"),
  government,
  { ...government, account: applicant.account },
  { ...government, account: "acc-legal-affairs" },
  { account: "acc-both", department: "legal-affairs", roles: ["department", "districtGovernment"] },
];

const often = <T>(usual: readonly T[], rest: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...rest) });
const changes = often(proposals.slice(0, 1), proposals);
const hash = changes.map(hashOfAll);
const reviewers = often<readonly string[]>([all], [BODIES, ["legal-affairs"], []]);
const at = often([AT], ["2018-01-20T01:00:00.000Z"]);
const byApplicant = often([applicant], people);
const verdict: fc.Arbitrary<Extract<AdmissionCommand, { type: "ReviewAdmission" }>["verdict"]> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ kind: "agree" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "object" as const, reason: "no" }) },
  { weight: 1, arbitrary: fc.constant({ kind: "agreeWithConditions" as const, conditions: "yes, if" }) },
);

const words = fc.record({ changes, reviewers });
const standing = fc.constant([]);
const command: fc.Arbitrary<AdmissionCommand> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("DraftAdmission" as const), data: words, by: byApplicant, at }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("ReviseAdmission" as const), data: words, by: byApplicant, at }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("SubmitAdmission" as const), standing, by: byApplicant, at }),
  },
  {
    weight: 20,
    arbitrary: fc.record({
      type: fc.constant("ReviewAdmission" as const),
      hash,
      verdict,
      by: often(
        all.map((body) => party(body)),
        people,
      ),
      at,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("ApproveAdmission" as const),
      hash,
      standing,
      acceptsConditions: fc.boolean(),
      by: often([government], people),
      at,
    }),
  },
);
const commands = fc.array(command, { minLength: 20, maxLength: 80, size: "max" });

const isComplete = (state: Extract<AdmissionState, { status: "approved" }>): void => {
  const { applicants, department, everReviewed, reviews, submission, decision, changes: approved } = state;
  const accounts = everReviewed.map(({ account }) => account);
  const bodies = everReviewed.map((one) => one.department);
  expect(submission.required.length).toBeGreaterThan(0);
  for (const { body, covers } of submission.required) {
    const review = reviews.find((one) => one.department === body);
    expect(review?.verdict.kind).toMatch(/^agree/);
    expect(review?.covers).toEqual(covers);
  }
  expect(hashOfAll(approved)).toBe(submission.hash);
  expect(accounts.filter((account) => applicants.includes(account))).toEqual([]);
  expect(bodies).not.toContain(department);
  expect([...applicants, ...accounts]).not.toContain(decision.account);
  expect([department, ...bodies]).not.toContain(decision.department);
  for (const { effectiveFrom } of approved) expect(effectiveFrom > decision.on).toBe(true);
};

it("whatever is asked, no admission is approved but by a complete review in which nobody judges his own", () => {
  let reached = 0;
  let afterAnObjection = 0;
  fc.assert(
    fc.property(commands, (asked) => {
      const approved = walk(admissionDecider, asked).find((state) => state.status === "approved");
      if (approved?.status !== "approved") return;
      reached += 1;
      if (approved.round > 1) afterAnObjection += 1;
      isComplete(approved);
    }),
    { numRuns: 250 },
  );
  expect(reached).toBeGreaterThan(40);
  expect(afterAnObjection).toBeGreaterThan(5);
});

it("whatever is asked of it, an item has only versions that its admission approved", () => {
  const items = itemDeciderWith({ digest, isGenuine: () => true });
  let reached = 0;
  fc.assert(
    fc.property(commands, changes, fc.boolean(), (asked, tried, own) => {
      const last = walk(admissionDecider, asked).at(-1) ?? admissionDecider.initial;
      const approval = approvalOf("one", last);
      if (approval === undefined || last.status !== "approved") return;
      const approved = last.changes;
      for (const change of own ? approved : tried)
        try {
          const [event] = items.decide({ type: "AdmitChange", change, approval, at: AT }, items.initial);
          if (event === undefined) continue;
          reached += 1;
          expect(approved).toContainEqual(change);
        } catch (error) {
          if (!isDomainError(error)) throw error;
          expect(approved).not.toContainEqual(change);
        }
    }),
    { numRuns: 250 },
  );
  expect(reached).toBeGreaterThan(30);
});
