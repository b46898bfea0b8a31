import { Instant, StreetCode } from "@wangge/contracts";
import { action, DomainError, pagesOf, reject, type Actor } from "@wangge/kit";
import { z } from "zod";
import type { WakeDeps } from "../app/policies/wake-due.ts";
import { ASSUMPTIONS, ChangedRules, changesOf, whatIf, type Case } from "../app/whatif.ts";
import type { RulesThatAre } from "../app/whatif.ts";
import type { Rules } from "../domain/index.ts";
import type { CaseEdge } from "./case-edge.ts";

const PAGE = 200;
const AT_ONCE = 20;
/** More than that is a matter for the command, which runs beside the service. */
const MOST = 2_000;

const Counts = z.record(z.string(), z.int());
const TallyView = z.object({
  cases: z.int(),
  closed: z.int(),
  late: z.int(),
  orders: z.int(),
  met: z.int(),
  missed: z.int(),
  missedOf: Counts,
  escalations: Counts,
  exhausted: z.int(),
  returns: z.int(),
  handOns: z.int(),
  granted: z.int(),
  refused: z.int(),
  suspensions: z.int(),
});
const RowView = z.object({ was: TallyView, is: TallyView });
const Table = z.record(z.string(), RowView);
const Glimpse = z.object({
  type: z.string(),
  at: Instant,
  department: z.string().optional(),
  about: z.string().optional(),
  level: z.int().optional(),
  dueAt: Instant.optional(),
});
const OutcomeView = z.object({
  status: z.string(),
  late: z.int(),
  met: z.int(),
  missed: z.int(),
  told: z.int(),
  orders: Counts,
});

export const ComparisonView = z.object({
  cases: z.int(),
  events: z.object({ recorded: z.int(), was: z.int(), is: z.int() }),
  proof: z.object({ same: z.int(), different: z.array(z.string()) }).describe("replayed under the rules that were"),
  lookedLate: z.int(),
  rules: z.array(z.string()),
  assumptions: z.array(z.string()),
  total: RowView,
  streets: Table,
  departments: Table,
  categories: Table,
  changed: z.array(
    z.object({
      caseId: z.string(),
      street: z.string(),
      category: z.string(),
      rules: z.array(z.string()),
      onlyTogether: z.literal(true).optional(),
      first: z.object({ index: z.int(), was: Glimpse.optional(), is: Glimpse.optional() }),
      was: OutcomeView,
      is: OutcomeView,
    }),
  ),
  impossible: z.array(
    z.object({
      caseId: z.string(),
      command: z.string(),
      at: Instant,
      code: z.string(),
      instead: z.string().optional(),
    }),
  ),
  undecided: z.array(z.string()),
  unread: z.array(z.string()),
});

export interface WhatIfDeps extends Pick<CaseEdge, "cases" | "clock" | "mayKnow"> {
  readonly superiorsOf: WakeDeps["superiorsOf"];
  /** By which the cases went. */
  readonly caseRules: Rules;
  /** With which changed ones are compared. */
  readonly rulesThatAre: () => RulesThatAre;
}

/** 推演. What a changed rule would have made of a past span. */
export const whatIfActions = ({ cases, clock, mayKnow, superiorsOf, caseRules, rulesThatAre }: WhatIfDeps) => {
  let isBusy = false;

  const spanOf = async (
    { from, to, street }: { readonly from: string; readonly to: string; readonly street?: string | undefined },
    actor: Actor | undefined,
  ) => {
    const where = {
      "state.reportedAt": { gte: from, lt: to },
      ...(street === undefined ? {} : { "state.street": street }),
    };
    const found: { id: string; grid: string }[] = [];
    for await (const page of pagesOf(cases, where, PAGE)) {
      for (const { id, state } of page)
        if ("grid" in state && mayKnow(state, actor)) found.push({ id, grid: state.grid });
      if (found.length > MOST)
        throw reject(
          "dispatch.whatif.too_many",
          "Too many cases for one question: a shorter span, a street, or the command",
          {
            most: MOST,
          },
        );
    }
    return found;
  };

  async function* historiesOf(found: readonly { readonly id: string }[]): AsyncGenerator<readonly Case[]> {
    for (let start = 0; start < found.length; start += AT_ONCE)
      yield await Promise.all(
        found.slice(start, start + AT_ONCE).map(async ({ id }) => ({ id, history: await cases.history(id) })),
      );
  }

  return {
    whatIf: action({
      rest: "POST /cases/what-if",
      summary:
        "推演: the cases of a past span under changed rules, beside the rules that were; nothing is written or published",
      access: ["supervisor"],
      idempotent: true,
      input: z.strictObject({ from: Instant, to: Instant, street: StreetCode.optional(), rules: ChangedRules }),
      output: ComparisonView,
      run: async ({ rules, ...span }, { actor }) => {
        const changes = changesOf(rules, rulesThatAre());
        if (isBusy) throw new DomainError("unavailable", "dispatch.whatif.busy", "Another one is being worked out");
        isBusy = true;
        try {
          const found = await spanOf(span, actor);
          const lines = await superiorsOf([...new Set(found.map(({ grid }) => grid))]);
          const compared = await whatIf({
            pages: historiesOf(found),
            changes,
            until: clock.now(),
            lineOf: (grid) => lines.get(grid) ?? {},
            rules: caseRules,
          });
          return JSON.parse(JSON.stringify({ ...compared, assumptions: ASSUMPTIONS })) as z.input<
            typeof ComparisonView
          >;
        } finally {
          isBusy = false;
        }
      },
    }),
  };
};
