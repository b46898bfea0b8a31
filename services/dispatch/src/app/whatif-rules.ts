/** 规则草案. A changed rule set as somebody writes it, read against the rules that are: only what differs is a change. */
import { CalendarError, createCalendar } from "@wangge/calendar";
import { DomainError } from "@wangge/kit";
import { z } from "zod";
import type { FilingStandard } from "../domain/filing-standards.ts";
import { guardNames, problemsOfProcess, type Process, type Step } from "../domain/index.ts";
import { processChanges, type BodyFor, type Change } from "../domain/whatif/index.ts";

const Limit = z.strictObject({
  amount: z.number().min(0).max(10_000),
  kind: z.enum(["urgentHour", "workingHour", "workingDay", "naturalDay"]),
});
const PositiveLimit = Limit.refine(({ amount }) => amount > 0, "a limit takes some time");
const Handler = z.enum(["gridWorker", "department"]);
const Count = z.int().min(0).max(10_000);

const ChangedProcess = z.object({
  stages: z
    .strictObject({
      verification: PositiveLimit,
      dispatch: PositiveLimit,
      acceptance: PositiveLimit,
      urgentAcceptance: PositiveLimit,
      check: PositiveLimit,
      supervisionReply: PositiveLimit,
    })
    .partial()
    .optional(),
  limits: z.strictObject({ extensions: Count, suspensions: Count, suspensionDays: Count }).partial().optional(),
  ladder: z
    .strictObject({
      levels: z.array(z.strictObject({ post: z.string(), after: Limit })).min(1),
      exhaustedAfter: PositiveLimit,
    })
    .optional(),
  steps: z
    .array(
      z.object({
        id: z.string(),
        link: z.string(),
        command: z.string(),
        from: z.array(z.string()),
        to: z.array(z.string()),
        roles: z.array(z.string()),
        guards: z.array(z.string()),
        refusal: z.string(),
      }),
    )
    .optional()
    .describe("each takes the place of the step with its command"),
});

const ChangedStandards = z.object({
  version: z.string().default("changed"),
  standards: z.array(
    z.object({
      id: z.string(),
      limit: PositiveLimit.optional(),
      department: z.string().optional(),
      handler: Handler.optional(),
      verifyBeforeFiling: z.boolean().optional(),
    }),
  ),
});

const Route = z.strictObject({
  category: z.string().optional(),
  street: z.string().optional(),
  grid: z.string().optional(),
  department: z.string(),
  handler: Handler.default("department"),
});

/** What is not in it is as it is. An edition of the process or of the standards may be given whole, or only what changes. */
export const ChangedRules = z.strictObject({
  process: ChangedProcess.optional(),
  standards: ChangedStandards.optional(),
  routing: z.array(Route).optional().describe("the first that fits; else the category's standard"),
  rulingAfterReturns: Count.optional().describe("强制裁定: so many returns"),
  calendar: z
    .object({
      version: z.string(),
      source: z.string().default("what if"),
      utcOffset: z.string(),
      slots: z.array(z.string()),
      years: z.record(z.string(), z.object({ off: z.array(z.string()), on: z.array(z.string()) })),
    })
    .optional(),
});
export type ChangedRules = z.infer<typeof ChangedRules>;

/** 立案标准, as far as a change of it can matter. */
export type FiledStandard = Pick<
  FilingStandard,
  "id" | "category" | "limit" | "department" | "handler" | "verifyBeforeFiling" | "default"
>;

const invalid = (code: string, message: string, details: Readonly<Record<string, unknown>>): DomainError =>
  new DomainError("invalid", `dispatch.whatif.${code}`, message, details);

const processOf = (was: Process, { stages, limits, ladder, steps = [] }: z.infer<typeof ChangedProcess>): Process => {
  const commands = new Set(steps.map(({ command }) => command));
  const is = {
    ...was,
    stages: { ...was.stages, ...stages },
    limits: { ...was.limits, ...limits },
    ladder: ladder ?? was.ladder,
    steps: [...was.steps.filter(({ command }) => !commands.has(command)), ...(steps as unknown as Step[])],
  } as Process;
  const problems = problemsOfProcess(is, guardNames);
  if (problems.length > 0) throw invalid("process_invalid", "This edition of the process cannot work", { problems });
  return is;
};

