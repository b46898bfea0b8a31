import { CommunityCode, Day, OrganizationId, RecordId, Ulid } from "@wangge/contracts";
import { action, idFrom, keyOfAccount, newId, type CallContext, type Stored, type Where } from "@wangge/kit";
import { z } from "zod";
import type { Ballots } from "../../app/councils/ballots.ts";
import {
  accountOf,
  askedBy,
  councilOf,
  idOf,
  mustLieIn,
  mustServe,
  serves,
  todayOf,
  type Desk,
} from "../../app/councils/desk.ts";
import {
  ballotOf,
  lastDayOf,
  missing,
  mustBeIn,
  PHASES,
  phaseOn,
  refusals,
  slipOf,
  spentOn,
  type Budget,
  type BudgetCommand,
  type BudgetState,
  type Phase,
} from "../../domain/councils/index.ts";
import { Account, ById, Code, InCommunity, nextOf, OFFICERS, Paged, RESIDENTS, Text, Wanted } from "./input.ts";

const Fen = z.int().min(1).max(100_000_000_000).describe("分");
const PhaseName = z.enum(PHASES).describe("筹备, 告知, 征集, 初审, 遴选, 评估, 公布造价, 投票, 计票, 完成");

const ProjectView = z.object({
  id: Ulid,
  text: z.string(),
  own: z.boolean(),
  cost: Fen.optional().describe("as proposed; of the valuation from publishing prices on"),
  withdrawn: z.boolean(),
  ineligible: z.string().optional(),
  selected: z.boolean().optional(),
  feasible: z.boolean().optional(),
  reasons: z.string().optional().describe("of the valuation"),
  onBallot: z.boolean(),
  supports: z.int().optional().describe("when the ballots are counted; of winners"),
  spent: z.int().optional(),
  reports: z.array(z.string()).optional(),
});

const BudgetView = z.object({
  id: Ulid,
  community: CommunityCode,
  courtyard: RecordId,
  title: z.string(),
  amount: Fen,
  unit: z.enum(["household", "resident"]).describe("who has one vote"),
  rule: z.union([
    z.object({ kind: z.literal("spendAtLeast"), part: z.int() }),
    z.object({ kind: z.literal("minProjects"), least: z.int() }),
  ]),
  ties: z.array(z.string()).describe("what decides between equally supported projects, in this order"),
  phase: PhaseName.optional(),
  plan: z.array(z.object({ phase: PhaseName, from: Day, until: Day.optional().describe("its last day") })),
  projects: z.array(ProjectView),
  decided: z
    .object({ ballots: z.int(), winners: z.array(Ulid), spent: z.int() })
    .optional()
    .describe("when the ballots were reviewed; nothing of it before"),
});

const refuse = refusals("budget");

/** From here on everybody reads what a valuation has come to. */
const PRICED: readonly Phase[] = ["publishingPrices", "balloting", "reviewingBallots", "finished"];

