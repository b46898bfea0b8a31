import { hasPersonalNumber, reject, type Clock, type DeciderStore, type Log, type Meta } from "@wangge/kit";
import { Day } from "@wangge/contracts";
import { z } from "zod";
import { dayOf } from "@wangge/calendar";
import {
  inForceAt,
  inForceOn,
  standingOf,
  unknownEdition,
  type EditionState,
  type EditionWritten,
  type ListedEdition,
  type RuleProblem,
  type ShelfCommand,
  type ShelfEvent,
  type ShelfState,
  type WriteEdition,
} from "../domain/rulebook.ts";
import { readData } from "./data.ts";

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

/** A kind of rules whose first edition lies in a file of `data/`. */
export const ruleKind = <Content>(options: {
  readonly schema: z.ZodType<Content>;
  readonly file: string;
  readonly problems: (content: Content, question: CheckFor) => readonly RuleProblem[];
}): RuleKind<Content> => {
  const read: RuleKind<Content>["read"] = (raw) => {
    const parsed = options.schema.safeParse(raw);
    if (!parsed.success) return { problems: parsed.error.issues.map(shapeProblem) };
    return { content: parsed.data, problems: personalNumbers(parsed.data) };
  };
  return {
    read,
    problems: (raw, question) => {
      const { content, problems } = read(raw);
      return content === undefined ? problems : [...problems, ...options.problems(content, question)];
    },
    first: () => {
      const { version, effectiveFrom, ...rest } = readData(options.file, Dated.loose());
      return { version, effectiveFrom, content: options.schema.parse(rest) };
    },
  };
};

export interface Rulebook<Kinds extends RuleKinds> {
  readonly kinds: readonly (keyof Kinds & string)[];
  /** From memory. @throws DomainError `dispatch.rules.not_in_force` before the first day */
  readonly inForceOn: <Kind extends keyof Kinds & string>(kind: Kind, day: string) => Edition<ContentOf<Kinds[Kind]>>;
  /** The same at an instant: what it says of one gone by never changes. */
  readonly inForceAt: <Kind extends keyof Kinds & string>(kind: Kind, at: string) => Edition<ContentOf<Kinds[Kind]>>;
  /** A published edition, from memory: what runs keeps the one that it started with. */
  readonly published: <Kind extends keyof Kinds & string>(
    kind: Kind,
    version: string,
  ) => Edition<ContentOf<Kinds[Kind]>> | undefined;
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
  readonly kinds: Kinds;
  readonly shelves: DeciderStore<ShelfState, ShelfCommand, ShelfEvent>;
  readonly editions: DeciderStore<EditionState, WriteEdition, EditionWritten>;
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

const idOf = (kind: string, version: string): string => `${kind}@${version}`;

export const today = (clock: Clock): string => dayOf(clock.now());

/**
 * 派遣规则. All published editions of all kinds in memory, so that no filing asks the store. Replicas look at the shelves every
 * `refreshMs`: some small documents, whatever the rules weigh; contents are read once, as they never change.
 */
export const createRulebook = <Kinds extends RuleKinds>({
  kinds,
  shelves,
  editions,
  clock,
  log,
  refreshMs,
}: RulebookOptions<Kinds>): Rulebook<Kinds> => {
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

  const held = (kind: string, listed: ListedEdition | undefined, when: string): Edition<never> => {
    const edition = listed && keptOf(kind).editions.get(listed.version);
    if (edition === undefined)
      throw reject("dispatch.rules.not_in_force", "No edition of these rules is in force yet", { kind, when });
    return edition as Edition<never>;
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
    const day = today(clock);
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
    inForceAt: (kind, at) => held(kind, inForceAt(keptOf(kind).shelf, at), at),
    published: (kind, version) => keptOf(kind).editions.get(version) as Edition<never> | undefined,
    shelf: async (kind) => (await shelves.load(kind))?.state ?? { editions: [] },
    content,
    check: (kind, raw, day) => kindOf(kind).problems(raw, { day }),
    draft: async (kind, { version, why, raw, copyOf }, by, meta) => {
      const { content: readable, problems } = kindOf(kind).read(raw);
      if (readable === undefined || problems.length > 0)
        throw reject("dispatch.rules.unreadable", "This is no edition of such rules", { problems });
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
        throw reject("dispatch.rules.flawed", "The edition has errors", { problems });
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
