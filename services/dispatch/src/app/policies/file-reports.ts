/** 立案与派遣. Reports become cases, and cases go to whoever the rules and the people on duty make fit. */
import { dayOf } from "@wangge/calendar";
import type { ReportAcceptedV1 } from "@wangge/contracts/events";
import type { BatchResult, Clock, DeciderStore, Item, Outcome, Received } from "@wangge/kit";
import type { Body, CaseCommand, CaseEvent, CaseState } from "../../domain/index.ts";
import type { RouteQuestion } from "../../domain/routing.ts";
import type { Controls } from "../controls.ts";
import type { Picker, PickRequest } from "../picker.ts";
import type { Rules } from "../rules.ts";
import type { FilingRule } from "../standards.ts";

export interface FilingDeps {
  readonly cases: Pick<DeciderStore<CaseState, CaseCommand, CaseEvent>, "handleMany">;
  readonly picker: Picker;
  readonly rules: Rules;
  /** 管控 that a report by patrol falls under. */
  readonly controlOf: Controls["controlOf"];
  readonly clock: Clock;
}

export interface Filing {
  /** The hot path: a batch of reports becomes cases in one write, assigned as they are filed. */
  readonly openCases: (received: readonly Received<ReportAcceptedV1>[]) => Promise<readonly BatchResult[]>;
  /** Who gets a case that was looked at and is there. */
  readonly bodyAfterLook: (caseId: string, state: CaseState) => { readonly body?: Body };
  /** Who takes an order that the one before let pass. */
  readonly nextFor: (caseId: string, state: CaseState) => string | undefined;
  /** 技能 that the case's filing standard asks for. */
  readonly skillsOf: (state: CaseState) => readonly string[];
}

type About = Pick<RouteQuestion, "grid" | "category" | "channel" | "visibility" | "at">;

interface Routed {
  readonly body: Body | undefined;
  readonly wantsWorker: boolean;
  readonly priority: number;
}

interface Wanted {
  readonly report: Received<ReportAcceptedV1>;
  readonly rule: FilingRule;
  readonly routed: Routed;
  readonly verify: boolean;
  /** 自行处置, where the standard allows it. */
  readonly selfHandledBy: string | undefined;
  readonly control: string | undefined;
  readonly pick: PickRequest | undefined;
}

const withWorker = (body: Body, worker: string | undefined): Body =>
  worker === undefined ? body : { ...body, worker };

export const filing = ({ cases, picker, rules, controlOf, clock }: FilingDeps): Filing => {
  const { standards, router, rulebook } = rules;

  /** By the rules; nobody where all that they name gave it back. */
  const routed = ({ standard, handler }: FilingRule, about: About): Routed => {
    const { body, priority, rule } = router.route({ ...about, standard, handler });
    if (body === undefined) return { body, priority, wantsWorker: false };
    return { body: { department: body.department, rule }, priority, wantsWorker: body.handler === "gridWorker" };
  };

  const wanted = (report: Received<ReportAcceptedV1>, at: string, day: string): Wanted => {
    const { reportId: caseId, grid, category, channel, visibility = "public", point, ...rest } = report.data;
    const rule = standards.ruleFor(category, day);
    const to = routed(rule, { grid, category, channel, visibility, at });
    // What the grid's own people saw themselves needs no second look.
    const verify = rule.verifyBeforeFiling && channel !== "patrol";
    const selfHandledBy = rule.selfHandling ? rest.selfHandledBy : undefined;
    const control = controlOf({ grid, point, category, at, channel });
    const isOffered = to.wantsWorker && !verify && selfHandledBy === undefined && control === undefined;
    const pick = isOffered ? { caseId, grid, skills: rule.skills, exclude: [], at, point } : undefined;
    return { report, rule, routed: to, verify, selfHandledBy, control, pick };
  };

  const itemOf = (
    { report: { data, meta }, rule, routed: { body, priority }, verify, selfHandledBy, control }: Wanted,
    worker: string | undefined,
    process: string,
    at: string,
  ): Item<CaseCommand> => {
    const { reportId, grid, category, channel, acceptedAt: reportedAt } = data;
    const isOffered = body !== undefined && !verify && selfHandledBy === undefined;
    return {
      id: reportId,
      command: {
        type: "OpenCase",
        data: {
          grid,
          street: grid.slice(0, 9),
          category,
          channel,
          reportedAt,
          standard: rule.standard,
          priority,
          process,
          ...(data.visibility === "private" ? { isPrivate: true as const } : {}),
          verify,
          ...(isOffered ? { body: withWorker(body, worker) } : {}),
          ...(control === undefined ? {} : { control }),
          ...(selfHandledBy === undefined
            ? {}
            : { selfHandledBy: { account: meta.actor ?? "service", worker: selfHandledBy } }),
        },
        at,
      },
      meta,
    };
  };

  const openCases: Filing["openCases"] = async (received) => {
    const at = clock.now();
    const day = dayOf(at);
    const process = rulebook.inForceAt("process", at).version;
    const results: BatchResult[] = [];
    const places: number[] = [];
    const all: Wanted[] = [];
    for (const [index, report] of received.entries())
      try {
        all.push(wanted(report, at, day));
        places.push(index);
      } catch (error) {
        results[index] = { ok: false, error };
      }
    // The batch is shared out as a whole, and counted at once, so that the next batch goes to the next workers.
    const picked = picker.pickMany(all.flatMap(({ pick }) => pick ?? [])).values();
    const workers = all.map(({ pick }) => (pick === undefined ? undefined : picked.next().value));
    const items = all.map((one, place) => itemOf(one, workers[place], process, at));
    let outcomes: readonly Outcome<CaseState>[];
    try {
      outcomes = await cases.handleMany(items, { expectNew: true });
    } catch (error) {
      for (const worker of workers) picker.gave(worker);
      throw error;
    }
    outcomes.forEach((outcome, place) => {
      if (!outcome.ok || !outcome.changed) picker.gave(workers[place]);
      results[places[place] ?? 0] = outcome.ok ? { ok: true } : { ok: false, error: outcome.error };
    });
    return results;
  };

  const best = (request: PickRequest): string | undefined => picker.explain(request).candidates[0]?.worker;

  const ruleOf = ({ standard, category }: Exclude<CaseState, { readonly status: "new" }>): FilingRule => ({
    ...(standards.find(standard.id)?.rule ?? standards.ruleFor(category)),
    standard,
  });

  return {
    openCases,
    bodyAfterLook: (caseId, state) => {
      if (state.status === "new") return {};
      const { grid, category, channel, isPrivate } = state;
      const at = clock.now();
      const rule = ruleOf(state);
      const visibility = isPrivate === true ? "private" : "public";
      const { body, wantsWorker } = routed(rule, { grid, category, channel, visibility, at });
      if (body === undefined) return {};
      const { skills } = rule;
      return { body: withWorker(body, wantsWorker ? best({ caseId, grid, skills, exclude: [], at }) : undefined) };
    },
    skillsOf: (state) => (state.status === "new" ? [] : ruleOf(state).skills),
    nextFor: (caseId, state) => {
      if (state.status !== "assigned" || state.assignment.worker === undefined) return undefined;
      const { passed = [], worker } = state.assignment;
      const { skills } = ruleOf(state);
      return best({ caseId, grid: state.grid, skills, exclude: [...passed, worker], at: clock.now() });
    },
  };
};
