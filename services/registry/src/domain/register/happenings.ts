/** What a change did, as others hear of it: one fact a record and a kind of change. */
import { commonCode } from "./codes.ts";
import { codesOf, parentOfValue, type Id, type Kind, type Value } from "./records.ts";
import type { Assertion, Register } from "./register.ts";
import { versionOn, type Day } from "./timeline.ts";

interface About {
  readonly id: Id;
  readonly kind: Kind;
  readonly effectiveFrom: Day;
}

export type Happening =
  | (About & {
      readonly type: "registered";
      readonly name?: string | undefined;
      readonly code?: string | undefined;
      readonly parent?: Id | undefined;
    })
  | (About & { readonly type: "renamed"; readonly name: string; readonly before: string })
  | (About & { readonly type: "recoded"; readonly code: string; readonly before: string })
  | (About & { readonly type: "moved"; readonly parent: Id; readonly before: Id })
  | (About & { readonly type: "redrawn" })
  | (About & { readonly type: "held"; readonly holder: Id | undefined; readonly before: Id | undefined })
  | (About & {
      readonly type: "superseded";
      readonly code?: string | undefined;
      readonly successors: readonly Id[];
      readonly codes: readonly string[];
    })
  | (About & { readonly type: "amended"; readonly fields: readonly string[] });

const NOT_AMENDED = new Set(["name", "codes", "parent", "ring", "outline", "holder"]);

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const between = (about: About, before: Value, after: Value): Happening[] => {
  const [was, is] = [before, after] as unknown as Readonly<Record<string, unknown>>[];
  if (was === undefined || is === undefined) return [];
  const happened: Happening[] = [];
  if (was["name"] !== is["name"])
    happened.push({ ...about, type: "renamed", name: String(is["name"]), before: String(was["name"]) });
  const [code, codeBefore] = [commonCode(codesOf(after)), commonCode(codesOf(before))];
  if (code !== undefined && codeBefore !== undefined && code !== codeBefore)
    happened.push({ ...about, type: "recoded", code, before: codeBefore });
  const [parent, parentBefore] = [parentOfValue(after), parentOfValue(before)];
  if (parent !== undefined && parentBefore !== undefined && parent !== parentBefore)
    happened.push({ ...about, type: "moved", parent, before: parentBefore });
  if (!same(was["ring"], is["ring"]) || !same(was["outline"], is["outline"]))
    happened.push({ ...about, type: "redrawn" });
  if (was["holder"] !== is["holder"])
    happened.push({
      ...about,
      type: "held",
      holder: is["holder"] as Id | undefined,
      before: was["holder"] as Id | undefined,
    });
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((field) => !NOT_AMENDED.has(field) && !same(was[field], is[field]))
    .sort();
  if (fields.length > 0) happened.push({ ...about, type: "amended", fields });
  return happened;
};

/**
 * Compares the register before and after these assertions. `before` answers for the time before them. Personal records
 * (people, absences) are left out: who is away and why is nobody's business on the bus; what follows from it is told by
 * the staffing of grids.
 */
export const happeningsOf = (
  register: Register,
  assertions: readonly Assertion[],
  before: (id: Id, day: Day) => Value | undefined,
): readonly Happening[] => {
  const first = new Map<Id, Day>();
  for (const { id, from } of assertions) {
    const day = first.get(id);
    if (day === undefined || from < day) first.set(id, from);
  }
  return [...first].flatMap(([id, effectiveFrom]): Happening[] => {
    const kind = register.kindOf(id);
    if (kind === "person" || kind === "absence") return [];
    const about = { id, kind, effectiveFrom };
    const was = before(id, effectiveFrom);
    const is = versionOn(register.timelineOf<Kind>(id), effectiveFrom)?.value;
    if (is !== undefined && was !== undefined) return between(about, was, is);
    if (is !== undefined)
      return [
        {
          ...about,
          type: "registered",
          ...("name" in is ? { name: is.name } : {}),
          code: commonCode(codesOf(is)),
          parent: parentOfValue(is),
        },
      ];
    if (was === undefined) return [];
    const heirs = register.heirsOf(id, effectiveFrom);
    const codes = heirs.flatMap((heir) => {
      const value = versionOn(register.timelineOf<Kind>(heir), effectiveFrom)?.value;
      return value === undefined ? [] : (commonCode(codesOf(value)) ?? []);
    });
    return [{ ...about, type: "superseded", code: commonCode(codesOf(was)), successors: heirs, codes }];
  });
};
