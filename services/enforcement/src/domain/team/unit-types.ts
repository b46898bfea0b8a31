import { reject } from "@wangge/kit/errors";
import type { Force } from "./forces.ts";

/** What a status says about calling the unit. `committed`: it is at work in an operation. */
export type UnitMeaning = "available" | "delayed" | "unavailable" | "committed";

export interface UnitStatus {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly means: UnitMeaning;
  /** Which may follow it. */
  readonly next: readonly string[];
}

/** 编组类型. Its statuses are its own: those of another type mean nothing to it. The first one is that of a new unit. */
export interface UnitType {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly force: Force;
  readonly crew: { readonly least: number; readonly most: number };
  readonly statuses: readonly UnitStatus[];
}

export interface UnitTypes {
  readonly version: string;
  readonly types: readonly UnitType[];
}

/** @throws DomainError `enforcement.unit.type_unknown` */
export const typeOf = ({ types }: Pick<UnitTypes, "types">, code: string): UnitType => {
  const found = types.find((one) => one.code === code);
  if (found === undefined) throw reject("enforcement.unit.type_unknown", "There is no such type of unit", { code });
  return found;
};

export const meaningOf = ({ statuses }: UnitType, code: string): UnitMeaning | undefined =>
  statuses.find((one) => one.code === code)?.means;

/** The status in which a unit of this type sets out for an operation. */
export const firstCommitted = ({ code, statuses }: UnitType): string => {
  const found = statuses.find(({ means }) => means === "committed");
  if (found === undefined) throw new Error(`units of type ${code} are never at work`);
  return found.code;
};

/** @throws DomainError where the type has no such status, or it does not follow on this one */
export const mustFollow = (type: UnitType, from: string, to: string): void => {
  const before = type.statuses.find(({ code }) => code === from);
  if (meaningOf(type, to) === undefined)
    throw reject("enforcement.unit.status_unknown", "Units of this type have no such status", { type: type.code, to });
  if (before?.next.includes(to) !== true)
    throw reject("enforcement.unit.status_illegal", "This status does not follow on the one before", { from, to });
};

/** What is wrong with the data of types; nothing where it is sound. */
export const typesProblems = ({ types }: Pick<UnitTypes, "types">): readonly string[] =>
  types.flatMap(({ code, crew, statuses }) => {
    const known = new Set(statuses.map((one) => one.code));
    const means = new Set(statuses.map((one) => one.means));
    return [
      ...(known.size < statuses.length ? [`${code}: a status stands there twice`] : []),
      ...(crew.least > crew.most ? [`${code}: more crew at least than at most`] : []),
      ...(means.has("available") && means.has("committed") ? [] : [`${code}: never available, or never at work`]),
      ...statuses.flatMap((one) => one.next.filter((to) => !known.has(to)).map((to) => `${code}: ${to} is no status`)),
    ];
  });
