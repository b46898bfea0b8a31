import { Day } from "@wangge/contracts";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { hasPersonalNumber } from "../crypto/index.ts";
import { reject } from "../errors.ts";
import type { Log } from "../log.ts";
import type { StoreFactory } from "../service/runner.ts";
import { aggregateKind, type AggregateKind } from "../store/aggregate.ts";
import type { Meta } from "../store/port.ts";
import {
  inForceOn,
  rulebookShelf,
  standingOf,
  type ListedEdition,
  type RuleProblem,
  type ShelfState,
} from "./shelf.ts";

/** 2026.1: the year and a number. */
export const EditionVersion = z.string().regex(/^\d{4}\.[1-9]\d{0,3}$/, "YYYY.N");

export interface Edition<Content = unknown> {
  readonly version: string;
  readonly content: Content;
}

/** What is being checked, and for which first day. */
export interface CheckFor {
  readonly day: string;
}

/** 规则类别. What the rulebook must know of one kind of rules: how it reads, what is wrong with it, and what comes first. */
export interface RuleKind<Content> {
  /** The content, where it can be read; every problem otherwise. */
  readonly read: (raw: unknown) => { readonly content?: Content; readonly problems: readonly RuleProblem[] };
  readonly problems: (raw: unknown, question: CheckFor) => readonly RuleProblem[];
  readonly first: () => Edition<Content> & { readonly effectiveFrom: string };
}

/** An edition with the day from which it holds. */
export interface EditionInForce<Content = unknown> extends Edition<Content> {
  readonly effectiveFrom: string;
}

export type RuleKinds = Readonly<Record<string, RuleKind<unknown>>>;
export type ContentOf<Kind> = Kind extends RuleKind<infer Content> ? Content : never;

const Dated = z.object({ version: EditionVersion, effectiveFrom: Day });

const shapeProblem = ({ path, message }: z.core.$ZodIssue): RuleProblem => ({
  severity: "error",
  code: "shape",
  at: path.join("."),
  zh: `格式不符：${message}`,
  en: message,
});

/** Every text in a value, with its path. */
function* textsIn(value: unknown, path: string): Generator<readonly [string, string]> {
  if (typeof value === "string") yield [path, value];
  else if (typeof value === "object" && value !== null)
    for (const [key, one] of Object.entries(value)) yield* textsIn(one, path === "" ? key : `${path}.${key}`);
}

const personalNumbers = (content: unknown): readonly RuleProblem[] =>
  [...textsIn(content, "")]
    .filter(([, text]) => hasPersonalNumber(text))
    .map(([at]) => ({
      severity: "error",
      code: "personal_number",
      at,
      zh: "含有电话或证件号码",
      en: "a phone or identity number stands in it",
    }));

/** Editions weigh: one and the same value, such as the file of the first one, is checked by a schema once. */
const onceFor = () => {
  const known = new WeakMap<z.ZodType, WeakMap<object, unknown>>();
  return <Answer>(schema: z.ZodType, raw: unknown, check: () => Answer): Answer => {
    if (typeof raw !== "object" || raw === null || !Object.isFrozen(raw)) return check();
    const answers = known.get(schema) ?? new WeakMap<object, unknown>();
    known.set(schema, answers);
    if (!answers.has(raw)) answers.set(raw, check());
    return answers.get(raw) as Answer;
  };
};
const readOnce = onceFor();
const firstOnce = onceFor();

