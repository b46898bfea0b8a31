import { CaseId, Instant, WorkerId } from "@wangge/contracts";
import { action, type Clock } from "@wangge/kit";
import { z } from "zod";
import { passedBy } from "../app/passed-by.ts";
import type { People } from "../app/people.ts";
import { SkillCode } from "../app/skills.ts";
import type { CaseState } from "../domain/index.ts";
import { unknownCase } from "./case-edge.ts";

const points = z.int().describe("fewer are better");
const plain = { points: z.literal(0) };

const Reason = z.discriminatedUnion("code", [
  z.object({ code: z.literal("load"), open: z.int(), points }).describe("在办案件"),
  z
    .object({
      code: z.literal("distance"),
      metres: z.int().describe("straight, to 10 m"),
      to: z.enum(["case", "grid"]).describe("the problem, or the centre of its grid"),
      ageSeconds: z.int(),
      points,
    })
    .describe("距离"),
  z.object({
    code: z.literal("distance_unknown"),
    why: z.enum(["no_position", "stale_position", "no_place"]),
    points,
  }),
  z
    .object({
      code: z.literal("rest"),
      sinceOrderSeconds: z.int().nullable().describe("null: none that is remembered"),
      points,
    })
    .describe("轮休"),
  z.object({ code: z.literal("other_grid"), points }).describe("邻格支援"),
  z.object({ code: z.literal("on_duty"), until: Instant, ...plain }).describe("当班"),
  z.object({ code: z.literal("skill"), skill: z.string(), ...plain }).describe("技能"),
]);

const Exclusion = z.discriminatedUnion("code", [
  z.object({ code: z.literal("passed") }).describe("已退回或超时未接"),
  z.object({ code: z.literal("other_grid") }),
  z.object({ code: z.literal("skill_missing"), skill: z.string() }),
  z.object({ code: z.literal("absent"), until: Instant }),
  z.object({ code: z.literal("off_shift") }),
  z.object({ code: z.literal("rest_short"), sinceHours: z.number(), wanted: z.number() }),
  z.object({ code: z.literal("full"), open: z.int(), most: z.int() }),
]);

const Candidates = z.object({
  rules: z.string().describe("version of the rules that made this order"),
  at: Instant,
  candidates: z.array(z.object({ worker: WorkerId, points, reasons: z.array(Reason) })).describe("the best first"),
  excluded: z.array(z.object({ worker: WorkerId, reasons: z.array(Exclusion) })),
});

const Skills = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(SkillCode).max(20))
  .describe("comma-separated; default: what the case's filing standard asks for");

/** 候选人: who could take a case and who could not, and why. */
export const candidateActions = ({
  picker,
  cases,
  clock,
  skillsOf,
}: Pick<People, "picker" | "cases"> & {
  readonly clock: Clock;
  /** What the case's filing standard asks for. */
  readonly skillsOf: (state: CaseState) => readonly string[];
}) => ({
  candidates: action({
    rest: "GET /cases/:caseId/candidates",
    summary: "候选人: workers who could take this case, the best first, and why the others cannot",
    access: ["dispatcher", "supervisor"],
    input: z.strictObject({ caseId: CaseId, skills: Skills.optional() }),
    output: Candidates,
    run: async ({ caseId, skills: given }) => {
      const state = (await cases.load(caseId))?.state;
      if (state === undefined || state.status === "new") throw unknownCase(caseId);
      const exclude = passedBy(await cases.history(caseId));
      const skills = given ?? skillsOf(state);
      const at = clock.now();
      const { rules, candidates, excluded } = picker.explain({ caseId, grid: state.grid, skills, exclude, at });
      return {
        rules,
        at,
        candidates: candidates.map((one) => ({ ...one, reasons: [...one.reasons] })),
        excluded: excluded.map((one) => ({ ...one, reasons: [...one.reasons] })),
      };
    },
  }),
});
