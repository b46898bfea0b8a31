import { CaseStatus } from "@wangge/contracts/calls";
import { hasPersonalNumber } from "@wangge/kit";
import { standardsProblems, type StandardsContent } from "../domain/filing-standards.ts";
import { templatesProblems } from "../domain/response-templates.ts";
import { routingProblems } from "../domain/routing-check.ts";
import type { RoutingContent } from "../domain/routing.ts";
import { loadDepartments } from "./departments.ts";
import { ProcessSchema, processProblems } from "./process.ts";
import { TemplatesSchema } from "./response-templates.ts";
import { RoutingSchema } from "./routing.ts";
import { ruleKind, type Rulebook } from "./rulebook.ts";
import { loadSkills } from "./skills.ts";
import { StandardsSchema } from "./standards.ts";

/** What checkers of one kind look at in the others. */
export interface Neighbours {
  readonly standardsOn: (day: string) => StandardsContent | undefined;
  readonly routingOn: (day: string) => RoutingContent | undefined;
}

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
      file: "filing-standards.json",
      problems: (content, { day }) => {
        const routed = new Set((routingOn(day)?.rules ?? []).flatMap(({ when }) => when?.standard ?? []));
        return standardsProblems(content, { departments, skills, day, before: standardsOn(day), routed });
      },
    }),
    routing: ruleKind({
      schema: RoutingSchema,
      file: "routing.json",
      problems: (content, { day }) =>
        routingProblems(content, { departments, standards: standardsOn(day)?.standards ?? [] }),
    }),
    process: ruleKind({ schema: ProcessSchema, file: "process.json", problems: processProblems }),
    responseTemplates: ruleKind({
      schema: TemplatesSchema,
      file: "response-templates.json",
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