/** A kind of rules. `first` gives its first edition as it comes with the system. */
export const ruleKind = <Content>(options: {
  readonly schema: z.ZodType<Content>;
  readonly first: () => unknown;
  readonly problems: (content: Content, question: CheckFor) => readonly RuleProblem[];
}): RuleKind<Content> => {
  const { schema } = options;
  const read: RuleKind<Content>["read"] = (raw) =>
    readOnce(schema, raw, () => {
      const parsed = schema.safeParse(raw);
      if (!parsed.success) return { problems: parsed.error.issues.map(shapeProblem) };
      return { content: parsed.data, problems: personalNumbers(parsed.data) };
    });
  return {
    read,
    problems: (raw, question) => {
      const { content, problems } = read(raw);
      return content === undefined ? problems : [...problems, ...options.problems(content, question)];
    },
    first: () => {
      const raw = options.first();
      return firstOnce(schema, raw, () => {
        const { version, effectiveFrom, ...rest } = Dated.loose().parse(raw);
        return { version, effectiveFrom, content: schema.parse(rest) };
      });
    },
  };
};

export interface Rulebook<Kinds extends RuleKinds> {
  readonly kinds: readonly (keyof Kinds & string)[];
  /** From memory. @throws DomainError `<service>.rules.not_in_force` before the first day */
  readonly inForceOn: <Kind extends keyof Kinds & string>(
    kind: Kind,
    day: string,
  ) => EditionInForce<ContentOf<Kinds[Kind]>>;
  /** The same; undefined before the first day. */
  readonly ifInForceOn: <Kind extends keyof Kinds & string>(
    kind: Kind,
    day: string,
  ) => EditionInForce<ContentOf<Kinds[Kind]>> | undefined;
  /** The same at an instant: what it says of one gone by never changes. */
  readonly inForceAt: <Kind extends keyof Kinds & string>(
    kind: Kind,
    at: string,
  ) => EditionInForce<ContentOf<Kinds[Kind]>>;
  /** A published edition, from memory: what runs keeps the one that it started with. */
  readonly published: <Kind extends keyof Kinds & string>(
    kind: Kind,
    version: string,
  ) => Edition<ContentOf<Kinds[Kind]>> | undefined;
  /** Days after this one on which something that is published takes effect, in order. */
  readonly changesAfter: (day: string) => readonly string[];
  readonly shelf: (kind: keyof Kinds & string) => Promise<ShelfState>;
  /** Any edition, drafts too, from the store. */
  readonly content: (kind: keyof Kinds & string, version: string) => Promise<unknown>;
  readonly check: (kind: keyof Kinds & string, raw: unknown, day: string) => readonly RuleProblem[];
  readonly draft: (
    kind: keyof Kinds & string,
    draft: {
      readonly version: string;
      readonly why: string;
      readonly raw: unknown;
      readonly copyOf?: string | undefined;
    },
    by: string,
    meta: Meta,
  ) => Promise<void>;
  readonly publish: (
    kind: keyof Kinds & string,
    publication: { readonly version: string; readonly effectiveFrom: string },
    by: string,
    meta: Meta,
  ) => Promise<readonly RuleProblem[]>;
  /** Seeds what the store has none of, reads the rest, and goes on following what other replicas publish. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
  readonly refresh: () => Promise<void>;
}

export interface RulebookOptions<Kinds extends RuleKinds> {
  /** Its codes begin with it: `dispatch.rules.flawed`. */
  readonly service: string;
  /** The day that an instant is on, Asia/Shanghai. */
  readonly dayOf: (at: string) => string;
  readonly kinds: Kinds;
  readonly store: Pick<StoreFactory, "decider">;
  readonly clock: Clock;
  readonly log: Log;
  readonly refreshMs: number;
}

interface Kept {
  /** Of the shelf's document; 0 while only the file's edition is known. */
  readonly stored: number;
  readonly shelf: ShelfState;
  readonly editions: ReadonlyMap<string, Edition>;
}

const SHELVES = "ruleShelves";
const EDITIONS = "ruleEditions";

const idOf = (kind: string, version: string): string => `${kind}@${version}`;

/**
 * 规则册. All published editions of all kinds in memory, so that no filing asks the store. Replicas look at the shelves every
 * `refreshMs`: some small documents, whatever the rules weigh; contents are read once, as they never change.
 */
