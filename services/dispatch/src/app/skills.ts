import { z } from "zod";
import { readData, Text } from "./data.ts";

/** 技能. `fire-safety` */
export const SkillCode = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "kebab-case");

export const Skill = z.object({ code: SkillCode, name: Text });
export type Skill = z.infer<typeof Skill>;

const File = z.object({ version: z.string(), skills: z.array(Skill) });

/** Reads and checks the skills once, at start. By code. */
export const loadSkills = (): ReadonlyMap<string, Skill> =>
  new Map(readData("skills.json", File).skills.map((skill) => [skill.code, skill]));
