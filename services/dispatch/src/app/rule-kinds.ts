import { CaseStatus } from "@wangge/contracts/calls";
import { hasPersonalNumber, ruleKind, type Rulebook } from "@wangge/kit";
import { z } from "zod";
import { standardsProblems, type StandardsContent } from "../domain/filing-standards.ts";
import { templatesProblems } from "../domain/response-templates.ts";
import { routingProblems } from "../domain/routing-check.ts";
import type { RoutingContent } from "../domain/routing.ts";
import { readData } from "./data.ts";
import { loadDepartments } from "./departments.ts";
import { ProcessSchema, processProblems } from "./process.ts";
import { TemplatesSchema } from "./response-templates.ts";
import { RoutingSchema } from "./routing.ts";
import { loadSkills } from "./skills.ts";
import { StandardsSchema } from "./standards.ts";

/** What checkers of one kind look at in the others. */
export interface Neighbours {
  readonly standardsOn: (day: string) => StandardsContent | undefined;
  readonly routingOn: (day: string) => RoutingContent | undefined;
}

const AsItIs = z.unknown();
/** The first edition of a kind lies in a file of `data/`. */
const fileOf = (name: string) => (): unknown => readData(name, AsItIs);

/**
 * 规则类别登记. Every kind of rules: how it reads, what its checker finds, which file holds the first edition. A new kind is one entry
 * here, its file and its checker.
 */
export const ruleKinds = ({ standardsOn, routingOn }: Neighbours) => {
  const departments = new Set(loadDepartments().keys());
  const skills = new Set(loadSkills().keys());
  return {
    filingStandards: ruleKind({
      schema: StandardsSchema,
      first: fileOf("filing-standards.json"),
      problems: (content, { day }) => {
        const routed = new Set((routingOn(day)?.rules ?? []).flatMap(({ when }) => when?.standard ?? []));
        return standardsProblems(content, { departments, skills, day, before: standardsOn(day), routed });
      },
    }),
    routing: ruleKind({
      schema: RoutingSchema,
      first: fileOf("routing.json"),
      problems: (content, { day }) =>
        routingProblems(content, { departments, standards: standardsOn(day)?.standards ?? [] }),
    }),
    process: ruleKind({ schema: ProcessSchema, first: fileOf("process.json"), problems: processProblems }),
    responseTemplates: ruleKind({
      schema: TemplatesSchema,
      first: fileOf("response-templates.json"),
      problems: (content, { day }) =>
        templatesProblems(content, {
          statuses: new Set<string>(CaseStatus.options),
          categories: (standardsOn(day)?.standards ?? []).map(({ category }) => category),
          hasPersonalNumber,
        }),
    }),
  };
};

export type DispatchKinds = ReturnType<typeof ruleKinds>;
export type DispatchRulebook = Rulebook<DispatchKinds>;
