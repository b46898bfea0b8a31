/** 字段权限: which fields every action takes and answers, and who sees what of a person, field by field. */
import { Role, type ServiceDefinition } from "@wangge/kit";
import { z } from "zod";
import type { Row } from "./access.ts";
import { proofProblem } from "./proof.ts";

/** The fields of one action, as paths through objects; lists are passed through. */
export interface ActionFields {
  readonly service: string;
  /** Without its service. */
  readonly action: string;
  readonly takes: readonly string[];
  readonly answers: readonly string[];
}

/** Reviewed by people: who sees these fields, and how. */
export const PersonalFields = z.strictObject({
  what: z.string().min(1),
  service: z.string(),
  /** The ends of paths, `reporter.phone`, or those of one action, `enrolVolunteer: phone`. What an earlier rule has is no later one's. */
  fields: z.array(z.string()).min(1),
  written: z.string().min(1),
  read: z.string().min(1),
  /** To whom some action may answer them masked, whatever else has to be so. */
  masked: z.array(Role),
  /** To whom some action may answer them in clear for his role alone, within what is his to see. */
  clear: z.array(Role),
  /** By which actions they are answered in clear. */
  clearBy: z.array(z.string()),
  kept: z.string().min(1),
  /** `services/x/test/y.spec.ts › the title of a test`. */
  proof: z.string(),
});
export type PersonalFields = z.infer<typeof PersonalFields>;

const Schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
  ...Object.fromEntries(["anyOf", "oneOf", "allOf"].map((key) => [key, z.array(z.unknown()).default([])])),
});

const pathsIn = (schema: unknown, at: string): readonly string[] => {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return [];
  const { properties, items, additionalProperties, ...rest } = Schema.parse(schema);
  const branches = ["anyOf", "oneOf", "allOf"].flatMap((key) => z.array(z.unknown()).parse(rest[key]));
  return [
    ...branches.flatMap((one) => pathsIn(one, at)),
    ...Object.entries(properties).flatMap(([name, inner]) => [`${at}${name}`, ...pathsIn(inner, `${at}${name}.`)]),
    ...pathsIn(items, at),
    ...pathsIn(additionalProperties, `${at}*.`),
  ];
};

const fieldsOf = (schema: z.ZodType, io: "input" | "output"): readonly string[] => [
  ...new Set(pathsIn(z.toJSONSchema(schema, { io, unrepresentable: "any" }), "")),
];

/** Of every action, by name. */
export const fieldsOfAll = (
  definitions: readonly Pick<ServiceDefinition, "manifest" | "actions">[],
): readonly ActionFields[] =>
  definitions
    .flatMap(({ manifest, actions }) =>
      Object.entries(actions).map(([action, { input, output }]) => ({
        service: manifest.name,
        action,
        takes: fieldsOf(input, "input"),
        answers: fieldsOf(output, "output"),
      })),
    )
    .sort((one, other) => (`${one.service}.${one.action}` < `${other.service}.${other.action}` ? -1 : 1));

const lastOf = (path: string): string => path.slice(path.lastIndexOf(".") + 1);
const OF_PERSONS = /^(phone|email|identityNumber|idNumber|address|contact|reporter|representative|door|lat|witnesses)$/;
const PERSONS = /(^|\.)(reporter|party|people|households|volunteers)\.name$/;

/** By its name a field of a person: somebody has to have said who sees it. A name is one where a telephone stands beside it. */
const isPersonal = (path: string, all: readonly string[]): boolean =>
  OF_PERSONS.test(lastOf(path)) ||
  PERSONS.test(path) ||
  (lastOf(path) === "name" && all.includes(`${path.slice(0, -"name".length)}phone`));

const isMeant = (field: string, action: string, path: string): boolean => {
  const [of, end] = field.includes(": ") ? field.split(": ") : [action, field];
  return of === action && (path === end || path.endsWith(`.${end ?? ""}`));
};

/** The rule of a field. */
export const ruleOf = (
  rules: readonly PersonalFields[],
  { service, action }: Pick<ActionFields, "service" | "action">,
  path: string,
): PersonalFields | undefined =>
  rules.find((rule) => rule.service === service && rule.fields.some((field) => isMeant(field, action, path)));

const allOf = ({ takes, answers }: ActionFields): readonly string[] => [...new Set([...takes, ...answers])];

/** What is wrong with the reviewed part, in words. `root`: where paths of proofs begin. */
export const fieldProblems = (
  actions: readonly ActionFields[],
  rules: readonly PersonalFields[],
  rows: readonly Row[],
  root: string,
): readonly string[] => {
  const unsaid = actions.flatMap((of) =>
    allOf(of)
      .filter((path) => isPersonal(path, allOf(of)) && ruleOf(rules, of, path) === undefined)
      .map((path) => `${of.service}.${of.action}: ${path}`),
  );
  const isThere = (rule: PersonalFields, field: string): boolean =>
    actions.some((of) => allOf(of).some((path) => ruleOf(rules, of, path) === rule && isMeant(field, of.action, path)));
  const ofRule = (rule: PersonalFields): readonly string[] => {
    const answering = actionsWith(rules, rule, actions, "answers");
    const may = rows.filter(({ action }) => answering.includes(action)).flatMap(({ allowed }) => allowed);
    const proof = proofProblem(rule.proof, root);
    return [
      ...rule.fields.filter((field) => !isThere(rule, field)).map((field) => `${rule.service} has no ${field}`),
      ...rule.clearBy
        .filter((action) => !answering.includes(action))
        .map((action) => `${action} answers nothing of it`),
      ...[...rule.masked, ...rule.clear]
        .filter((role) => !may.includes(role))
        .map((role) => `${role} may ask for nothing of it`),
      ...(proof === undefined ? [] : [proof]),
    ].map((problem) => `${rule.what}: ${problem}`);
  };
  return [...unsaid, ...rules.flatMap(ofRule)];
};

/** Which actions take or answer the fields of a rule. */
export const actionsWith = (
  rules: readonly PersonalFields[],
  rule: PersonalFields,
  actions: readonly ActionFields[],
  side: "takes" | "answers",
): readonly string[] =>
  actions
    .filter((of) => of[side].some((path) => ruleOf(rules, of, path) === rule))
    .map(({ service, action }) => `${service}.${action}`);

/** Actions of one service that answer (or take) exactly the same fields, together. */
export const shapesOf = (
  actions: readonly ActionFields[],
  side: "takes" | "answers",
): readonly { readonly actions: readonly string[]; readonly fields: readonly string[] }[] =>
  [...Map.groupBy(actions, (of) => of[side].join(" "))]
    .map(([, same]) => ({ actions: same.map(({ action }) => action), fields: same[0]?.[side] ?? [] }))
    .filter(({ fields }) => fields.length > 0);
