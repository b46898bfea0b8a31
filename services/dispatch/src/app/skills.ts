import { z } from "zod";
import { readData } from "./data.ts";

/** 技能. `fire-safety` */
export const SkillCode = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "kebab-case");

export const Skill = z.object({ code: SkillCode, name: z.object({ zh: z.string(), en: z.string() }) });
export type Skill = z.infer<typeof Skill>;

/** Reads and checks the skills once, at start. By code. */
export const loadSkills = (): ReadonlyMap<string, Skill> =>
  new Map(
    readData("skills.json", z.object({ version: z.string(), skills: z.array(Skill) })).skills.map((skill) => [
      skill.code,
      skill,
    ]),
  );
