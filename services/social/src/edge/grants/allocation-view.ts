import { Instant, OrganizationId, ContentHash, Ulid } from "@wangge/contracts";
import { Amount, ApplicationId, FundBookId, RoundId } from "@wangge/contracts/events";
import type { Actor, Stored } from "@wangge/kit";
import { z } from "zod";
import { resultHash } from "../../app/grants/rounds.ts";
import type { Allocation, Objection } from "../../domain/grants/allocation/index.ts";
import { isOfOffice } from "./access.ts";

const Line = z.object({
  application: ApplicationId,
  organization: OrganizationId,
  title: z.string(),
  rank: z.int(),
  most: Amount.describe("by the caps"),
  cappedBy: z.enum(["asked", "need", "share", "most", "matching"]).describe("申请额, 缺口, 占比上限, 金额上限, 配比"),
  left: Amount.describe("what was left when its turn came"),
  granted: Amount.describe("by rule"),
  stages: z.int(),
  outcome: z.enum(["whole", "part", "none"]),
  reason: z.string().optional(),
});

const Finding = z.object({
  id: Ulid,
  application: ApplicationId,
  with: z.object({
    kind: z.enum(["grant", "purchase", "application"]),
    id: z.string(),
    organization: z.string(),
    title: z.string(),
    from: z.string(),
    until: z.string(),
    amount: Amount,
  }),
  reasons: z.array(z.string()),
  titleLikeness: z.int(),
  costs: z.array(z.object({ ours: z.string(), theirs: z.string(), likeness: z.int() })),
  decided: z.object({ duplicate: z.boolean(), reason: z.string(), by: z.string() }).optional(),
});

const Edition = z.object({
  number: z.int(),
  awards: z.array(
    z.object({ application: ApplicationId, granted: Amount, stages: z.int(), reason: z.string().optional() }),
  ),
  by: z.string().optional(),
  at: Instant,
  reasons: z.string(),
  because: z.string().optional().describe("the objection that led to it"),
  differences: z.array(z.object({ application: ApplicationId, before: Amount, after: Amount })),
  publicUntil: Instant,
});

const ObjectionView = z.object({
  id: Ulid,
  mine: z.boolean(),
  by: z.string().optional(),
  about: ApplicationId.optional(),
  text: z.string().optional(),
  raisedAt: Instant,
  answerBy: Instant,
  status: z.enum(["open", "upheld", "rejected", "appealed", "appealUpheld", "appealRejected"]),
  reason: z.string().optional(),
  appealBy: Instant.optional(),
  appealText: z.string().optional(),
  appealReason: z.string().optional(),
  decideBy: Instant.optional(),
});

export const AllocationView = z.object({
  round: RoundId,
  version: z.int(),
  status: z.enum(["proposed", "determined", "concluded", "abandoned"]),
  book: FundBookId,
  programme: z.string(),
  envelope: Amount,
  rule: z.string(),
  hash: ContentHash.optional().describe("of inputs and result: what a determination names"),
  runBy: z.string().optional(),
  runAt: Instant,
  lines: z.array(Line),
  bars: z.array(z.object({ application: ApplicationId, why: z.string() })).optional(),
  findings: z.array(Finding).optional(),
  editions: z.array(Edition),
  objections: z.array(ObjectionView),
  settled: z.boolean(),
});

/** What somebody wrote is for the office and for himself; that he objected, and what came of it, is for all. */
const objectionOf = (objection: Objection, actor: Actor | undefined): z.input<typeof ObjectionView> => {
  const { id, by, about, text, raisedAt, answerBy, status, answer, appeal } = objection;
  const mine = actor?.id === by;
  const isShown = mine || isOfOffice(actor);
  return {
    ...{ id, mine, raisedAt, answerBy, status },
    ...(about === undefined ? {} : { about }),
    ...(isShown ? { by, text } : {}),
    ...(answer === undefined ? {} : { reason: answer.reason }),
    ...(answer?.appealBy === undefined ? {} : { appealBy: answer.appealBy }),
    ...(appeal === undefined ? {} : { decideBy: appeal.decideBy }),
    ...(appeal !== undefined && isShown ? { appealText: appeal.text } : {}),
    ...(appeal?.decided === undefined ? {} : { appealReason: appeal.decided.reason }),
  };
};

/** The public sees what was determined and what the rule gave; who did it, who is barred and what looked like a duplicate is for the office. */
export const allocationView = (
  { id: round, version, state }: Stored<Allocation>,
  actor: Actor | undefined,
): z.input<typeof AllocationView> => {
  const { status, inputs, runBy, runAt, lines, findings, editions, objections, settled } = state;
  const { book, programme, envelope, rule, bars, candidates } = inputs;
  const isOffice = isOfOffice(actor);
  const named = new Map(
    candidates.map(({ application, organization, title }) => [application, { organization, title }]),
  );
  return {
    ...{ round, version, status, book, programme, envelope, rule: rule.version, runAt, settled },
    lines: lines.map(({ reason, ...line }) => ({
      ...line,
      ...(named.get(line.application) ?? { organization: "", title: "" }),
      ...(reason === undefined ? {} : { reason }),
    })),
    editions: editions.map(({ by, awards, differences, ...edition }) => ({
      ...edition,
      ...(isOffice ? { by } : {}),
      awards: [...awards],
      differences: [...differences],
    })),
    objections: objections.map((one) => objectionOf(one, actor)),
    ...(isOffice
      ? {
          ...{ hash: resultHash(state), runBy, bars: [...bars] },
          findings: findings.map(({ reasons, costs, ...finding }) => ({
            ...finding,
            reasons: [...reasons],
            costs: [...costs],
          })),
        }
      : {}),
  };
};
