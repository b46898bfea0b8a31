import { BudgetDecidedV1, BudgetPhaseEnteredV1 } from "@wangge/contracts/events";
import { eventually } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  as,
  COMMUNITY,
  COURTYARD,
  formCouncil,
  officer,
  openStation,
  refused,
  secondOfficer,
  stranger,
  WANTED,
  type Station,
} from "./councils-builders.ts";

const AMOUNT = 10_000_000;
const PLAN = [
  { phase: "accepting", from: "2017-12-27" },
  { phase: "reviewing", from: "2017-12-29" },
  { phase: "selecting", from: "2017-12-30" },
  { phase: "valuating", from: "2017-12-31" },
  { phase: "publishingPrices", from: "2018-01-02" },
  { phase: "balloting", from: "2018-01-03" },
  { phase: "reviewingBallots", from: "2018-01-06" },
  { phase: "finished", from: "2018-01-08" },
];
const noonOf = (phase: string): string => {
  const found = PLAN.find((one) => one.phase === phase);
  return `${found?.from ?? ""}T04:00:00.000Z`;
};

let station: Station;
let id: string;
beforeEach(async () => {
  station = await openStation();
  await formCouncil(station);
  const input = { community: COMMUNITY, courtyard: COURTYARD, title: "院落微更新", amount: AMOUNT, plan: PLAN };
  id = String((await station.ask("openBudget", input, officer))["id"]);
});
afterEach(() => station.stop());

type View = Record<string, unknown> & {
  readonly projects: readonly { readonly id: string; readonly [field: string]: unknown }[];
};
const budget = async (meta = as("r-0")): Promise<View> => (await station.ask("budget", { id }, meta)) as View;

/** Four projects of 5, 4, 3 and 2 parts, valued and ready for the ballot; voters a to f on the roll, f with a second account. */
const toBallot = async (): Promise<readonly string[]> => {
  for (const cost of [5_000_000, 4_000_000, 3_000_000, 2_000_000])
    await station.ask("proposeProject", { id, text: `项目${String(cost)}`, cost }, as("r-1"));
  const projects = (await budget()).projects.map((project) => project.id);
  for (const voter of ["a", "b", "c", "d", "e"])
    await station.ask("enrolVoter", { id, voter, accounts: [`acc-${voter}`] }, officer);
  await station.ask("enrolVoter", { id, voter: "f", accounts: ["acc-f1", "acc-f2"] }, officer);
  station.clock.set(noonOf("selecting"));
  for (const project of projects) await station.ask("selectProject", { id, project, selected: true }, officer);
  station.clock.set(noonOf("valuating"));
  for (const [place, project] of projects.entries()) {
    const cost = (5 - place) * 1_000_000;
    const valuation = { id, project, cost, feasible: true, text: "可行", execution: { wanted: WANTED } };
    await station.ask("valuateProject", valuation, officer);
  }
  station.clock.set(noonOf("balloting"));
  return projects;
};
const cast = (account: string, projects: readonly (string | undefined)[]) =>
  station.ask("castBallot", { id, projects }, as(account));

const decided = async (): Promise<View> => {
  station.clock.set(noonOf("finished"));
  return eventually(async () => {
    await station.settle();
    const view = await budget();
    expect(view).toHaveProperty("decided");
    return view;
  });
};

describe("phases 阶段", () => {
  it("follow one another without a gap, move with their neighbours, and are told once each", async () => {
    const moved = await station.ask("movePhase", { id, phase: "balloting", from: "2018-01-04" }, officer);
    const plan = moved["plan"] as readonly { phase: string; from: string; until?: string }[];
    expect(plan.find(({ phase }) => phase === "publishingPrices")).toMatchObject({ until: "2018-01-03" });
    await refused(
      station.ask("movePhase", { id, phase: "balloting", from: "2018-01-06" }, officer),
      "social.budget.phase_empty",
    );
    await refused(
      station.ask("movePhase", { id, phase: "accepting", from: "2017-12-28" }, officer),
      "social.budget.phase_begun",
    );
    await refused(
      station.ask("movePhase", { id, phase: "drafting", from: "2017-12-28" }, officer),
      "social.budget.no_such_phase",
    );
    await refused(
      station.ask("movePhase", { id, phase: "balloting", from: "2018-01-05" }, stranger),
      "social.council.not_yours",
    );
    station.clock.set("2017-12-30T01:00:00.000Z");
    await station.sweep();
    await station.sweep();
    const told = station.published(BudgetPhaseEnteredV1).map(({ phase, from }) => [phase, from]);
    expect(told).toEqual([
      ["accepting", "2017-12-27"],
      ["reviewing", "2017-12-29"],
      ["selecting", "2017-12-30"],
    ]);
  });

  it("are those of the rules, in their order", async () => {
    const open = (plan: object[]) =>
      station.ask("openBudget", { community: COMMUNITY, courtyard: COURTYARD, title: "t", amount: 100, plan }, officer);
    await refused(open(PLAN.filter(({ phase }) => phase !== "balloting")), "social.budget.phase_missing");
    await refused(open([...PLAN.slice(1, 2), ...PLAN.slice(0, 1), ...PLAN.slice(2)]), "social.budget.phase_order");
    await refused(open([{ phase: "accepting", from: "2017-12-26" }, ...PLAN.slice(1)]), "social.budget.phase_in_past");
  });

  it("decide what can be done", async () => {
    const [project = ""] = await toBallot();
    await refused(station.ask("proposeProject", { id, text: "晚了", cost: 1 }, as("r-1")), "social.budget.wrong_phase");
    await refused(station.ask("enrolVoter", { id, voter: "g" }, officer), "social.budget.wrong_phase");
    await refused(station.ask("selectProject", { id, project, selected: false }, officer), "social.budget.wrong_phase");
    station.clock.set(noonOf("reviewingBallots"));
    await refused(cast("acc-a", [project]), "social.budget.wrong_phase");
    await refused(station.ask("withdrawBallot", { id }, as("acc-a")), "social.budget.wrong_phase");
  });
});

