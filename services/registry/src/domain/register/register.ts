/** The dated register in memory: every record with its whole history, and the ways into it. */
import { reject } from "@wangge/kit/errors";
import { commonCode } from "./codes.ts";
import {
  codesOf,
  kindOf,
  kinds,
  KINDS,
  parentOfValue,
  referencesOf,
  type Id,
  type Kind,
  type Value,
  type Values,
} from "./records.ts";
import { covers, overlaps, paint, versionOn, type Day, type Span, type Timeline, type Version } from "./timeline.ts";

/** One thing a change says of one record: in this span it is so, or (`value` undefined) it is not there. */
export interface Assertion extends Span {
  readonly id: Id;
  readonly value: Value | undefined;
  /** What takes the place of a record that ends. */
  readonly successors?: readonly Id[] | undefined;
}

export interface Found<K extends Kind = Kind> {
  readonly id: Id;
  readonly kind: K;
  readonly version: Version<Values[K]>;
}

/** Where a record went: the day it ended and what took its place. */
export interface Ending {
  readonly on: Day;
  readonly successors: readonly Id[];
  readonly change: number;
}

interface Entry {
  timeline: Timeline<Value>;
  endings: readonly Ending[];
}

/** What a change added to one of the ways into the register. */
type Indexed = readonly [map: Map<string, Set<string>>, key: string, found: string];

const EMPTY: readonly never[] = [];

/** Mutable; changes go in one after the other, and can be taken back in the opposite order. */
export class Register {
  readonly #entries = new Map<Id, Entry>();
  readonly #children = new Map<Id, Set<Id>>();
  readonly #referrers = new Map<Id, Set<Id>>();
  readonly #coded = new Map<string, Set<Id>>();
  readonly #knownAs = new Map<Id, Set<string>>();
  readonly #counts = new Map<Kind, number>();
  readonly #byKind = new Map<Kind, Id[]>();
  /** Rises with every change to a record of that kind. */
  readonly #stamps = new Map<Kind, number>();

  /** Number of the last change in it; 0 when it is empty. */
  version = 0;

