import { readFileSync } from "node:fs";
import { z } from "zod";
import { DomainError } from "@wangge/kit";
import type { Standard } from "../domain/index.ts";

const File = z.object({
  version: z.string(),
  standards: z.array(
    z.object({
      id: z.string(),
      category: z.string(),
      limit: z.object({
        amount: z.number().positive(),
        kind: z.enum(["urgentHour", "workingHour", "workingDay", "naturalDay"]),
      }),
      department: z.string(),
      handler: z.enum(["gridWorker", "department"]),
      verifyBeforeFiling: z.boolean(),
      default: z.boolean(),
    }),
  ),
});

/** 立案标准 of one category: what filing needs to know. */
export interface FilingRule {
  readonly standard: Standard;
  readonly handler: "gridWorker" | "department";
  readonly verifyBeforeFiling: boolean;
}

export interface FilingStandards {
  readonly version: string;
  /** The category's default standard. @throws DomainError `dispatch.category.no_standard` */
  readonly ruleFor: (category: string) => FilingRule;
  /** Another standard of the category. @throws DomainError `dispatch.standard.unknown` */
  readonly chosen: (category: string, id: string) => Standard;
  readonly departments: ReadonlySet<string>;
}

/** Reads and checks the standards once, at start. */
export const loadStandards = (
  path: URL = new URL("../../data/filing-standards.json", import.meta.url),
): FilingStandards => {
  const { version, standards } = File.parse(JSON.parse(readFileSync(path, "utf8")));
  const rules = new Map(
    standards
      .filter((standard) => standard.default)
      .map(({ id, category, limit, department, handler, verifyBeforeFiling }): readonly [string, FilingRule] => [
        category,
        { standard: { id: `${id}@${version}`, limit, department }, handler, verifyBeforeFiling },
      ]),
  );
  return {
    version,
    departments: new Set(standards.map(({ department }) => department)),
    chosen: (category, id) => {
      const standard = standards.find((one) => one.category === category && one.id === id);
      if (standard === undefined)
        throw new DomainError("rule", "dispatch.standard.unknown", "The category has no such filing standard", {
          category,
          standard: id,
        });
      return { id: `${id}@${version}`, limit: standard.limit, department: standard.department };
    },
    ruleFor: (category) => {
      const rule = rules.get(category);
      if (rule === undefined)
        throw new DomainError("rule", "dispatch.category.no_standard", "No filing standard for this category", {
          category,
        });
      return rule;
    },
  };
};