/** The body by the category's default standard: what is asked where no routing says otherwise. */
export const bodyByStandard =
  (standards: readonly FiledStandard[]): BodyFor =>
  ({ category }) => {
    const standard = standards.find((one) => one.default && one.category === category);
    return standard === undefined ? undefined : { department: standard.department, handler: standard.handler };
  };

const standardChanges = (
  { version, standards }: z.infer<typeof ChangedStandards>,
  all: ReadonlyMap<string, FiledStandard>,
  bodyFor: BodyFor,
): readonly Change[] =>
  standards.flatMap((row): readonly Change[] => {
    const { id } = row;
    const was = all.get(id);
    if (was === undefined) throw invalid("standard_unknown", "There is no such filing standard", { standard: id });
    const limit = row.limit ?? was.limit;
    const department = row.department ?? was.department;
    const handler = row.handler ?? was.handler;
    const verify = row.verifyBeforeFiling ?? was.verifyBeforeFiling;
    const isVerified =
      verify === was.verifyBeforeFiling ? {} : { verify: verify ? ("demanded" as const) : ("dropped" as const) };
    const isOtherLimit = limit.amount !== was.limit.amount || limit.kind !== was.limit.kind;
    const isOtherBody = department !== was.department || handler !== was.handler;
    const changes: Change[] = [];
    if (isOtherLimit || department !== was.department || verify !== was.verifyBeforeFiling)
      changes.push({
        kind: "standard",
        rule: `standards.${id}`,
        to: { id, edition: version, limit, department, ...isVerified },
      });
    if (isOtherBody && was.default)
      changes.push({
        kind: "routing",
        rule: `standards.${id}.department`,
        was: bodyFor,
        to: (problem) => (problem.category === was.category ? { department, handler } : bodyFor(problem)),
      });
    return changes;
  });

export interface RulesThatAre {
  readonly process: Process;
  readonly standards: readonly FiledStandard[];
  /** Default: by the category's standard. */
  readonly bodyFor?: BodyFor;
}

/** @throws DomainError `dispatch.whatif.*` where the changed rules could not be published either. */
export const changesOf = (input: ChangedRules, are: RulesThatAre): readonly Change[] => {
  const { process, standards, routing = [], rulingAfterReturns, calendar } = input;
  const bodyFor = are.bodyFor ?? bodyByStandard(are.standards);
  const all = new Map(are.standards.map((standard) => [standard.id, standard]));
  const departments = new Set(are.standards.map(({ department }) => department));
  const named = [...routing, ...(standards?.standards ?? [])].flatMap(({ department }) => department ?? []);
  for (const department of named)
    if (!departments.has(department))
      throw invalid("department_unknown", "There is no such department", { department });
  const changes: Change[] = [];
  if (rulingAfterReturns !== undefined)
    changes.push({ kind: "ruling", rule: "routing.rulingAfterReturns", to: rulingAfterReturns });
  if (process !== undefined) changes.push(...processChanges(are.process, processOf(are.process, process)));
  for (const [place, route] of routing.entries()) {
    const { category, street, grid, department, handler } = route;
    const fits: (typeof routing)[number][] = routing.slice(0, place);
    const isFor = (one: typeof route, problem: Parameters<BodyFor>[0]): boolean =>
      (one.category === undefined || one.category === problem.category) &&
      (one.street === undefined || one.street === problem.street) &&
      (one.grid === undefined || one.grid === problem.grid);
    const name = [category, street, grid].filter((part) => part !== undefined).join("/");
    changes.push({
      kind: "routing",
      rule: `routing.${name === "" ? "all" : name}`,
      was: bodyFor,
      to: (problem) =>
        isFor(route, problem) && !fits.some((earlier) => isFor(earlier, problem))
          ? { department, handler, rule: `what-if:${name}` }
          : bodyFor(problem),
    });
  }
  if (standards !== undefined) changes.push(...standardChanges(standards, all, bodyFor));
  if (calendar !== undefined)
    try {
      changes.push({ kind: "calendar", rule: `calendar.${calendar.version}`, to: createCalendar(calendar) });
    } catch (error) {
      if (!(error instanceof CalendarError)) throw error;
      throw invalid("calendar_invalid", error.message, error.details);
    }
  return changes;
};
