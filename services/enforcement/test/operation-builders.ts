import type { CommandOf, OperationCommand, OperationPlan, SafetyTerms } from "../src/domain/operation/index.ts";
import { operationDecider, type NewPerson, type OperationState } from "../src/domain/operation/index.ts";
import type { RunCard } from "../src/domain/run-card/index.ts";
import type { UnitTypes } from "../src/domain/team/index.ts";

export const STREET = "510108002";
export const START = "2017-12-27T12:00:00.000Z";
export const [COMMANDER, DEPUTY, SAFETY] = ["acc-c", "acc-d", "acc-s"] as const;

export const minutes = (count: number): string => new Date(Date.parse(START) + count * 60_000).toISOString();

export const card: RunCard = {
  levels: [
    { zh: "三级", en: "1", adds: [{ kind: "persons", key: "um", force: "urbanManagement", count: 2 }] },
    {
      zh: "二级",
      en: "2",
      adds: [
        { kind: "persons", key: "um", force: "urbanManagement", count: 1 },
        { kind: "persons", key: "traffic", force: "traffic", count: 1 },
        { kind: "units", key: "cars", unitType: "car", leastCrew: 2, count: 1 },
      ],
    },
    { zh: "一级", en: "3", adds: [{ kind: "persons", key: "traffic", force: "traffic", count: 1 }] },
  ],
  calls: ["available"],
  callsOffShift: false,
  restMinutes: 480,
};

export const unitTypes: UnitTypes = {
  version: "1",
  types: [
    {
      ...{ code: "car", zh: "车", en: "Car", force: "patrol", crew: { least: 2, most: 4 } },
      statuses: [
        { code: "available", zh: "备勤", en: "Available", means: "available", next: ["out", "responding"] },
        { code: "out", zh: "停用", en: "Out", means: "unavailable", next: ["available"] },
        { code: "responding", zh: "出动", en: "Responding", means: "committed", next: ["onScene"] },
        { code: "onScene", zh: "到场", en: "On scene", means: "committed", next: ["responding"] },
      ],
    },
  ],
};

export const terms: SafetyTerms = {
  version: "1",
  everyMinutes: 30,
  insideEveryMinutes: 10,
  graceMinutes: 2,
  acknowledgeMinutes: 5,
};

export const plan = (more: Partial<OperationPlan> = {}): OperationPlan => ({
  ...{ type: "night-market", edition: "1", card, level: 1, street: STREET, area: [STREET] },
  ...{ from: START, to: minutes(300), forces: ["urbanManagement", "traffic", "patrol"], commander: COMMANDER },
  tasks: [{ id: "clear", kind: "objective", words: "road is free" }],
  ...{ communication: "channel 3", safety: "vests", risk: "medium" },
  ...more,
});

export const person = (officer: string, more: Partial<NewPerson> = {}): NewPerson => ({
  ...{ officer, force: "urbanManagement", skills: [], street: STREET, need: "um" },
  ...more,
});

/** A command with its type's own words. */
export const say = <Type extends OperationCommand["type"]>(
  type: Type,
  rest: Omit<CommandOf<Type>, "type" | "by" | "at">,
  by: string = COMMANDER,
  at: string = minutes(1),
): OperationCommand =>
  ({ type, ...rest, by: by === "desk" ? { account: "desk", desk: true } : { account: by }, at }) as OperationCommand;

export const commander = { officer: COMMANDER, force: "urbanManagement", skills: [], street: STREET } as const;

export const opening: readonly OperationCommand[] = [
  say("PlanOperation", { plan: plan() }, "acc-p", minutes(-60)),
  say("ApproveOperation", {}, "acc-l", minutes(-50)),
  say("OpenOperation", { commander, claim: "c0", terms, unitTypes: "1" }, COMMANDER, START),
];

export const assign = (claim: string, persons: readonly NewPerson[], by: string = COMMANDER, at = minutes(1)) =>
  say("AssignForces", { claim, persons, units: [], unitTypes }, by, at);

/** The state after these; every one of them has to be allowed. */
export const after = (...commands: readonly OperationCommand[]): OperationState =>
  commands.reduce<OperationState>(
    (state, command) => operationDecider.decide(command, state).reduce(operationDecider.evolve, state),
    operationDecider.initial,
  );
