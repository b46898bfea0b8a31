import { CategoryCode, Day } from "@wangge/contracts";
import { action } from "@wangge/kit";
import { z } from "zod";
import { Text } from "../app/data.ts";
import { loadSkills, Skill } from "../app/skills.ts";
import { FilingStandardSchema, type FilingStandards, type StandardOf } from "../app/standards.ts";
import { STAFF } from "./staff.ts";

const { printed: _printed, assumed: _assumed, note: _note, legalBasis: _basis, ...shape } = FilingStandardSchema.shape;

const StandardView = z.object({
  ...shape,
  standard: z.string().describe("id@version: what a case of it carries"),
  legalBasis: z
    .object({
      status: z.enum(["assumed", "given"]),
      instruments: z.array(z.object({ id: z.string(), name: Text })),
    })
    .describe("法律依据: those in force on the day"),
});

const viewOf = ({ standard, rule, legalBasis }: StandardOf): z.input<typeof StandardView> => {
  const { skills, evidence, legalBasis: basis, ...rest } = standard;
  return {
    ...rest,
    ...(skills === undefined ? {} : { skills: [...skills] }),
    ...(evidence === undefined ? {} : { evidence: [...evidence] }),
    standard: rule.standard.id,
    legalBasis: { status: basis.status, instruments: [...legalBasis] },
  };
};

/** 立案标准, to be read and chosen from. */
export const standardActions = ({ standards }: { readonly standards: FilingStandards }) => {
  const skills = [...loadSkills().values()];
  return {
    filingStandards: action({
      rest: "GET /filing-standards",
      summary: "立案标准: condition, limit, closing condition and legal basis of a category's standards",
      access: STAFF,
      input: z.strictObject({
        category: CategoryCode.optional().describe("absent: all"),
        on: Day.optional().describe("as of this day; default today"),
      }),
      output: z.object({ version: z.string(), standards: z.array(StandardView) }),
      run: ({ category, on }) => {
        const found = category === undefined ? standards.all(on) : standards.ofCategory(category, on);
        return Promise.resolve({ version: found[0]?.version ?? standards.version, standards: found.map(viewOf) });
      },
    }),
    skills: action({
      rest: "GET /skills",
      summary: "技能: what work may ask for beyond walking a grid",
      access: STAFF,
      input: z.strictObject({}),
      output: z.object({ skills: z.array(Skill) }),
      run: () => Promise.resolve({ skills }),
    }),
  };
};
