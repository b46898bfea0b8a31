/** What an office may ask of the register, and what that says of its records. */
import { DomainError, isDomainError, reject } from "@wangge/kit/errors";
import type { Ring } from "../geometry.ts";
import { groundOf } from "./union.ts";
import { commonCode, type Code, type CodeScheme } from "./codes.ts";
import { codesOf, parentOfValue, type Id, type Kind, type Value, type Values } from "./records.ts";
import type { Assertion, Register } from "./register.ts";
import { atOnce } from "./steps.ts";
import { covers, overlaps, type Day, type Span, type Timeline } from "./timeline.ts";

/**
 * Records are named by id, by any code they have on the day, or by `@ref` where the same change registers them. A value in
 * `register` and `amend` may name others in the same way.
 */
export type Operation =
  | {
      readonly op: "register";
      readonly kind: Kind;
      readonly ref?: string | undefined;
      readonly value: Value;
      readonly until?: Day | undefined;
    }
  | {
      readonly op: "amend";
      readonly record: string;
      readonly set: Readonly<Record<string, unknown>>;
      readonly until?: Day | undefined;
    }
  | { readonly op: "rename"; readonly record: string; readonly name: string }
  | { readonly op: "recode"; readonly record: string; readonly scheme: CodeScheme; readonly code: string }
  | { readonly op: "merge"; readonly from: readonly string[]; readonly into: string }
  | { readonly op: "split"; readonly record: string; readonly into: readonly SplitPart[] }
  | { readonly op: "end"; readonly record: string; readonly successors?: readonly string[] | undefined };

/** A piece of what is split: a new record with its share of what hung under the old one. */
export interface SplitPart {
  readonly ref?: string | undefined;
  readonly value: Value;
  readonly children: readonly string[];
}

/** What came of a request. */
export interface Asserted {
  readonly assertions: readonly Assertion[];
  /** Ids of what was registered under a `@ref`. */
  readonly refs: ReadonlyMap<string, Id>;
  /** What the register said before of every record that is touched. */
  readonly before: (id: Id) => Timeline<Value>;
}

export interface AssertionOptions {
  /** Throws where a value is not what its kind looks like: nothing may be built on it. */
  readonly readable?: (assertion: Assertion) => void;
  /** The register is the caller's own and shall keep what is asked. */
  readonly keep?: boolean;
  /** Hears of every operation that cannot be done, and the others go on; without it the first one ends it. */
  readonly refused?: (operation: number, error: DomainError) => void;
}

export interface ChangeRequest {
  /** The first day on which it is so. */
  readonly effectiveFrom: Day;
  readonly operations: readonly Operation[];
}

/** Kinds whose members move over when their place is merged; the rest (offices, posts, rotas, figures) ends with it. */
const MOVABLE: Readonly<Partial<Record<Kind, readonly Kind[]>>> = {
  street: ["community", "component"],
  community: ["grid", "station", "component"],
  grid: ["courtyard", "component"],
  courtyard: ["station"],
};

/** What ends together with the place it belongs to, where it does not move over. */
const DEPENDENT: readonly Kind[] = ["section", "station", "post", "rota", "barrier", "figure"];

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>>) =>
  reject(`registry.${code}`, message, details);

/** How many operations are done between two pauses. */
const OPERATIONS_A_STEP = 25;

/**
 * Turns what is asked into what the register then says. Each operation sees what those before it did. Nothing is kept: the
 * register is as before when this returns. Whether it may be so is for `rules.ts`.
 * @param readable throws where a value is not what its kind looks like: nothing may be built on it
 * @throws DomainError `registry.record.unknown`, `registry.record.kind`, `registry.grid.not_one_piece`,
 * `registry.span.empty`, `registry.code.exhausted`
 */
export const assertionsOf = (
  register: Register,
  request: ChangeRequest,
  readable: (assertion: Assertion) => void = () => undefined,
): readonly Assertion[] => atOnce(assertionSteps(register, request, { readable })).assertions;

