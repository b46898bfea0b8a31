/**
 * 流程. The state machine of a case as data: which steps there are, in which status, for whom, under which guards, with which
 * limits. An edition stays for the cases that began under it.
 */
import type { Limit } from "@wangge/calendar";
import first from "../../data/process.json" with { type: "json" };
import type { CaseStatus } from "./case.ts";
import type { CaseCommand } from "./commands.ts";

export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

export interface Step {
  readonly id: string;
  /** The link of the closed loop it belongs to. */
  readonly link: string;
  readonly command: CaseCommand["type"];
  readonly from: readonly CaseStatus[];
  readonly to: readonly CaseStatus[];
  /** Who may take it; empty: only the platform itself. */
  readonly roles: readonly string[];
  /** Names of `guards.ts`; checked at publication. */
  readonly guards: readonly string[];
  /** `dispatch.case.<refusal>` where the status does not allow it. */
  readonly refusal: string;
}

/** 升级阶梯. One post after the other is told; the limit counts from the level before, the first from the breach. */
export interface Ladder {
  readonly levels: readonly { readonly post: string; readonly after: Limit }[];
  /** After the last level: the alarm that nobody is left. */
  readonly exhaustedAfter: Limit;
}

export interface Process {
  readonly links: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly statuses: Readonly<
    Record<CaseStatus, { readonly link: string; readonly name: Bilingual; readonly end?: boolean }>
  >;
  readonly steps: readonly Step[];
  /** Each link's own clock. An urgent order is taken on at any hour, an ordinary one in working time. */
  readonly stages: Readonly<
    Record<"verification" | "dispatch" | "acceptance" | "urgentAcceptance" | "check" | "supervisionReply", Limit>
  >;
  readonly limits: {
    /** 延期: how many may be granted in one order. */
    readonly extensions: number;
    /** 挂账: how many in one order, and for how long at most. */
    readonly suspensions: number;
    readonly suspensionDays: number;
  };
  readonly ladder: Ladder;
}

const stepsByCommand = new WeakMap<Process, ReadonlyMap<string, Step>>();

export const stepOf = (process: Process, command: CaseCommand["type"]): Step | undefined => {
  let known = stepsByCommand.get(process);
  if (known === undefined) {
    known = new Map(process.steps.map((step) => [step.command, step]));
    stepsByCommand.set(process, known);
  }
  return known.get(command);
};

/** 现行流程 of this project: the first edition. */
export const firstProcess = first as unknown as Process & { readonly version: string };

/** What is wrong with an edition; empty where it may be published. */
export const problemsOfProcess = (process: Process, guards: ReadonlySet<string>): readonly string[] => {
  const problems: string[] = [];
  const statuses = new Set(Object.keys(process.statuses));
  const links = new Set(process.links.map(({ id }) => id));
  const commands = new Set<string>();
  for (const { id, command, link, from, to, guards: own } of process.steps) {
    if (commands.has(command)) problems.push(`${id}: ${command} has two steps`);
    commands.add(command);
    if (!links.has(link)) problems.push(`${id}: unknown link ${link}`);
    for (const status of [...from, ...to]) if (!statuses.has(status)) problems.push(`${id}: unknown status ${status}`);
    for (const guard of own) if (!guards.has(guard)) problems.push(`${id}: unknown guard ${guard}`);
  }
  const reached = new Set(["new"]);
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const { from, to } of process.steps)
      if (from.some((status) => reached.has(status))) for (const status of to) reached.add(status);
  }
  for (const status of statuses) if (!reached.has(status)) problems.push(`status ${status} is never reached`);
  for (const [status, { end, link }] of Object.entries(process.statuses)) {
    if (!links.has(link)) problems.push(`${status}: unknown link ${link}`);
    const leaves = process.steps.some(
      ({ from, to }) => from.includes(status as CaseStatus) && to.some((next) => next !== status),
    );
    if (end !== true && !leaves) problems.push(`status ${status} is no end and has no way out`);
  }
  for (const link of links)
    if (link !== "appraise" && !process.steps.some((step) => step.link === link))
      problems.push(`link ${link} has no step`);
  const [lowest] = process.ladder.levels;
  if (lowest === undefined) problems.push("the ladder has no level");
  else if (lowest.after.amount !== 0) problems.push("the first level of the ladder is told at the breach");
  return problems;
};