  /** Another register that says the same, to try long work out on: histories are never altered, so they are shared. */
  fork(): Register {
    const fork = new Register();
    for (const [id, entry] of this.#entries) fork.#entries.set(id, entry);
    for (const kind of kinds) fork.#byKind.set(kind, [...this.idsOf(kind)]);
    for (const [kind, count] of this.#counts) fork.#counts.set(kind, count);
    for (const [kind, stamp] of this.#stamps) fork.#stamps.set(kind, stamp);
    const copy = (from: Map<string, Set<Id>>, to: Map<string, Set<Id>>): void => {
      for (const [key, ids] of from) to.set(key, new Set(ids));
    };
    copy(this.#children, fork.#children);
    copy(this.#referrers, fork.#referrers);
    copy(this.#coded, fork.#coded);
    fork.version = this.version;
    return fork;
  }

  /** Takes in what a change says. @returns what takes it back */
  apply(assertions: readonly Assertion[], change: number): () => void {
    const before = new Map<Id, Entry | undefined>();
    const counts = new Map(this.#counts);
    const lengths = new Map([...this.#byKind].map(([kind, ids]) => [kind, ids.length]));
    const indexed: Indexed[] = [];
    const version = this.version;
    const back = (): void => {
      for (const [id, entry] of before) {
        if (entry === undefined) this.#entries.delete(id);
        else this.#entries.set(id, entry);
      }
      for (const [map, key, found] of indexed.reverse()) map.get(key)?.delete(found);
      for (const [kind, ids] of this.#byKind) ids.length = lengths.get(kind) ?? 0;
      this.#counts.clear();
      for (const [kind, count] of counts) this.#counts.set(kind, count);
      this.version = version;
      this.#stamp(before.keys());
    };
    try {
      for (const assertion of assertions) {
        const { id } = assertion;
        const entry = this.#entries.get(id);
        if (!before.has(id)) before.set(id, entry);
        this.#entries.set(id, this.#after(entry, assertion, change));
        if (entry === undefined) this.#begin(id);
        this.#index(id, assertion.value, indexed);
      }
    } catch (error) {
      // Nothing of it stays: the register is right for whoever asks next.
      back();
      throw error;
    }
    this.version = change;
    this.#stamp(before.keys());
    return back;
  }

  #after(entry: Entry | undefined, { id: _id, value, successors, ...span }: Assertion, change: number): Entry {
    const timeline = paint(entry?.timeline ?? EMPTY, span, value === undefined ? undefined : { value, change });
    const endings = (entry?.endings ?? EMPTY).filter(({ on }) => !covers(span, on));
    return {
      timeline,
      endings: value === undefined ? [...endings, { on: span.from, successors: successors ?? [], change }] : endings,
    };
  }

  #begin(id: Id): void {
    const kind = this.kindOf(id);
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    const ids = this.#byKind.get(kind);
    if (ids === undefined) this.#byKind.set(kind, [id]);
    else ids.push(id);
  }

  /** The sets only grow while changes stand: whoever reads them looks at the day anyway. */
  #index(id: Id, value: Value | undefined, indexed: Indexed[]): void {
    if (value === undefined) return;
    const add = (map: Map<string, Set<string>>, key: string, found: string = id): void => {
      const set = map.get(key);
      if (set?.has(found) === true) return;
      if (set === undefined) map.set(key, new Set([found]));
      else set.add(found);
      indexed.push([map, key, found]);
    };
    const parent = parentOfValue(value);
    if (parent !== undefined) add(this.#children, parent);
    for (const { id: named } of referencesOf(this.kindOf(id), value)) add(this.#referrers, named);
    const codes = codesOf(value);
    for (const { code } of codes) add(this.#coded, code);
    const common = commonCode(codes);
    if (common !== undefined) add(this.#knownAs, id, common);
  }

  #stamp(ids: Iterable<Id>): void {
    for (const kind of new Set([...ids].map((id) => this.kindOf(id))))
      this.#stamps.set(kind, (this.#stamps.get(kind) ?? 0) + 1);
  }

  stampOf(kinds: readonly Kind[]): string {
    return kinds.map((kind) => String(this.#stamps.get(kind) ?? 0)).join(".");
  }

  /** @throws RangeError when it is no id */
  kindOf(id: Id): Kind {
    const kind = kindOf(id);
    if (kind === undefined) throw new RangeError(`${id} is no id of a record`);
    return kind;
  }

  /** An id that no record has had yet. `ahead`: how many were given out since the last change. */
  newId(kind: Kind, ahead = 0): Id {
    return `${KINDS[kind].prefix}-${String((this.#counts.get(kind) ?? 0) + ahead + 1).padStart(4, "0")}`;
  }

  has(id: Id): boolean {
    return this.#entries.has(id);
  }

  timelineOf<K extends Kind>(id: Id, _kind?: K): Timeline<Values[K]> {
    return (this.#entries.get(id)?.timeline ?? EMPTY) as Timeline<Values[K]>;
  }

  endingsOf(id: Id): readonly Ending[] {
    return this.#entries.get(id)?.endings ?? EMPTY;
  }

  idsOf(kind: Kind): readonly Id[] {
    return this.#byKind.get(kind) ?? EMPTY;
  }

  find<K extends Kind>(kind: K, id: Id, day: Day): Found<K> | undefined {
    const version = kindOf(id) === kind ? versionOn(this.timelineOf<K>(id), day) : undefined;
    return version && { id, kind, version };
  }

  /** @throws DomainError `registry.record.unknown` */
  get<K extends Kind>(kind: K, id: Id, day: Day): Found<K> {
    const found = this.find(kind, id, day);
    if (found === undefined)
      throw reject("registry.record.unknown", "The register has no such record on that day", { kind, id, day });
    return found;
  }

  /** All records of a kind on a day, in the order of their coming. */
  all<K extends Kind>(kind: K, day: Day): Found<K>[] {
    return this.idsOf(kind).flatMap((id) => this.find(kind, id, day) ?? []);
  }

  /** What hangs directly under a record on a day. */
  childrenOf<K extends Kind>(id: Id, kind: K, day: Day): Found<K>[] {
    return [...(this.#children.get(id) ?? [])].flatMap((child) => {
      const found = this.find(kind, child, day);
      return found !== undefined && parentOfValue(found.version.value) === id ? [found] : [];
    });
  }

  /** Ids that have ever hung under a record. */
  everUnder(id: Id): Iterable<Id> {
    return this.#children.get(id) ?? EMPTY;
  }

  /** Who names a record, in any field, at any time within the span. */
  referrersWithin(id: Id, span: Span): { readonly id: Id; readonly field: string; readonly version: Version<Value> }[] {
    return [...(this.#referrers.get(id) ?? [])].flatMap((referrer) =>
      this.timelineOf(referrer)
        .filter((version) => overlaps(version, span))
        .flatMap((version) =>
          referencesOf(this.kindOf(referrer), version.value)
            .filter((reference) => reference.id === id)
            .map(({ field }) => ({ id: referrer, field, version })),
        ),
    );
  }

  /** Records that carry a code, each with every version in which they do. Oldest first. */
  codedAs(code: string): { readonly id: Id; readonly version: Version<Value> }[] {
    return [...(this.#coded.get(code) ?? [])]
      .flatMap((id) =>
        this.timelineOf(id)
          .filter(({ value }) => codesOf(value).some((held) => held.code === code))
          .map((version) => ({ id, version: version })),
      )
      .sort((one, other) => (one.version.from < other.version.from ? -1 : 1));
  }

  /** Ids that were ever said to carry a code, also where that was taken back since. Oldest first. */
  everCoded(code: string): Iterable<Id> {
    return this.#coded.get(code) ?? EMPTY;
  }

  /** Codes by which others were ever told to know a record, also where that was taken back since. */
  everKnownAs(id: Id): Iterable<string> {
    return this.#knownAs.get(id) ?? EMPTY;
  }

  /**
   * The record that a code or an id means on a day. A code that nobody has on that day means whoever had it last before, or
   * first after; one that nobody ever had by what is known today, whoever was said to have it. Where several have it under
   * different schemes, the one that is commonly known by it.
   */
  resolve(codeOrId: string, day: Day): Id | undefined {
    if (kindOf(codeOrId) !== undefined) return this.has(codeOrId) ? codeOrId : undefined;
    const all = this.codedAs(codeOrId);
    const common = all.filter(({ version }) => commonCode(codesOf(version.value)) === codeOrId);
    const held = common.length > 0 ? common : all;
    const now = held.find(({ version }) => covers(version, day));
    const found = now ?? held.findLast(({ version }) => version.from <= day) ?? held[0];
    return found?.id ?? [...this.everCoded(codeOrId)].at(-1);
  }

  /** What stands in a record's place on a day: itself, or those that took over from it, and from these. */
  heirsOf(id: Id, day: Day): readonly Id[] {
    const heirs = new Set<Id>();
    const seen = new Set<Id>();
    const walk = (at: Id): void => {
      if (seen.has(at)) return;
      seen.add(at);
      if (versionOn(this.timelineOf(at), day) !== undefined) heirs.add(at);
      else for (const next of this.endingsOf(at).findLast(({ on }) => on <= day)?.successors ?? []) walk(next);
    };
    walk(id);
    return [...heirs];
  }
}
