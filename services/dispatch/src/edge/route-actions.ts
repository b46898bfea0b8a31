import { CaseId, CategoryCode, DepartmentCode, GridCode, Instant, WorkerId } from "@wangge/contracts";
import { action, reject, type Actor, type Clock } from "@wangge/kit";
import { z } from "zod";
import { loadDepartments } from "../app/departments.ts";
import { PrioritySchema, type Router } from "../app/routing.ts";
import type { FilingStandards } from "../app/standards.ts";
import type { CaseEvent, CaseState } from "../domain/index.ts";
import type { ExplainedRoute } from "../domain/route.ts";
import { aboutDepartment, wordsOf, type NameOf } from "../domain/route-words.ts";
import { CHANNELS, HANDLERS, VISIBILITIES, type RouteQuestion } from "../domain/routing.ts";
import { STAFF } from "./staff.ts";

const CODES = [
  "mostSpecific",
  "fallback",
  "alternate",
  "next",
  "returned",
  "outranked",
  "area",
  "category",
  "channel",
  "hours",
  "workingTime",
  "visibility",
  "standard",
] as const;

const Considered = z.object({
  ruleId: z.string(),
  department: DepartmentCode,
  alternates: z.array(DepartmentCode),
  matched: z.boolean(),
  because: z.looseObject({ code: z.enum(CODES) }).describe("why it is the one, or why not, with the values it goes by"),
  zh: z.string(),
  en: z.string(),
});

const RouteView = z.object({
  edition: z.string().describe("routing@version"),
  department: DepartmentCode.optional().describe("absent: everybody whom the rules name has returned it"),
  handler: z.enum(HANDLERS).optional(),
  priority: PrioritySchema,
  rule: z.string().describe("id@version of the rule that names the body"),
  alternates: z.array(DepartmentCode).describe("候补: who comes next, in this order"),
  ruling: z.object({ after: z.int(), returns: z.int(), isDue: z.boolean() }).describe("裁定 after so many returns"),
  considered: z
    .array(Considered)
    .describe("every rule, the most specific first; of one department where one was asked"),
  asked: z
    .object({
      department: DepartmentCode,
      verdict: z.enum(["chosen", "alternate", "returned", "notMatched", "notNamed"]),
      rules: z.array(z.string()).describe("rules that name it"),
      zh: z.string(),
      en: z.string(),
    })
    .optional(),
});

export interface RouteDeps {
  readonly router: Router;
  readonly standards: FilingStandards;
  readonly clock: Clock;
  /** The case, where the actor may know of it. @throws DomainError `dispatch.case.unknown` */
  readonly known: (caseId: string, actor: Actor | undefined) => Promise<CaseState>;
  readonly history: (caseId: string) => Promise<readonly { readonly event: CaseEvent }[]>;
}

const channelIn = (value: object): RouteQuestion["channel"] =>
  "channel" in value ? CHANNELS.find((channel) => channel === value.channel) : undefined;

/** 退回 so far: who said "not ours", in this order. */
export const returnedBy = (history: readonly { readonly event: CaseEvent }[]): readonly string[] =>
  history.flatMap(({ event }) => (event.type === "CaseReturned" ? [event.data.department] : []));

