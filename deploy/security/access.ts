/** 权限矩阵: which role may ask what, made from the services' own definitions, and for which part of the district. */
import { authorize, isDomainError, Role, type Access, type Actor, type ServiceDefinition } from "@wangge/kit";
import { z } from "zod";
import { proofProblem } from "./proof.ts";

/** Not signed in. */
export const NOBODY = "nobody";
export const askers = [NOBODY, ...Role.options] as const;
export type Asker = (typeof askers)[number];

/** One action as the table has it. */
export const Row = z.strictObject({
  /** `dispatch.assign` */
  action: z.string(),
  /** `POST /cases/:caseId/assign`; null: only on the bus. */
  http: z.string().nullable(),
  access: z.union([z.literal("public"), z.literal("service"), z.array(Role)]),
  /** Who gets past the check of the role, asking from outside. */
  allowed: z.array(z.enum(askers)),
});
export type Row = z.infer<typeof Row>;

/** Reviewed by people: for which part of the district those who may ask have their say. */
export const Scope = z
  .strictObject({
    /** `open`: nobody has looked at it yet, or no test shows it. */
    scope: z.enum(["district", "department", "worker", "organization", "account", "holder", "open"]),
    rule: z.string().min(1),
    /** `services/x/test/y.spec.ts › the title of a test`: shows own and other. */
    proof: z.string().optional(),
    actions: z.array(z.string()).min(1),
  })
  .refine(({ scope, proof }) => (scope === "district" || scope === "open") === (proof === undefined), {
    message: "what belongs to somebody names the test that shows it",
  });
export type Scope = z.infer<typeof Scope>;

export const actorOf = (asker: Asker): Actor | undefined =>
  asker === NOBODY ? undefined : { id: `account-${asker}`, roles: [asker] };

const isAllowed = (access: Access, asker: Asker): boolean => {
  try {
    authorize(access, actorOf(asker), false);
    return true;
  } catch (error) {
    if (isDomainError(error)) return false;
    throw error;
  }
};

/** One row an action, by name. */
export const rowsOf = (definitions: readonly Pick<ServiceDefinition, "manifest" | "actions">[]): readonly Row[] =>
  definitions
    .flatMap(({ manifest, actions }) =>
      Object.entries(actions).map(([name, { rest, access }]) => ({
        action: `${manifest.name}.${name}`,
        http: rest ?? null,
        access: typeof access === "string" ? access : [...access],
        allowed: askers.filter((asker) => isAllowed(access, asker)),
      })),
    )
    .sort((one, other) => (one.action < other.action ? -1 : 1));

/** Whom a scope concerns: anyone and services have no part of the district. */
const hasScope = ({ access }: Row): boolean => typeof access !== "string";

export const scopeByAction = (scopes: readonly Scope[]): ReadonlyMap<string, Scope> =>
  new Map(scopes.flatMap((scope) => scope.actions.map((action) => [action, scope] as const)));

/** What is wrong with the reviewed part, in words. `root`: where paths of proofs begin. */
export const scopeProblems = (rows: readonly Row[], scopes: readonly Scope[], root: string): readonly string[] => {
  const named = scopes.flatMap(({ actions }) => actions);
  const wanted = new Set(rows.filter(hasScope).map(({ action }) => action));
  return [
    ...[...wanted].filter((action) => !named.includes(action)).map((action) => `${action} has no scope`),
    ...named
      .filter((action) => !wanted.has(action))
      .map((action) => `${action} has a scope, and is no action of roles`),
    ...named.filter((action, index) => named.indexOf(action) < index).map((action) => `${action} has two scopes`),
    ...scopes.flatMap(({ proof }) => (proof === undefined ? [] : (proofProblem(proof, root) ?? []))),
  ];
};
