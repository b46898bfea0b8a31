/** What a change did, as others hear of it: one fact a record and a kind of change. */
import { commonCode } from "./codes.ts";
import { codesOf, parentOfValue, type Id, type Kind, type Value } from "./records.ts";
import type { Assertion, Register } from "./register.ts";
import { boundariesOf, versionOn, type Day, type Timeline } from "./timeline.ts";

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

const TOLD_BY_NAME = new Set(["name", "parent", "ring", "outline", "holder"]);

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const between = (about: About, before: Value, after: Value): Happening[] => {
  const [was, is] = [before, after] as unknown as Readonly<Record<string, unknown>>[];
  if (was === undefined || is === undefined) return [];
  const happened: Happening[] = [];
  if (was["name"] !== is["name"])
    happened.push({ ...about, type: "renamed", name: String(is["name"]), before: String(was["name"]) });
  const [code, codeBefore] = [commonCode(codesOf(after)), commonCode(codesOf(before))];
  const isRecoded = code !== undefined && codeBefore !== undefined && code !== codeBefore;
  if (isRecoded) happened.push({ ...about, type: "recoded", code, before: codeBefore });
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
    .filter((field) => !TOLD_BY_NAME.has(field) && !(field === "codes" && isRecoded) && !same(was[field], is[field]))
    .sort();
  if (fields.length > 0) happened.push({ ...about, type: "amended", fields });
  return happened;
};

const isSameAs = (one: Value | undefined, other: Value | undefined): boolean => one === other || same(one, other);

/** What a reader takes for true on a day: what he knew to change on that day, and else what he was told for the day before. */
const believed = (was: Value | undefined, wasBefore: Value | undefined, told: Value | undefined): Value | undefined => {
  if (was === undefined || wasBefore === undefined || told === undefined)
    return (was === undefined) === (wasBefore === undefined) ? told : was;
  const [now, before, carried] = [was, wasBefore, told] as unknown as Readonly<Record<string, unknown>>[];
  const changing = Object.entries(now ?? {}).filter(([field, content]) => !same(content, before?.[field]));
  const gone = new Set(Object.keys(before ?? {}).filter((field) => now?.[field] === undefined));
  const kept = Object.entries(carried ?? {}).filter(([field]) => !gone.has(field));
  return Object.fromEntries([...kept, ...changing]) as unknown as Value;
};

/**
 * Compares the register before and after these assertions. `before` gives the versions of the time before them. A fact holds
 * from its day on until the next day for which its reader knows another: what ends on a day (`until`) is told as a second
 * fact. Personal records (people, absences) are left out: who is away and why is nobody's business on the bus; what follows
 * from it is told by the staffing of grids.
 */
export const happeningsOf = (
  register: Register,
  assertions: readonly Assertion[],
  before: (id: Id) => Timeline<Value>,
): readonly Happening[] => {
  const first = new Map<Id, Day>();
  for (const { id, from } of assertions) {
    const day = first.get(id);
    if (day === undefined || from < day) first.set(id, from);
  }

  const ending = (about: About, was: Value): Happening => {
    const { id, effectiveFrom } = about;
    const heirs = register.heirsOf(id, effectiveFrom);
    const codes = heirs.flatMap((heir) => {
      const value = versionOn(register.timelineOf<Kind>(heir), effectiveFrom)?.value;
      return value === undefined ? [] : (commonCode(codesOf(value)) ?? []);
    });
    return { ...about, type: "superseded", code: commonCode(codesOf(was)), successors: heirs, codes };
  };
  const coming = (about: About, is: Value): Happening => ({
    ...about,
    type: "registered",
    ...("name" in is ? { name: is.name } : {}),
    code: commonCode(codesOf(is)),
    parent: parentOfValue(is),
  });

  return [...first].flatMap(([id, start]): Happening[] => {
    const kind = register.kindOf(id);
    if (kind === "person" || kind === "absence") return [];
    const [were, are] = [before(id), register.timelineOf<Kind>(id)];
    const happened: Happening[] = [];
    const valueOn = (timeline: Timeline<Value>, day: Day): Value | undefined => versionOn(timeline, day)?.value;
    let last: Day | undefined;
    let hasEnded = false;
    // Between two boundaries nothing changes: the one before stands for the day before.
    for (const effectiveFrom of boundariesOf([{ from: start }, ...were, ...are])) {
      if (effectiveFrom < start) continue;
      const about = { id, kind, effectiveFrom };
      const [was, is] = [valueOn(were, effectiveFrom), valueOn(are, effectiveFrom)];
      const [wasBefore, told] = last === undefined ? [was, was] : [valueOn(were, last), valueOn(are, last)];
      const known = hasEnded ? undefined : believed(was, wasBefore, told);
      last = effectiveFrom;
      if (isSameAs(known, is)) continue;
      if (is === undefined) hasEnded = true;
      if (is !== undefined && known !== undefined) happened.push(...between(about, known, is));
      else if (is !== undefined) happened.push(coming(about, is));
      else if (known !== undefined) happened.push(ending(about, known));
    }
    return happened;
  });
};
