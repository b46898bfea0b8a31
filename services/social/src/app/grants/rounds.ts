import { hash } from "node:crypto";
import { dayOf } from "@wangge/calendar";
import { canonicalJson, DomainError, idFrom, pagesOf, type Clock, type Meta, type Stored } from "@wangge/kit";
import {
  linesOf,
  overlapsOf,
  unknownAllocation,
  type Allocation,
  type AllocationState,
  type Bar,
  type Finding,
  type Project,
} from "../../domain/grants/allocation/index.ts";
import { verifiedValue, isReached, type Grant } from "../../domain/grants/grant/index.ts";
import { partOf } from "../../domain/money.ts";
import type { Candidate, Standing } from "../ports.ts";
import type { GrantPorts } from "./ports.ts";
import type { GrantRules } from "./rules.ts";
import type { GrantStores } from "./stores.ts";
import { bookOn } from "./treasury.ts";

export const knownAllocation = (stored: Stored<AllocationState> | undefined): Stored<Allocation> => {
  if (stored === undefined || stored.state.status === "none") throw unknownAllocation();
  return { ...stored, state: stored.state };
};

/** What a determination confirms, as one text: the same inputs and the same decisions on findings are the same bytes. */
const textOf = ({ inputs, findings }: Allocation, lines: Allocation["lines"]): string =>
  canonicalJson({
    inputs,
    duplicates: findings.filter(({ decided }) => decided?.duplicate === true).map(({ id }) => id),
    lines,
  });

const hashOf = (text: string): string => hash("sha256", text, "hex");

export const resultHash = (allocation: Allocation): string => hashOf(textOf(allocation, allocation.lines));

/** Worked out once more from what was kept of it. */
export const recomputed = (allocation: Allocation) => {
  const again = textOf(allocation, linesOf(allocation.inputs, allocation.findings));
  const stored = textOf(allocation, allocation.lines);
  return {
    hash: hashOf(stored),
    recomputed: hashOf(again),
    identical: again === stored && (allocation.hash === undefined || allocation.hash === hashOf(again)),
    rule: allocation.inputs.rule.version,
  };
};

const standingBar = (standing: Standing | undefined): string | undefined => {
  if (standing === undefined) return "noStanding";
  if (standing.ban !== undefined) return "banned";
  if (standing.status !== "registered") return "notRegistered";
  return standing.reportsMissing.length > 0 ? "reportMissing" : undefined;
};

const projectOfGrant = ({ id, state }: Stored<Grant>): Project => ({
  kind: "grant",
  id,
  organization: state.organization,
  title: state.title,
  from: dayOf(state.offeredAt),
  until: state.stages.at(-1)?.due ?? dayOf(state.offeredAt),
  grids: state.grids,
  costs: state.stages.map(({ title }) => title),
  amount: state.amount,
});

const projectOfCandidate = (candidate: Candidate, today: string): Project => ({
  kind: "application",
  id: candidate.application,
  organization: candidate.organization,
  title: candidate.title,
  from: today,
  until: candidate.stages.map(({ due }) => due).reduce((one, other) => (other > one ? other : one), today),
  grids: candidate.grids,
  costs: candidate.stages.map(({ title }) => title),
  amount: candidate.asked,
});

interface Needed {
  readonly stores: GrantStores;
  readonly ports: GrantPorts;
  readonly rules: GrantRules;
  readonly clock: Clock;
}