/** 院落微预算 */
export const budgetActions = (desk: Desk, ballots: Ballots) => {
  const { budgets, vault, clock, rules } = desk;
  type Known = Stored<BudgetState> & { readonly state: Budget };

  const known = async (id: string): Promise<Known> => {
    const stored = await budgets.load(id);
    if (stored === undefined || stored.state.status === "none") throw missing("budget");
    return { ...stored, state: stored.state };
  };

  const shown = (stored: Known, inside: boolean, { actor }: CallContext): z.input<typeof BudgetView> => {
    const { id, state } = stored;
    const book = vault.of("budgets", id, stored);
    const phase = phaseOn(state.plan, todayOf(desk));
    const isPriced = inside || (phase !== undefined && PRICED.includes(phase));
    const ballot = ballotOf(state);
    const { winners = [] } = state;
    const projects = state.projects.map((project) => {
      const { id: own, words, proposer, cost, withdrawn, ineligible, selected, valuation } = project;
      const won = winners.find((one) => one.id === own);
      return {
        ...{ id: own, text: book.read(words), own: proposer === accountOf(actor), withdrawn: withdrawn === true },
        ...(valuation === undefined || isPriced ? { cost } : {}),
        ...(ineligible === undefined ? {} : { ineligible }),
        ...(selected === undefined ? {} : { selected }),
        ...(valuation !== undefined && isPriced
          ? { feasible: valuation.feasible, reasons: book.read(valuation.words) }
          : {}),
        onBallot: ballot.some((one) => one.id === own),
        ...(won === undefined
          ? {}
          : {
              supports: won.supports,
              spent: spentOn(state, own),
              reports: state.reports.filter((one) => one.project === own).map((one) => book.read(one.words)),
            }),
      };
    });
    const { community, courtyard, amount, unit, rule, plan } = state;
    return {
      ...{ id, community, courtyard, title: book.read(state.title), amount, unit, rule, projects },
      ties: [...rules.budget(clock.now()).ties],
      ...(phase === undefined ? {} : { phase }),
      plan: plan.map((one) => {
        const until = lastDayOf(plan, one.phase);
        return { ...one, ...(until === undefined ? {} : { until }) };
      }),
      ...(state.status === "decided"
        ? {
            decided: {
              ballots: state.ballots ?? 0,
              winners: winners.map((one) => one.id),
              spent: winners.reduce((sum, one) => sum + spentOn(state, one.id), 0),
            },
          }
        : {}),
    };
  };
  const view = async (id: string, context: CallContext) => {
    const stored = await known(id);
    const council = await councilOf(desk, stored.state.community);
    return shown(stored, context.actor !== undefined && serves(council, context.actor), context);
  };
  const ask = async (
    id: string,
    make: (asked: ReturnType<typeof askedBy>, write: (text: string) => string) => BudgetCommand,
    context: CallContext,
  ) => {
    const book = vault.of("budgets", id, await known(id));
    await budgets.handle(id, make(askedBy(desk, context), book.write), context.meta);
    return view(id, context);
  };
  const askAsOfficer = async (id: string, make: Parameters<typeof ask>[1], context: CallContext) => {
    await mustServe(desk, (await known(id)).state.community, context);
    return ask(id, make, context);
  };

  const OnProject = ById.extend({ project: Ulid });
  const Done = z.object({ done: z.literal(true) }).describe("and nothing else: no answer tells how the vote stands");
  const done = { done: true } as const;
  const Chosen = z.array(Ulid).max(200).describe("the projects that are wanted");

  /** @throws DomainError outside the phases */
  const inPhase = async (id: string, ...phases: readonly Phase[]): Promise<Budget> => {
    const { state } = await known(id);
    mustBeIn(state, clock.now(), ...phases);
    return state;
  };
  /** Until people vote the roll may grow. */
  const ENROLLING = PHASES.slice(0, PHASES.indexOf("balloting"));

  return {
    openBudget: action({
      rest: "POST /councils/:community/budgets",
      summary: "院落微预算: money of a courtyard, and the days on which its phases begin",
      access: OFFICERS,
      status: 201,
      input: InCommunity.extend({
        courtyard: RecordId,
        title: z.string().trim().min(1).max(100),
        amount: Fen,
        unit: z.enum(["household", "resident"]).default("household"),
        minProjects: z
          .int()
          .min(1)
          .max(50)
          .optional()
          .describe("an order names so many projects; absent: it spends the part of the budget that the rules say"),
        plan: z.array(z.strictObject({ phase: PhaseName, from: Day })).max(PHASES.length),
      }),
      output: BudgetView,
      run: async ({ community, title, minProjects, ...opened }, context) => {
        await mustServe(desk, community, context);
        await mustLieIn(desk, opened.courtyard, community);
        const id = idOf("budget", context);
        const asked = askedBy(desk, context);
        const book = vault.of("budgets", id, await budgets.load(id));
        const rule =
          minProjects === undefined
            ? ({ kind: "spendAtLeast", part: rules.budget(asked.at).spendAtLeast } as const)
            : ({ kind: "minProjects", least: minProjects } as const);
        const data = { ...opened, community, title: book.write(title), rule, ...asked };
        await budgets.handle(id, { type: "OpenBudget", ...data }, context.meta, book.sealed);
        return view(id, context);
      },
    }),
    budgets: action({
      rest: "GET /councils/:community/budgets",
      summary: "院落微预算 of a community, newest first, a page at a time",
      access: "public",
      input: InCommunity.extend(Paged),
      output: z.object({ budgets: z.array(BudgetView), next: z.string().optional() }),
      run: async ({ community, after, limit }, context) => {
        const council = await councilOf(desk, community);
        const inside = context.actor !== undefined && serves(council, context.actor);
        const where: Where = { "state.community": community };
        const found = await budgets.find({ where, limit, after });
        const views = found.flatMap((one) =>
          one.state.status === "none" ? [] : [shown({ ...one, state: one.state }, inside, context)],
        );
        return { budgets: views, ...nextOf(found, limit) };
      },
    }),
    budget: action({
      rest: "GET /budgets/:id",
      summary: "One budget with its projects; how the vote went when the ballots were reviewed",
      access: "public",
      input: ById,
      output: BudgetView,
      run: ({ id }, context) => view(id, context),
    }),
    movePhase: action({
      rest: "POST /budgets/:id/phases",
      summary: "A phase begins another day; the one before it ends then",
      access: OFFICERS,
      input: ById.extend({ phase: PhaseName, from: Day }),
      output: BudgetView,
      run: ({ id, phase, from }, context) =>
        askAsOfficer(id, (asked) => ({ type: "MovePhase", phase, from, ...asked }), context),
    }),
    proposeProject: action({
      rest: "POST /budgets/:id/projects",
      summary: "项目建议: what the money might be spent on, and what it may cost",
      access: RESIDENTS,
      status: 201,
      input: ById.extend({ text: Text, cost: Fen }),
      output: BudgetView,
      run: ({ id, text, cost }, context) => {
        const { actor, idempotencyKey: key } = context;
        const project = key === undefined ? newId() : idFrom("social/project", id, keyOfAccount(actor?.id, key));
        return ask(
          id,
          (asked, write) => ({ type: "ProposeProject", project: { id: project, words: write(text), cost }, ...asked }),
          context,
        );
      },
    }),
    withdrawProject: action({
      rest: "POST /budgets/:id/projects/:project/withdraw",
      summary: "Whoever proposed it takes it back",
      access: RESIDENTS,
      input: OnProject,
      output: BudgetView,
      run: ({ id, project }, context) => ask(id, (asked) => ({ type: "WithdrawProject", project, ...asked }), context),
    }),
    excludeProject: action({
      rest: "POST /budgets/:id/projects/:project/exclude",
      summary: "不符合条件: with a reason of the rules",
      access: OFFICERS,
      input: OnProject.extend({ reason: Code }),
      output: BudgetView,
      run: ({ id, project, reason }, context) =>
        askAsOfficer(id, (asked) => ({ type: "ExcludeProject", project, reason, ...asked }), context),
    }),
    selectProject: action({
      rest: "POST /budgets/:id/projects/:project/select",
      summary: "遴选: which projects are valued and voted on",
      access: OFFICERS,
      input: OnProject.extend({ selected: z.boolean() }),
      output: BudgetView,
      run: ({ id, project, selected }, context) =>
        askAsOfficer(id, (asked) => ({ type: "SelectProject", project, selected, ...asked }), context),
    }),
    valuateProject: action({
      rest: "POST /budgets/:id/projects/:project/valuation",
      summary: "评估: what it really costs, whether it can be done, why, and who would do it",
      access: OFFICERS,
      input: OnProject.extend({
        cost: Fen,
        feasible: z.boolean(),
        text: Text.describe("the reasons"),
        execution: z.union([z.strictObject({ organization: OrganizationId }), z.strictObject({ wanted: Wanted })]),
      }),
      output: BudgetView,
      run: async ({ id, project, cost, feasible, text, execution }, context) => {
        if ("organization" in execution) {
          const found = await desk.standing(execution.organization, todayOf(desk));
          if (found === undefined || found.status === "deregistered" || found.ban !== undefined)
            throw refuse("organization_unfit", "No such organization carries projects out now");
        }
        return askAsOfficer(
          id,
          (asked, write) => ({
            ...{ type: "ValuateProject", project, cost, feasible, words: write(text), execution },
            ...asked,
          }),
          context,
        );
      },
    }),
    enrolVoter: action({
      rest: "POST /budgets/:id/voters",
      summary:
        "选民名册: a household or resident, and the accounts that may cast its one vote; kept as keyed hashes only",
      access: OFFICERS,
      input: ById.extend({
        voter: z.string().trim().min(1).max(100).describe("door of the household, or number of the resident"),
        accounts: z.array(Account).max(20).default([]),
      }),
      output: Done,
      run: async ({ id, voter, accounts }, context) => {
        const { community } = await inPhase(id, ...ENROLLING);
        await mustServe(desk, community, context);
        await ballots.prepare(id);
        await ballots.enrol(id, voter, accounts, context.meta);
        return done;
      },
    }),
    castBallot: action({
      rest: "POST /budgets/:id/ballot",
      summary: "投票: an order of projects; sealed until the ballots are reviewed",
      access: RESIDENTS,
      input: ById.extend({ projects: Chosen }),
      output: Done,
      run: async ({ id, projects }, context) => {
        const budget = await inPhase(id, "balloting");
        await ballots.prepare(id);
        await ballots.cast(id, accountOf(context.actor), slipOf(projects, ballotOf(budget), budget), context.meta);
        return done;
      },
    }),
    withdrawBallot: action({
      rest: "POST /budgets/:id/ballot/withdraw",
      summary: "撤回选票: an order is not edited; withdrawn, another can be cast",
      access: RESIDENTS,
      input: ById,
      output: Done,
      run: async ({ id }, context) => {
        await inPhase(id, "balloting");
        await ballots.prepare(id);
        await ballots.withdraw(id, accountOf(context.actor), context.meta);
        return done;
      },
    }),
    handOutPaper: action({
      rest: "POST /budgets/:id/papers",
      summary: "纸质选票: a voter of the roll gets a paper, and votes in no other way",
      access: OFFICERS,
      input: ById.extend({ voter: z.string().trim().min(1).max(100) }),
      output: Done,
      run: async ({ id, voter }, context) => {
        const { community } = await inPhase(id, "balloting");
        await mustServe(desk, community, context);
        await ballots.prepare(id);
        await ballots.handOutPaper(id, voter, context.meta);
        return done;
      },
    }),
    enterPaper: action({
      rest: "POST /budgets/:id/papers/:number/entry",
      summary: "录入纸质选票: by two people apart, without the voter; where they differ both enter it again",
      access: OFFICERS,
      input: ById.extend({ number: z.coerce.number().int().min(1).max(100_000), projects: Chosen }),
      output: z.object({ entry: z.enum(["entered", "confirmed", "disputed"]) }),
      run: async ({ id, number, projects }, context) => {
        // After the last day too: a paper that was entered once keeps the box from being closed.
        const budget = await inPhase(id, "balloting", "reviewingBallots", "finished");
        await mustServe(desk, budget.community, context);
        const slip = slipOf(projects, ballotOf(budget), budget);
        const entered = { number, slip, by: accountOf(context.actor) };
        return { entry: await ballots.enterPaper(id, entered, context.meta) };
      },
    }),
    recordSpending: action({
      rest: "POST /budgets/:id/projects/:project/spendings",
      summary: "支出: what was spent on a project that won; never more than was voted for it",
      access: OFFICERS,
      status: 201,
      input: OnProject.extend({ amount: Fen }),
      output: BudgetView,
      run: ({ id, project, amount }, context) =>
        askAsOfficer(id, (asked) => ({ type: "RecordSpending", project, amount, ...asked }), context),
    }),
    reportProject: action({
      rest: "POST /budgets/:id/projects/:project/reports",
      summary: "实施报告: what became of a project that won, for everybody",
      access: OFFICERS,
      status: 201,
      input: OnProject.extend({ text: Text }),
      output: BudgetView,
      run: ({ id, project, text }, context) =>
        askAsOfficer(id, (asked, write) => ({ type: "ReportProject", project, words: write(text), ...asked }), context),
    }),
  };
};