/** 为何派给该部门: answers with rule ids and versions. */
export const routeActions = ({ router, standards, clock, known, history }: RouteDeps) => {
  const departments = loadDepartments();
  const nameOf: NameOf = (department) => departments.get(department)?.name ?? { zh: department, en: department };

  const viewOf = (
    explained: ExplainedRoute & { readonly edition: string },
    { returnedBy: returns = [] }: RouteQuestion,
    department: string | undefined,
  ): z.input<typeof RouteView> => {
    const { edition, body, priority, rule, alternates, ruling, considered } = explained;
    const about = considered.filter(
      (one) => department === undefined || one.department === department || one.alternates.includes(department),
    );
    const asked = department === undefined ? undefined : aboutDepartment(explained, department, returns, nameOf);
    return {
      edition,
      ...(body ?? {}),
      priority,
      rule,
      alternates: [...alternates],
      ruling,
      considered: about.map((one) => ({
        ...one,
        alternates: [...one.alternates],
        because: { ...one.because },
        ...wordsOf(one, nameOf),
      })),
      ...(asked === undefined ? {} : { asked: { ...asked, rules: [...asked.rules] } }),
    };
  };

  const knownDepartment = (department: string | undefined): void => {
    if (department !== undefined && !departments.has(department))
      throw reject("dispatch.department.unknown", "There is no such department", { department });
  };

  /** As it was asked when the case was filed, with what has come back since. */
  const questionOf = async (caseId: string, state: Exclude<CaseState, { status: "new" }>): Promise<RouteQuestion> => {
    const { grid, category, standard } = state;
    const at = "filedAt" in state ? state.filedAt : clock.now();
    const channel = channelIn(state);
    return {
      grid,
      category,
      standard,
      handler: standards.find(standard.id)?.standard.handler ?? "department",
      ...(channel === undefined ? {} : { channel }),
      visibility: "isPrivate" in state ? "private" : "public",
      at,
      returnedBy: returnedBy(await history(caseId)),
    };
  };

  return {
    caseRoute: action({
      rest: "GET /cases/:caseId/route",
      summary: "为何派给该部门: why this body, why not another, by the rules that the case was filed under",
      access: STAFF,
      input: z.strictObject({
        caseId: CaseId,
        department: DepartmentCode.optional().describe("why (not) this one?"),
      }),
      output: RouteView.extend({
        caseId: CaseId,
        standard: z.string(),
        current: z
          .object({ department: DepartmentCode, worker: WorkerId.optional() })
          .optional()
          .describe("who has the order, or had it last"),
        agrees: z.boolean().optional().describe("false: the order went elsewhere than the rules say"),
      }),
      run: async ({ caseId, department }, { actor }) => {
        knownDepartment(department);
        const state = await known(caseId, actor);
        if (state.status === "new") throw new Error("a case that is known is not new");
        const question = await questionOf(caseId, state);
        const view = viewOf(router.explain(question), question, department);
        const assignment = "assignment" in state ? state.assignment : undefined;
        return {
          caseId,
          standard: state.standard.id,
          ...view,
          ...(assignment === undefined
            ? {}
            : {
                current: { department: assignment.department, worker: assignment.worker },
                agrees: assignment.department === view.department,
              }),
        };
      },
    }),
    explainRoute: action({
      rest: "GET /routing/explain",
      summary: "派遣推演: who a case would go to and why, without a case",
      access: STAFF,
      input: z.strictObject({
        grid: GridCode,
        category: CategoryCode,
        standard: z.string().optional().describe("another than the category's default: its id, or id@version"),
        channel: z.enum(CHANNELS).optional(),
        visibility: z.enum(VISIBILITIES).default("public"),
        at: Instant.optional().describe("default now"),
        returnedBy: z
          .array(DepartmentCode)
          .max(20)
          .default([])
          .describe("退回: departments that said “not ours”, in this order"),
        department: DepartmentCode.optional().describe("why (not) this one?"),
      }),
      output: RouteView.extend({ standard: z.string(), at: Instant }),
      run: ({
        grid,
        category,
        standard: id,
        channel,
        visibility,
        at = clock.now(),
        returnedBy: returns,
        department,
      }) => {
        knownDepartment(department);
        const { standard, handler } = id === undefined ? standards.ruleFor(category) : standards.chosen(category, id);
        const question: RouteQuestion = {
          grid,
          category,
          standard,
          handler,
          channel,
          visibility,
          at,
          returnedBy: returns,
        };
        return Promise.resolve({
          standard: standard.id,
          at,
          ...viewOf(router.explain(question), question, department),
        });
      },
    }),
  };
};
