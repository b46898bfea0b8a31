import { CategoryCode, Day, DepartmentCode } from "@wangge/contracts";
import { clockKinds } from "@wangge/calendar";
import { DomainError, reject } from "@wangge/kit";
import { z } from "zod";
import {
  EVIDENCE,
  holdsOn,
  type Evidence,
  type FilingStandard,
  type StandardsContent,
} from "../domain/filing-standards.ts";
import type { Standard } from "../domain/index.ts";
import { Text } from "./data.ts";
import { loadDepartments } from "./departments.ts";
import type { Edition } from "@wangge/kit";
import { SkillCode } from "./skills.ts";

export const Limit = z.object({ amount: z.number().positive(), kind: z.enum(clockKinds) });

export const LegalInstrument = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "kebab-case"),
  name: Text,
  from: Day.optional(),
  until: Day.optional().describe("first day on which it no longer holds"),
});

export const FilingStandardSchema = z.strictObject({
  id: z.string().describe("立案标准编号: category and number"),
  category: CategoryCode,
  condition: Text.describe("立案条件"),
  limit: Limit.describe("处置时限"),
  closing: Text.describe("结案条件"),
  department: DepartmentCode,
  handler: z.enum(["gridWorker", "department"]).describe("who is asked: the grid's worker or the department"),
  verifyBeforeFiling: z.boolean().describe("核实: somebody looks before it becomes a case"),
  default: z.boolean().describe("filed under this one as long as nobody chose another"),
  selfHandling: z.boolean().optional().describe("自行处置: a worker may put it right on the spot"),
  skills: z.array(SkillCode).optional().describe("技能 that the work asks for"),
  evidence: z.array(z.enum(EVIDENCE)).optional().describe("照片 of the handling"),
  legalBasis: z
    .strictObject({ status: z.enum(["assumed", "given"]), instruments: z.array(z.string()) })
    .describe("法律依据; assumed: chosen by this project"),
  printed: z.string().optional().describe("the limit as it was found printed"),
  assumed: z.boolean().optional().describe("the limit is assumed"),
  note: z.string().optional(),
});

export const StandardsSchema = z.strictObject({
  scheme: z.string(),
  status: z.string().optional(),
  source: z.string(),
  legalNote: z.string().optional(),
  legalInstruments: z.array(LegalInstrument),
  standards: z.array(FilingStandardSchema).min(1).max(5_000),
});
export type Standards = z.infer<typeof StandardsSchema>;

