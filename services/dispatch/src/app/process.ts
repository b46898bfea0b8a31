import { clockKinds } from "@wangge/calendar";
import { CaseStatus } from "@wangge/contracts/calls";
import { Role } from "@wangge/kit";
import { z } from "zod";
import { firstProcess, guardNames, problemsOfProcess, type Process } from "../domain/index.ts";
import type { RuleProblem } from "../domain/rulebook.ts";
import { Text } from "./data.ts";

const Limit = z.strictObject({ amount: z.number().min(0).max(10_000), kind: z.enum(clockKinds) });
const Status = z.enum(["new", ...CaseStatus.options]);
const Commands = z.enum(firstProcess.steps.map(({ command }) => command));

/** 流程版本: steps, statuses, stage clocks, limits and ladder, as people write them. */
export const ProcessSchema = z.strictObject({
  status: z.string().optional(),
  source: z.string(),
  links: z.array(z.strictObject({ id: z.string(), name: Text })).min(1),
  statuses: z.record(Status, z.strictObject({ link: z.string(), name: Text, end: z.boolean().optional() })),
  steps: z
    .array(
      z.strictObject({
        id: z.string(),
        link: z.string(),
        command: Commands,
        from: z.array(Status).min(1),
        to: z.array(Status).min(1),
        roles: z.array(Role),
        guards: z.array(z.enum([...guardNames])),
        refusal: z.string().regex(/^[a-z][a-z_]{1,39}$/),
      }),
    )
    .min(1),
  stages: z.strictObject({
    verification: Limit,
    dispatch: Limit,
    acceptance: Limit,
    urgentAcceptance: Limit,
    check: Limit,
    supervisionReply: Limit,
  }),
  limits: z.strictObject({
    extensions: z.int().min(0).max(20),
    suspensions: z.int().min(0).max(20),
    suspensionDays: z.int().min(1).max(3_660),
  }),
  ladder: z.strictObject({
    levels: z
      .array(
        z.strictObject({ post: z.enum(["gridResponsible", "communitySecretary", "streetDirector"]), after: Limit }),
      )
      .min(1)
      .max(10),
    exhaustedAfter: Limit,
  }),
});
export type ProcessContent = z.infer<typeof ProcessSchema>;

/** Codes and types were checked by the schema; what is left is what a shape cannot say. */
export const asProcess = (content: ProcessContent): Process => content as unknown as Process;

/** Roles are announced to the gateway at start: an edition may take some away, and give none that the first did not. */
const rolesGiven = ({ steps }: ProcessContent): readonly string[] =>
  steps.flatMap(({ id, command, roles }) => {
    const first = firstProcess.steps.find((step) => step.command === command)?.roles ?? [];
    const more = roles.filter((role) => !first.includes(role));
    return more.length === 0 ? [] : [`${id}: roles that the first edition does not give: ${more.join(", ")}`];
  });

export const processProblems = (content: ProcessContent): readonly RuleProblem[] =>
  [...problemsOfProcess(asProcess(content), guardNames), ...rolesGiven(content)].map((en) => ({
    severity: "error",
    code: "process",
    at: "",
    zh: `流程不成立：${en}`,
    en,
  }));