/** 分配. Gathers what a round is allocated from, and has it worked out by rule. */
export const createRounds = ({ stores, ports, rules, clock }: Needed) => {
  const { books, allocations, grants } = stores;
  const { organizations, selection, otherProjects } = ports;

  /** 后续资助: only of what was completed and reached what it had promised, as a grid worker found it. */
  const followBar = async ({ follows, asked, organization }: Candidate): Promise<string | undefined> => {
    if (follows === undefined) return undefined;
    const former = (await grants.load(follows))?.state;
    if (former === undefined || former.status === "none" || former.organization !== organization)
      return "followsNothing";
    if (former.outcome !== "completed") return "followsUnfinished";
    const missed = former.conditions?.indicators.some((indicator) => {
      const value = verifiedValue(former, indicator.id);
      return value === undefined || !isReached(indicator, value, indicator.target);
    });
    if (missed === true) return "followsMissedTargets";
    const { mostOfFormer } = rules.followAt(clock.now());
    return asked > partOf(former.amount, mostOfFormer) ? "followsTooMuch" : undefined;
  };

  const barsOf = async (candidates: readonly Candidate[], today: string): Promise<readonly Bar[]> => {
    const bars: Bar[] = [];
    for (const candidate of candidates) {
      const { application, organization } = candidate;
      const why = standingBar(await organizations.standing(organization, today)) ?? (await followBar(candidate));
      if (why !== undefined) bars.push({ application, why });
    }
    return bars;
  };

  const fundedProjects = async (): Promise<readonly Project[]> => {
    const found: Project[] = [];
    for await (const page of pagesOf(grants, { "state.status": { in: ["offered", "active", "ending", "closed"] } }))
      for (const { state, ...one } of page)
        if (state.status !== "none" && state.outcome !== "lapsed") found.push(projectOfGrant({ ...one, state }));
    return found;
  };

  const findingsOf = async (
    round: string,
    candidates: readonly Candidate[],
    at: string,
  ): Promise<readonly Finding[]> => {
    const rule = rules.overlapsAt(at);
    const ours = candidates.map((candidate) => projectOfCandidate(candidate, dayOf(at)));
    const until = ours.map((one) => one.until).reduce((one, other) => (other > one ? other : one), dayOf(at));
    const funded = [...(await fundedProjects()), ...(await otherProjects(dayOf(at), until))];
    const findings: Finding[] = [];
    for (const [rank, project] of ours.entries()) {
      const house = new Set(await organizations.related(project.organization));
      // Of two of one round the one that stands behind is the one that may be too many.
      const others = [...funded, ...ours.slice(0, rank)].filter(({ id }) => id !== candidates[rank]?.follows);
      for (const overlap of overlapsOf(rule, project, others, house))
        findings.push({
          ...overlap,
          id: idFrom("social/finding", round, project.id, overlap.with.kind, overlap.with.id),
        });
    }
    return findings;
  };

  /** What was decided of a finding holds when it is found again. */
  const asDecidedBefore = (findings: readonly Finding[], before: AllocationState | undefined): readonly Finding[] => {
    const known = before === undefined || before.status === "none" ? [] : before.findings;
    return findings.map((one) => {
      const decided = known.find(({ id }) => id === one.id)?.decided;
      return decided === undefined ? one : { ...one, decided };
    });
  };

  return {
    run: async (round: string, by: string, meta: Meta): Promise<Stored<Allocation>> => {
      const at = clock.now();
      const before = (await allocations.load(round))?.state;
      if (before !== undefined && before.status !== "none" && before.status !== "proposed")
        throw new DomainError("rule", "social.allocation.not_now", "This round is determined", {
          status: before.status,
        });
      const about = await selection.round(round);
      if (about === undefined) throw new DomainError("missing", "social.round.unknown", "There is no such round");
      const candidates = await selection.candidates(round);
      const { id: book, state } = await bookOn(books, about.fund, dayOf(at));
      const { programme, envelope } = about;
      // Before the round is allocated: what two rounds count on at once only one of them gets.
      await books.handle(book, { type: "Reserve", data: { round, programme, amount: envelope }, by, at }, meta);
      const inputs = {
        ...{ round, book, programme, envelope },
        rule: rules.allocationAt(at, state.source),
        candidates: candidates.map(
          ({ application, organization, title, budget, asked, own, score, stages, grids, follows }) => ({
            ...{ application, organization, title, budget, asked, own, score, stages, grids },
            ...(follows === undefined ? {} : { follows }),
          }),
        ),
        bars: await barsOf(candidates, dayOf(at)),
      };
      const findings = asDecidedBefore(await findingsOf(round, candidates, at), before);
      return knownAllocation(
        await allocations.handle(round, { type: "RunAllocation", data: { inputs, findings }, by, at }, meta),
      );
    },
  };
};

export type Rounds = ReturnType<typeof createRounds>;