/** 立案标准 of one category: what filing needs to know. */
export interface FilingRule {
  readonly standard: Standard;
  readonly handler: "gridWorker" | "department";
  readonly verifyBeforeFiling: boolean;
  readonly selfHandling: boolean;
  readonly skills: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** One standard of an edition, as people read it. */
export interface StandardOf {
  readonly version: string;
  readonly standard: FilingStandard;
  readonly rule: FilingRule;
  /** Those that hold on the day. */
  readonly legalBasis: readonly { readonly id: string; readonly name: { readonly zh: string; readonly en: string } }[];
}

export interface FilingStandards {
  /** Of the edition in force today. */
  readonly version: string;
  /** The category's default standard. Day: Asia/Shanghai, default today. @throws DomainError `dispatch.category.no_standard` */
  readonly ruleFor: (category: string, day?: string) => FilingRule;
  /**
   * The standard that somebody chose for a case of this category: by its id in the edition in force, or by `id@version`, which
   * keeps the edition of the case. @throws DomainError `dispatch.standard.unknown`, `dispatch.standard.other_category`
   */
  readonly chosen: (category: string, id: string, day?: string) => FilingRule;
  /** All of a category, the default first; none where the category is unknown. */
  readonly ofCategory: (category: string, day?: string) => readonly StandardOf[];
  readonly all: (day?: string) => readonly StandardOf[];
  /** By id in the edition in force, or by `id@version` in any that was ever published. */
  readonly find: (id: string, day?: string) => StandardOf | undefined;
  readonly departments: ReadonlySet<string>;
}

interface Compiled {
  readonly all: readonly { readonly standard: FilingStandard; readonly rule: FilingRule }[];
  readonly byId: ReadonlyMap<string, Compiled["all"][number]>;
  readonly defaults: ReadonlyMap<string, FilingRule>;
  readonly instruments: ReadonlyMap<string, StandardsContent["legalInstruments"][number]>;
}

const compile = ({ version, content: { standards, legalInstruments } }: Edition<StandardsContent>): Compiled => {
  const all = standards.map((standard) => {
    const { id, limit, department, handler, verifyBeforeFiling, selfHandling, skills, evidence } = standard;
    const rule: FilingRule = {
      standard: { id: `${id}@${version}`, limit, department },
      handler,
      verifyBeforeFiling,
      selfHandling: selfHandling ?? false,
      skills: skills ?? [],
      evidence: evidence ?? [],
    };
    return { standard, rule };
  });
  return {
    all,
    byId: new Map(all.map((one) => [one.standard.id, one])),
    defaults: new Map(
      all.filter(({ standard }) => standard.default).map(({ standard, rule }) => [standard.category, rule]),
    ),
    instruments: new Map(legalInstruments.map((one) => [one.id, one])),
  };
};

/** Where the standards come from: the rulebook, or in tests of rules the file alone. */
export interface StandardsSource {
  readonly inForceOn: (day: string) => Edition<StandardsContent>;
  readonly published: (version: string) => Edition<StandardsContent> | undefined;
  readonly today: () => string;
}

/** 立案标准, answered from memory. */
export const filingStandards = ({ inForceOn, published, today }: StandardsSource): FilingStandards => {
  const kept = new WeakMap<Edition<StandardsContent>, Compiled>();
  const compiled = (edition: Edition<StandardsContent>): Compiled => {
    const known = kept.get(edition);
    if (known !== undefined) return known;
    const fresh = compile(edition);
    kept.set(edition, fresh);
    return fresh;
  };

  const viewIn =
    (edition: Edition<StandardsContent>, day: string) =>
    ({ standard, rule }: Compiled["all"][number]): StandardOf => {
      const { instruments } = compiled(edition);
      const legalBasis = standard.legalBasis.instruments.flatMap((id) => {
        const instrument = instruments.get(id);
        return instrument !== undefined && holdsOn(instrument, day) ? [{ id, name: instrument.name }] : [];
      });
      return { version: edition.version, standard, rule, legalBasis };
    };

  const find = (id: string, day = today()): StandardOf | undefined => {
    const at = id.indexOf("@");
    const edition = at < 0 ? inForceOn(day) : published(id.slice(at + 1));
    if (edition === undefined) return undefined;
    const one = compiled(edition).byId.get(at < 0 ? id : id.slice(0, at));
    return one && viewIn(edition, day)(one);
  };

  const all = (day = today()): readonly StandardOf[] => {
    const edition = inForceOn(day);
    return compiled(edition).all.map(viewIn(edition, day));
  };

  return {
    get version() {
      return inForceOn(today()).version;
    },
    departments: new Set(loadDepartments().keys()),
    ruleFor: (category, day = today()) => {
      const rule = compiled(inForceOn(day)).defaults.get(category);
      if (rule === undefined)
        throw new DomainError("rule", "dispatch.category.no_standard", "No filing standard for this category", {
          category,
        });
      return rule;
    },
    chosen: (category, id, day) => {
      const found = find(id, day);
      if (found === undefined)
        throw reject("dispatch.standard.unknown", "There is no such filing standard", { standard: id });
      if (found.standard.category !== category)
        throw reject("dispatch.standard.other_category", "This filing standard is of another category", {
          standard: id,
          category,
        });
      return found.rule;
    },
    ofCategory: (category, day) =>
      all(day)
        .filter(({ standard }) => standard.category === category)
        .toSorted((one, other) => Number(other.standard.default) - Number(one.standard.default)),
    all,
    find,
  };
};