export const openRulebook = async <Kinds extends RuleKinds>({
  service,
  dayOf,
  kinds,
  store,
  clock,
  log,
  refreshMs,
}: RulebookOptions<Kinds>): Promise<Rulebook<Kinds>> => {
  const { shelfDecider, editionDecider, inForceAt, unknownEdition } = rulebookShelf(service, dayOf);
  const shelves = await store.decider(SHELVES, shelfDecider, { publishAs: () => [] });
  const editions = await store.decider(EDITIONS, editionDecider, { publishAs: () => [] });
  const names = Object.keys(kinds) as (keyof Kinds & string)[];
  const kindOf = (kind: string): RuleKind<unknown> => kinds[kind] as RuleKind<unknown>;
  const kept = new Map<string, Kept>(
    names.map((kind) => {
      const { version, effectiveFrom, content } = kindOf(kind).first();
      const publication = { number: 1, effectiveFrom, at: "" };
      const shelf = { editions: [{ version, draftedAt: "", publication }] };
      return [kind, { stored: 0, shelf, editions: new Map([[version, { version, content }]]) }];
    }),
  );
  const keptOf = (kind: string): Kept => {
    const one = kept.get(kind);
    if (one === undefined) throw new Error(`no rules of the kind ${kind}`);
    return one;
  };

  const ifHeld = (kind: string, listed: ListedEdition | undefined): EditionInForce<never> | undefined => {
    const edition = listed && keptOf(kind).editions.get(listed.version);
    return edition === undefined || listed?.publication === undefined
      ? undefined
      : ({ ...edition, effectiveFrom: listed.publication.effectiveFrom } as EditionInForce<never>);
  };
  const held = (kind: string, listed: ListedEdition | undefined, when: string): EditionInForce<never> => {
    const edition = ifHeld(kind, listed);
    if (edition === undefined)
      throw reject(`${service}.rules.not_in_force`, "No edition of these rules is in force yet", { kind, when });
    return edition;
  };

  const content = async (kind: string, version: string): Promise<unknown> => {
    const stored = await editions.load(idOf(kind, version));
    if (stored?.state.status !== "written") throw unknownEdition(version);
    return stored.state.content;
  };

  const readEdition = async (kind: string, version: string): Promise<Edition | undefined> => {
    const found = kindOf(kind).read(await content(kind, version)).content;
    return found === undefined ? undefined : { version, content: found };
  };

  const readShelf = async (kind: string, stored: number, shelf: ShelfState): Promise<void> => {
    const before = keptOf(kind);
    if (stored <= before.stored) return;
    // What was known from the file alone is read anew: the store may hold something else under the same version.
    const known = before.stored === 0 ? new Map<string, Edition>() : before.editions;
    const published = shelf.editions.filter(({ publication }) => publication !== undefined);
    const day = dayOf(clock.now());
    const all = await Promise.all(
      published.map(async (listed): Promise<readonly Edition[]> => {
        const { version } = listed;
        const one = known.get(version) ?? (await readEdition(kind, version));
        if (one !== undefined) return [one];
        // What is over may be of a form that this program has forgotten; what holds, or will, may not.
        if (standingOf(shelf, listed, day) !== "superseded")
          throw new Error(`${idOf(kind, version)} is not readable for this program`);
        log.error({ kind, version }, "a superseded edition of rules is not readable");
        return [];
      }),
    );
    if (stored <= keptOf(kind).stored) return; // overtaken by a later look
    kept.set(kind, { stored, shelf, editions: new Map(all.flat().map((edition) => [edition.version, edition])) });
  };

  const look = async (): Promise<void> => {
    const found = await shelves.find({ where: {}, limit: 100 });
    const known = found.filter(({ id }) => kept.has(id));
    // One kind that cannot be read keeps no other from being followed.
    const results = await Promise.allSettled(known.map(({ id, version, state }) => readShelf(id, version, state)));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  };

  let looking: Promise<void> | undefined;
  const refresh = (): Promise<void> =>
    (looking ??= look().finally(() => {
      looking = undefined;
    }));

  /** After a write of our own: a look that was under way may have been too early. */
  const follow = async (): Promise<void> => {
    await looking?.catch(() => undefined);
    await refresh();
  };

  /** 初始版本: the file's edition, where the store has none of the kind. Several replicas do it at once without harm. */
  const found = async (kind: string): Promise<void> => {
    const stored = await shelves.load(kind);
    if (stored !== undefined) return;
    const { version, effectiveFrom, content: first } = kindOf(kind).first();
    const at = clock.now();
    const id = idOf(kind, version);
    // A start that was cut short has left its content: it counts.
    if ((await editions.load(id)) === undefined)
      await editions.handle(id, { type: "WriteEdition", version, content: first, at });
    await shelves.handle(kind, { type: "FoundEdition", version, effectiveFrom, at });
  };

  let following: NodeJS.Timeout | undefined;

  return {
    kinds: names,
    inForceOn: (kind, day) => held(kind, inForceOn(keptOf(kind).shelf, day), day),
    ifInForceOn: (kind, day) => ifHeld(kind, inForceOn(keptOf(kind).shelf, day)),
    inForceAt: (kind, at) => held(kind, inForceAt(keptOf(kind).shelf, at), at),
    published: (kind, version) => keptOf(kind).editions.get(version) as Edition<never> | undefined,
    changesAfter: (day) =>
      [
        ...new Set(
          names
            .flatMap((kind) => keptOf(kind).shelf.editions)
            .flatMap(({ publication }) => publication?.effectiveFrom ?? [])
            .filter((effectiveFrom) => effectiveFrom > day),
        ),
      ].toSorted(),
    shelf: async (kind) => (await shelves.load(kind))?.state ?? { editions: [] },
    content,
    check: (kind, raw, day) => kindOf(kind).problems(raw, { day }),
    draft: async (kind, { version, why, raw, copyOf }, by, meta) => {
      const { content: readable, problems } = kindOf(kind).read(raw);
      if (readable === undefined || problems.length > 0)
        throw reject(`${service}.rules.unreadable`, "This is no edition of such rules", { problems });
      const at = clock.now();
      await editions.handle(idOf(kind, version), { type: "WriteEdition", version, content: readable, at }, meta);
      const copied = copyOf === undefined ? {} : { copyOf };
      await shelves.handle(kind, { type: "DraftEdition", version, why, ...copied, by, at }, meta);
      await follow();
    },
    publish: async (kind, { version, effectiveFrom }, by, meta) => {
      // What other kinds say is part of the check: as new as it can be.
      await follow();
      const problems = kindOf(kind).problems(await content(kind, version), { day: effectiveFrom });
      if (problems.some(({ severity }) => severity === "error"))
        throw reject(`${service}.rules.flawed`, "The edition has errors", { problems });
      await shelves.handle(kind, { type: "PublishEdition", version, effectiveFrom, by, at: clock.now() }, meta);
      await follow();
      return problems;
    },
    start: async () => {
      for (const kind of names) await found(kind);
      await refresh();
      following = setInterval(() => {
        refresh().catch((error: unknown) => {
          log.warn({ error: error instanceof Error ? error.message : String(error) }, "rules not followed");
        });
      }, refreshMs).unref();
    },
    stop: () => {
      clearInterval(following);
    },
    refresh,
  };
};

/** For the doctor, which recomputes and decides nothing. */
export const rulebookAggregates = (service: string, dayOf: (at: string) => string): readonly AggregateKind[] => {
  const { shelfDecider, editionDecider } = rulebookShelf(service, dayOf);
  return [
    aggregateKind(service, SHELVES, shelfDecider, () => []),
    aggregateKind(service, EDITIONS, editionDecider, () => []),
  ];
};