/** The same in steps, for a request so long that others must be let in between: then the register is the caller's own. */
export function* assertionSteps(
  register: Register,
  { effectiveFrom: day, operations }: ChangeRequest,
  { readable = () => undefined, keep = false, refused }: AssertionOptions = {},
): Generator<undefined, Asserted> {
  const made: Assertion[] = [];
  const before = new Map<Id, Timeline<Value>>();
  const undo: (() => void)[] = [];
  const refs = new Map<string, Id>();
  const change = register.version + 1;

  const say = (...assertions: readonly Assertion[]): void => {
    assertions.forEach(readable);
    made.push(...assertions);
    for (const { id } of assertions) if (!before.has(id)) before.set(id, register.timelineOf(id));
    const back = register.apply(assertions, change);
    if (!keep) undo.push(back);
  };

  const mustLast = (until: Day | undefined): void => {
    if (until !== undefined && until <= day)
      throw refuse("span.empty", "It would end before it begins", { from: day, until });
  };
  /** The record that is meant, which must be there on the day. */
  const idOf = (name: string): Id => {
    const id = name.startsWith("@") ? refs.get(name.slice(1)) : register.resolve(name, day);
    if (id === undefined || register.timelineOf(id).every((version) => !covers(version, day)))
      throw refuse("record.unknown", "The register has no such record on that day", { record: name, day });
    return id;
  };
  const valueOf = (id: Id): Value => {
    const version = register.timelineOf(id).find((one) => covers(one, day));
    if (version === undefined)
      throw refuse("record.unknown", "The register has no such record on that day", { id, day });
    return version.value;
  };
  const mustBe = <K extends Kind>(id: Id, kind: K): Values[K] => {
    if (register.kindOf(id) !== kind) throw refuse("record.kind", "This is another kind of record", { id, kind });
    return valueOf(id) as Values[K];
  };

  const FIELDS = new Set(["parent", "other", "holder", "substitute"]);
  const LISTS = new Set(["streets", "persons"]);
  /** Names of records within a value become ids. */
  const withIds = (value: object): Value =>
    Object.fromEntries(
      Object.entries(value).map(([field, content]: [string, unknown]) => {
        if (FIELDS.has(field) && typeof content === "string") return [field, idOf(content)];
        if (LISTS.has(field) && Array.isArray(content)) return [field, content.map((name) => idOf(String(name)))];
        return [field, content];
      }),
    ) as unknown as Value;

  /** From the day on, for every version that begins later too: `edit` says what becomes of each. */
  const edited = (id: Id, until: Day | undefined, edit: (value: Value) => Value): Assertion[] => {
    const span = { from: day, to: until };
    return register
      .timelineOf(id)
      .filter(({ from, to }) => (to === undefined || day < to) && (until === undefined || from < until))
      .map((version) => ({
        id,
        from: version.from > span.from ? version.from : span.from,
        to: version.to === undefined || (until !== undefined && until < version.to) ? until : version.to,
        value: edit(version.value),
      }));
  };
  /** A field that somebody else already set anew for a later day keeps that from then on. */
  const amend = (id: Id, set: object, until?: Day): void => {
    mustLast(until);
    const before = valueOf(id) as unknown as Readonly<Record<string, unknown>>;
    let open = Object.entries(set as Readonly<Record<string, unknown>>);
    say(
      ...edited(id, until, (value) => {
        const here = value as unknown as Readonly<Record<string, unknown>>;
        open = open.filter(([field]) => isSame(here[field], before[field]));
        return withoutNothing({ ...here, ...Object.fromEntries(open) });
      }),
    );
  };
  const create = (kind: Kind, value: object, ref: string | undefined, until?: Day): Id => {
    mustLast(until);
    const id = register.newId(kind);
    say({ id, from: day, to: until, value: withIds(value) });
    if (until !== undefined) say({ id, from: until, value: undefined, successors: [] });
    if (ref !== undefined) refs.set(ref, id);
    return id;
  };
  const leaningOn = (id: Id, field: string): Id[] => [
    ...new Set(register.referrersWithin(id, { from: day }).flatMap((found) => (found.field === field ? found.id : []))),
  ];
  const end = (id: Id, successors: readonly Id[]): void => {
    valueOf(id);
    for (const kind of DEPENDENT) for (const { id: child } of register.childrenOf(id, kind, day)) end(child, []);
    if (register.kindOf(id) === "street")
      for (const zone of leaningOn(id, "streets")) say(...edited(zone, undefined, (value) => withoutStreet(value, id)));
    // A wall stands between two courtyards: it goes with either.
    for (const barrier of leaningOn(id, "other")) end(barrier, []);
    say({ id, from: day, value: undefined, successors });
  };

  /** Another code of one scheme, for every version until that scheme's code was changed anyway. */
  const recode = (id: Id, code: Code): void => {
    const codeIn = (value: Value): string | undefined =>
      codesOf(value).find(({ scheme }) => scheme === code.scheme)?.code;
    const before = codeIn(valueOf(id));
    let isOpen = true;
    say(
      ...edited(id, undefined, (value) => {
        isOpen &&= codeIn(value) === before;
        return isOpen ? { ...value, codes: withCode(codesOf(value), code) } : value;
      }),
    );
  };
  /** The sequence that is asked for, or the next free one. A code that was ever somebody else's stays his: old papers carry it. */
  const freeCode = (id: Id, prefix: string, asked: number): string => {
    let sequence = asked;
    for (let tried = 0; tried < SEQUENCES; tried++) {
      const code = `${prefix}${String(sequence).padStart(3, "0")}`;
      if ([...register.everCoded(code)].every((held) => held === id)) return code;
      sequence = (sequence % SEQUENCES) + 1;
    }
    throw refuse("code.exhausted", "Every code that such a grid could have was given out before", { prefix });
  };
  /** 网格编码 follow their community, on every day from now on on which they are its grids. */
  const recodeGrids = (community: Id): void => {
    for (const id of [...register.everUnder(community)].filter((child) => register.kindOf(child) === "grid")) {
      const given = new Map<string, string>();
      for (const version of register.timelineOf(id, "grid")) {
        const { value } = version;
        if (value.parent !== community) continue;
        for (const above of register.timelineOf(community)) {
          const piece = common(common(version, above), { from: day });
          const prefix = commonCode(codesOf(above.value));
          const own = commonCode(value.codes);
          if (piece === undefined || prefix === undefined || own?.startsWith(prefix) === true) continue;
          const key = `${prefix} ${own ?? ""}`;
          const code = given.get(key) ?? freeCode(id, prefix, Number(own?.slice(-3) ?? 1));
          given.set(key, code);
          say({ id, ...piece, value: { ...value, codes: withCode(value.codes, { scheme: "local", code }) } });
        }
      }
    }
  };
  const move = (child: Id, parent: Id): void => {
    if (parentOfValue(valueOf(child)) !== parent) amend(child, { parent });
  };
  const movableOf = (id: Id): Id[] =>
    (MOVABLE[register.kindOf(id)] ?? []).flatMap((kind) => register.childrenOf(id, kind, day).map((found) => found.id));
  const afterMove = (id: Id): void => {
    if (register.kindOf(id) === "community") recodeGrids(id);
  };

  const joinGrids = (target: Id, sources: readonly Id[]): void => {
    const grids = [target, ...sources].map((id) => mustBe(id, "grid"));
    const ring = joined(grids.map((grid) => grid.ring));
    if (ring === undefined)
      throw refuse("grid.not_one_piece", "These grids do not hang together as one piece", {
        grids: [target, ...sources],
      });
    const counts = grids.flatMap(({ counted }) => counted ?? []);
    const isCounted = counts.length === grids.length;
    amend(target, { ring, ...(isCounted ? { counted: counts.reduce((sum, count) => sum + count, 0) } : {}) });
  };
  /** What stood in either stands in the one that is left. */
  const joinCourtyards = (target: Id, sources: readonly Id[]): void => {
    const yards = [target, ...sources].map((id) => mustBe(id, "courtyard"));
    const rings = yards.flatMap(({ ring }) => (ring === undefined ? [] : [ring]));
    amend(target, {
      households: yards.reduce((sum, { households }) => sum + households, 0),
      areaM2: yards.reduce((sum, { areaM2 }) => sum + areaM2, 0),
      buildings: yards.flatMap(({ buildings }) => buildings),
      ring: rings.length === yards.length ? joined(rings) : undefined,
    });
  };

  const merge = ({ from, into }: Extract<Operation, { op: "merge" }>): void => {
    const target = idOf(into);
    const kind = register.kindOf(target);
    const sources = [...new Set(from.map(idOf))].filter((id) => id !== target);
    for (const id of sources) mustBe(id, kind);
    if (kind === "grid" && sources.length > 0) joinGrids(target, sources);
    if (kind === "courtyard") joinCourtyards(target, sources);
    for (const source of sources) {
      for (const child of movableOf(source)) move(child, target);
      end(source, [target]);
    }
    afterMove(target);
  };

  const split = ({ record, into }: Extract<Operation, { op: "split" }>): void => {
    const id = idOf(record);
    const kind = register.kindOf(id);
    const parts = into.map(({ value, ref, children }) => {
      const part = create(kind, value, ref);
      for (const child of children) move(idOf(child), part);
      return part;
    });
    end(id, parts);
    for (const part of parts) afterMove(part);
  };

  const perform = (operation: Operation): void => {
    switch (operation.op) {
      case "register":
        create(operation.kind, operation.value, operation.ref, operation.until);
        return;
      case "amend": {
        const id = idOf(operation.record);
        amend(id, withIds(operation.set), operation.until);
        const parent = parentOfValue(valueOf(id));
        if (register.kindOf(id) === "grid" && "parent" in operation.set && parent !== undefined) recodeGrids(parent);
        return;
      }
      case "rename":
        amend(idOf(operation.record), { name: operation.name });
        return;
      case "recode": {
        const id = idOf(operation.record);
        recode(id, operation);
        afterMove(id);
        return;
      }
      case "merge":
        merge(operation);
        return;
      case "split":
        split(operation);
        return;
      case "end":
        end(idOf(operation.record), (operation.successors ?? []).map(idOf));
        return;
    }
  };

  try {
    for (const [index, operation] of operations.entries()) {
      try {
        perform(operation);
      } catch (error) {
        if (refused === undefined || !isDomainError(error)) throw atOperation(error, index);
        refused(index, error);
      }
      if (index % OPERATIONS_A_STEP === OPERATIONS_A_STEP - 1) yield;
    }
    return { assertions: made, refs, before: (id) => before.get(id) ?? [] };
  } finally {
    if (!keep) for (const back of undo.reverse()) back();
  }
}