describe("projects 项目", () => {
  it("are proposed within the budget, excluded with a reason, valued by another", async () => {
    await refused(
      station.ask("proposeProject", { id, text: "太贵", cost: AMOUNT + 1 }, as("r-1")),
      "social.budget.project_too_dear",
    );
    await station.ask("proposeProject", { id, text: "长椅", cost: 100 }, officer);
    await station.ask("proposeProject", { id, text: "院外", cost: 100 }, as("r-1"));
    const [own = { id: "" }, outside = { id: "" }] = (await budget()).projects;
    await refused(
      station.ask("excludeProject", { id, project: outside.id, reason: "ugly" }, officer),
      "social.budget.reason_unknown",
    );
    await station.ask("excludeProject", { id, project: outside.id, reason: "outsideCourtyard" }, officer);
    await refused(station.ask("withdrawProject", { id, project: own.id }, as("r-1")), "social.budget.not_your_project");
    station.clock.set(noonOf("valuating"));
    const valuation = { id, project: own.id, cost: 200, feasible: true, text: "询价", execution: { wanted: WANTED } };
    await refused(station.ask("valuateProject", valuation, officer), "social.budget.own_project");
    const unfit = { ...valuation, execution: { organization: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W" } };
    await refused(station.ask("valuateProject", unfit, secondOfficer), "social.budget.organization_unfit");
    await station.ask("valuateProject", valuation, secondOfficer);
    // The price is for everybody when prices are published.
    expect((await budget()).projects[0]).not.toHaveProperty("cost");
    station.clock.set(noonOf("publishingPrices"));
    expect((await budget()).projects[0]).toMatchObject({ cost: 200, feasible: true, reasons: "询价", onBallot: false });
  });
});

describe("ballots 投票", () => {
  it("spend at least 70 % of the budget and never more than it; one for a household; withdrawn, not edited", async () => {
    const [five, four, three, two] = await toBallot();
    await refused(cast("acc-a", [five]), "social.budget.order_too_small");
    await refused(cast("acc-a", [five, four, three]), "social.budget.order_too_dear");
    await refused(cast("acc-x", [five, two]), "social.box.no_voter");
    await cast("acc-f1", [five, two]);
    await refused(cast("acc-f2", [four, three]), "social.box.cast_already");
    await station.ask("withdrawBallot", { id }, as("acc-f2"));
    await cast("acc-f2", [four, three]);
    const { projects, decided: result } = await decided();
    expect(result).toMatchObject({ ballots: 1, winners: [three, four] });
    expect(projects.map(({ supports }) => supports)).toEqual([undefined, 1, 1, undefined]);
  });

  it("show nothing before they are reviewed, whatever is asked by whomever", async () => {
    const [five, four, three, two] = await toBallot();
    const askAll = async () => {
      const callers = [as("acc-a"), as("r-9"), officer, as("sup", ["supervisor"]), as("adm", ["admin"])];
      const answers: unknown[] = [];
      for (const meta of callers) {
        for (const [name, { rest = "" }] of Object.entries(station.definition.actions)) {
          if (!rest.startsWith("GET ")) continue;
          const values: Record<string, string> = { id, community: COMMUNITY, account: "acc-b", household: id };
          const named = [...rest.matchAll(/:(\w+)/g)].map(([, key = ""]) => [key, values[key] ?? id] as const);
          const input = Object.fromEntries(named);
          answers.push([name, await station.ask(name, input, meta).catch((error: unknown) => String(error))]);
        }
        for (const [name, input] of [
          ["castBallot", { id, projects: [five] }],
          ["recordSpending", { id, project: five, amount: 1 }],
          ["movePhase", { id, phase: "accepting", from: "2018-02-01" }],
        ] as const)
          answers.push(await station.ask(name, input, meta).catch((error: unknown) => String(error)));
      }
      return answers;
    };
    const before = await askAll();
    await cast("acc-b", [five, two]);
    const one = await cast("acc-c", [four, three]);
    const other = await cast("acc-d", [five, four]);
    expect(other).toEqual(one);
    expect(await askAll()).toEqual(before);
    station.clock.set(noonOf("reviewingBallots"));
    await station.sweep();
    expect(await budget()).not.toHaveProperty("decided");
    // Neither does what is stored: slips are equally long, and nothing on the bus speaks of them.
    const [box] = station.documents("ballotBoxes");
    const { slips } = box?.state as { readonly slips: readonly { readonly slip: string }[] };
    expect(new Set(slips.map(({ slip }) => slip.length)).size).toBe(1);
    expect(JSON.stringify(box)).not.toMatch(/acc-[a-f]|"[01]{4}"/);
    expect(station.published(BudgetDecidedV1)).toEqual([]);
  });

  it("cannot be joined with their voters once they are counted", async () => {
    const [five, four, three, two] = await toBallot();
    await cast("acc-a", [five, two]);
    await cast("acc-b", [four, three]);
    await cast("acc-c", [four, three]);
    await decided();
    const [box] = station.documents("ballotBoxes");
    expect(box?.state).toMatchObject({ status: "opened", slips: [], counted: ["0110", "0110", "1001"] });
    // The key that the slips of its history were sealed under is gone with its record.
    expect(box?.sealed ?? null).toBeNull();
    expect(JSON.stringify(box?.history)).not.toContain("wrapped");
  });

  it("on paper are entered by two people, and taken only for papers that were handed out", async () => {
    const [five, four, three, two] = await toBallot();
    await cast("acc-a", [five, two]);
    const enter = (number: number, projects: readonly (string | undefined)[], meta = officer) =>
      station.ask("enterPaper", { id, number, projects }, meta);
    await refused(enter(1, [four, three]), "social.box.more_papers_than_voters");
    await refused(station.ask("handOutPaper", { id, voter: "a" }, officer), "social.box.cast_already");
    await refused(station.ask("handOutPaper", { id, voter: "z" }, officer), "social.box.not_enrolled");
    await station.ask("handOutPaper", { id, voter: "b" }, officer);
    await refused(cast("acc-b", [five, two]), "social.box.has_paper");
    expect(await enter(1, [four, three])).toEqual({ entry: "entered" });
    await refused(enter(1, [four, three]), "social.box.same_person");
    expect(await enter(1, [five, two], secondOfficer)).toEqual({ entry: "disputed" });
    await enter(1, [four, three]);
    station.clock.set(noonOf("finished"));
    await station.sweep();
    // Nothing is counted while a paper was entered once.
    expect(await budget()).not.toHaveProperty("decided");
    await enter(1, [four, three], secondOfficer);
    expect((await decided())["decided"]).toMatchObject({ ballots: 2 });
    await refused(enter(1, [four, three], secondOfficer), "social.box.closed");
  });

  it("on paper count like the others", async () => {
    const [five, four, three, two] = await toBallot();
    await cast("acc-a", [five, two]);
    for (const voter of ["b", "c"]) await station.ask("handOutPaper", { id, voter }, officer);
    station.clock.set(noonOf("reviewingBallots"));
    for (const number of [1, 2])
      for (const meta of [officer, secondOfficer])
        await station.ask("enterPaper", { id, number, projects: [four, three] }, meta);
    expect((await decided())["decided"]).toMatchObject({ ballots: 3, winners: [three, four, two] });
  });
});

it("what wins is carried out as cases, and nothing is spent beyond what was voted", async () => {
  const [five, four, three, two] = await toBallot();
  await cast("acc-a", [five, two]);
  await cast("acc-b", [five, three]);
  await decided();
  const [event] = station.published(BudgetDecidedV1);
  expect(event).toMatchObject({ amount: AMOUNT, ballots: 2, courtyard: COURTYARD });
  expect(event?.winners).toEqual([
    { project: five, cost: 5_000_000, supports: 2 },
    { project: two, cost: 2_000_000, supports: 1 },
    { project: three, cost: 3_000_000, supports: 1 },
  ]);
  await eventually(() => {
    expect(station.neighbours.reports).toHaveLength(3);
  });
  const spend = (project: string | undefined, amount: number) =>
    station.ask("recordSpending", { id, project, amount }, officer);
  await spend(two, 1_500_000);
  await refused(spend(two, 500_001), "social.budget.overspent");
  await refused(spend(four, 1), "social.budget.not_won");
  await spend(two, 500_000);
  for (const [action, input] of [
    ["recordSpending", { id, project: three, amount: 1 }],
    ["reportProject", { id, project: three, text: "已完工" }],
  ] as const)
    await refused(station.ask(action, input, stranger), "social.council.not_yours");
  await station.ask("reportProject", { id, project: two, text: "已完工" }, officer);
  const { projects, decided: result } = await budget();
  expect(projects.find((project) => project.id === two)).toMatchObject({ spent: 2_000_000, reports: ["已完工"] });
  expect(result).toMatchObject({ spent: 2_000_000 });
});