/** Grids of a community are numbered 001 to 999. */
const SEQUENCES = 999;

const withCode = (codes: readonly Code[], { scheme, code }: Code): readonly Code[] => [
  { scheme, code },
  ...codes.filter((held) => held.scheme !== scheme),
];

/** The days that two spans share; undefined when there are none. */
const common = (one: Span | undefined, other: Span): Span | undefined => {
  if (one === undefined || !overlaps(one, other)) return undefined;
  const ends = [one.to, other.to].flatMap((to) => to ?? []).sort();
  return { from: one.from > other.from ? one.from : other.from, to: ends[0] };
};

/** The ground of several as one; undefined where it is in pieces, has a hole, or is no ground at all. */
const joined = (rings: readonly Ring[]): Ring | undefined => {
  const [piece, ...more] = groundOf(rings);
  return more.length > 0 || piece?.holes.length !== 0 ? undefined : piece.outer;
};

/** `null` and `undefined` in an amendment take a field away. */
const withoutNothing = (value: object): Value =>
  Object.fromEntries(
    Object.entries(value).filter(([, content]: [string, unknown]) => content !== undefined && content !== null),
  ) as unknown as Value;

const withoutStreet = (value: Value, ended: Id): Value =>
  "streets" in value ? { ...value, streets: value.streets.filter((street) => street !== ended) } : value;

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Says which operation was meant. */
const atOperation = (error: unknown, operation: number): unknown =>
  isDomainError(error)
    ? new DomainError(error.kind, error.code, error.message, { ...error.details, operation }, { cause: error })
    : error;
