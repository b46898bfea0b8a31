/** 考核过程: from an open period to what is published, and corrected. */
import { dayOf } from "@wangge/calendar";
import { ResultPublishedV1 } from "@wangge/contracts/events";
import {
  aggregateKind,
  DomainError,
  isDomainError,
  publicEvent,
  signJws,
  type BlobStore,
  type Clock,
  type DeciderStore,
  type Meta,
  type PublicEvent,
  type PublicJwk,
  type SigningKey,
  type Stored,
  type StoreFactory,
} from "@wangge/kit";
import {
  appraisalDecider,
  mayMakeEdition,
  shelfDecider,
  unknownAppraisal,
  type Appraisal,
  type AppraisalCommand,
  type AppraisalEvent,
  type AppraisalState,
  type Caller,
  type Placed,
  type SnapshotPlaced,
  type Place,
  type ShelfState,
} from "../domain/index.ts";
import type { Books } from "./books.ts";
import type { Reckoning, Question } from "./reckoning.ts";
import type { PeriodRules } from "./rules.ts";
import { digestOf, linesOf, resultOf, textOf, type Sheet, type Snapshot } from "./sheet.ts";

export const SNAPSHOT_TYP = "wangge-appraisal+json";

export const publishAppraisalAs = (
  event: AppraisalEvent,
  { id: appraisalId, state }: Stored<AppraisalState>,
): readonly PublicEvent[] => {
  if (event.type !== "Published" || state.status === "none") return [];
  const { card, side, from, until, asOf = event.at } = state;
  const { edition, snapshot, previous, at: publishedAt } = event;
  return [
    publicEvent(ResultPublishedV1, {
      ...{ appraisalId, card, side, from, until, edition, asOf, snapshot, publishedAt },
      ...(previous === undefined ? {} : { previous }),
    }),
  ];
};

type Appraisals = DeciderStore<AppraisalState, AppraisalCommand, AppraisalEvent>;
type Shelves = DeciderStore<ShelfState, Place, SnapshotPlaced>;
export type Known = Stored<Appraisal>;

export interface Periods {
  readonly appraisals: Appraisals;
  readonly shelves: Shelves;
  /** @throws DomainError `appraisal.period.unknown` */
  readonly known: (id: string) => Promise<Known>;
  readonly questionOf: (appraisal: Appraisal) => Question;
  readonly freeze: (id: string, by: Caller, meta: Meta) => Promise<Known>;
  readonly makeEdition: (id: string, by: Caller, because: string | undefined, meta: Meta) => Promise<Known>;
  readonly notice: (id: string, by: Caller, meta: Meta) => Promise<Known>;
  readonly publish: (id: string, by: Caller, meta: Meta) => Promise<Known>;
  readonly ask: (id: string, command: AppraisalCommand, meta: Meta) => Promise<Known>;
  readonly appealBy: () => string;
  /** 考核表 of an edition. */
  readonly sheet: (digest: string) => Promise<Sheet>;
  readonly lines: (digest: string) => Promise<Buffer>;
  /** A published edition. @throws DomainError `appraisal.period.unknown` */
  readonly signed: (appraisalId: string, edition: number | undefined) => Promise<SignedSnapshot>;
  /** Deletes the bytes of editions that were refused. */
  readonly tidy: () => Promise<void>;
  readonly placedOf: (card: string) => Promise<readonly Placed[]>;
}

/** A snapshot with who vouches for it: its text is signed as it is. */
export interface SignedSnapshot {
  readonly snapshot: string;
  readonly signature: string;
  readonly key: PublicJwk;
}

const asKnown = (stored: Stored<AppraisalState> | undefined): Known => {
  if (stored === undefined || stored.state.status === "none") throw unknownAppraisal();
  return { ...stored, state: stored.state };
};

interface Deps {
  readonly factory: StoreFactory;
  readonly books: Books;
  readonly rules: PeriodRules;
  readonly reckoning: Reckoning;
  readonly key: SigningKey | undefined;
  readonly clock: Clock;
}

const GRACE_MS = 86_400_000;
const AT_ONCE = 100;

/** Bytes by their digest: the same bytes are kept once. */
const keeper = (blobs: BlobStore, clock: Clock) => {
  const put = async (bytes: Buffer): Promise<string> => {
    const name = digestOf(bytes);
    if ((await blobs.get(name)) === undefined) await blobs.put(name, bytes, Date.parse(clock.now()));
    return name;
  };
  return {
    put,
    /** They are named from now on. Bytes that lay there for an edition that was refused may have been tidied away meanwhile. */
    keep: async (all: readonly Buffer[]): Promise<void> => {
      await blobs.keep(await Promise.all(all.map(put)));
    },
    get: async (name: string): Promise<Buffer> => {
      const bytes = await blobs.get(name);
      if (bytes === undefined) throw new DomainError("missing", "appraisal.sheet.unknown", "There are no such bytes");
      if (digestOf(bytes) !== name) throw new Error(`the bytes ${name} are not what they were`);
      return bytes;
    },
    /** Deletes what was put a day ago and is named by nothing. */
    tidy: async (named: () => Promise<ReadonlySet<string>>): Promise<void> => {
      const old = await blobs.unkept(Date.parse(clock.now()) - GRACE_MS, AT_ONCE);
      if (old.length === 0) return;
      // A process may have died after it saved what names them.
      const wanted = await named();
      await blobs.keep(old.filter((name) => wanted.has(name)));
      await blobs.delete(old.filter((name) => !wanted.has(name)));
    },
  };
};

export const createPeriods = async ({ factory, books, rules, reckoning, key, clock }: Deps): Promise<Periods> => {
  const appraisals: Appraisals = await factory.decider("appraisals", appraisalDecider, {
    publishAs: publishAppraisalAs,
    indexes: [["state.card", "state.from"]],
    chained: true,
  });
  const shelves: Shelves = await factory.decider("shelves", shelfDecider, { publishAs: () => [], chained: true });
  const kept = keeper(await factory.blobs("sheets"), clock);

  const signing = (): SigningKey => {
    if (key === undefined)
      throw new DomainError("unavailable", "appraisal.no_key", "There is no key to sign what is published with");
    return key;
  };
  const known = async (id: string): Promise<Known> => asKnown(await appraisals.load(id));
  const ask: Periods["ask"] = async (id, command, meta) => asKnown(await appraisals.handle(id, command, meta));
  const questionOf = ({ card, from, until, asOf, exemptions }: Appraisal): Question => ({
    card: books.cardOn(card, from),
    ...{ from, until, asOf: asOf ?? clock.now() },
    exempted: new Set(exemptions.map(({ caseId }) => caseId)),
  });

  const makeEdition: Periods["makeEdition"] = async (id, by, because, meta) => {
    const { state } = await known(id);
    // Refuses before anything is counted.
    mayMakeEdition(state, by);
    const question = questionOf(state);
    const { card } = question;
    const { ranked, subjects, facts } = await reckoning.reckon(question);
    const lines = Buffer.from(linesOf(card, facts));
    const { data: dictionary } = books.dictionaryOn(state.from);
    const sheet: Sheet = {
      format: "wangge.appraisal.v1",
      ...{ appraisalId: id, from: state.from, until: state.until, asOf: question.asOf },
      ...{ dictionary, card: card.card, subjects },
      exemptions: state.exemptions.map(({ caseId, objection }) => ({ caseId, objection })),
      facts: { count: facts.length, digest: await kept.put(lines) },
      results: ranked.map(resultOf),
    };
    const text = Buffer.from(textOf(sheet));
    const digest = await kept.put(text);
    const edition = { dictionary: dictionary.version, card: card.card.version, facts: sheet.facts, digest, because };
    const made = await ask(id, { type: "MakeEdition", edition, at: clock.now(), by }, meta);
    await kept.keep([lines, text]);
    return made;
  };

  const sheet: Periods["sheet"] = async (digest) => JSON.parse((await kept.get(digest)).toString("utf8")) as Sheet;

  /** Digests of everything that an edition or a shelf names. */
  const named = async (): Promise<ReadonlySet<string>> => {
    const digests = new Set<string>();
    for await (const page of appraisals.scan({}))
      for (const { state } of page)
        if (state.status !== "none")
          for (const { digest, facts } of state.editions) digests.add(digest).add(facts.digest);
    for await (const page of shelves.scan({}))
      for (const { state } of page) for (const { snapshot } of state.placed) digests.add(snapshot);
    return digests;
  };

  /** Takes its place after what was published before of the same scorecard; asked again, it has the place that it has. */
  const placed = async (id: string, { card, editions }: Appraisal): Promise<Placed> => {
    const edition = editions.length;
    const last = editions.at(-1);
    if (last === undefined) throw unknownAppraisal();
    for (;;) {
      const before = (await shelves.load(card))?.state.placed ?? [];
      const there = before.find((one) => one.appraisalId === id && one.edition === edition);
      if (there !== undefined) return there;
      const previous = before.at(-1)?.snapshot;
      const snapshot: Snapshot = { ...(await sheet(last.digest)), edition, previous };
      const text = textOf(snapshot);
      const bytes = Buffer.from(text);
      const name = await kept.put(bytes);
      const own = signing();
      const { signature } = signJws(SNAPSHOT_TYP, text, own);
      try {
        await shelves.handle(card, {
          ...{ type: "Place", appraisalId: id, edition, snapshot: name, previous },
          ...{ signature, key: own.publicJwk, at: clock.now() },
        });
        await kept.keep([bytes]);
      } catch (error) {
        if (!isDomainError(error) || error.code !== "appraisal.shelf.moved_on") throw error;
      }
    }
  };

  return {
    appraisals,
    shelves,
    known,
    ask,
    questionOf,
    makeEdition,
    freeze: async (id, by, meta) => {
      const { state } = await known(id);
      const notBefore = rules.freezableFrom(state.until);
      return ask(id, { type: "Freeze", notBefore, at: clock.now(), by }, meta);
    },
    notice: (id, by, meta) => {
      const at = clock.now();
      return ask(id, { type: "Notice", until: rules.noticeUntil(dayOf(at), at), at, by }, meta);
    },
    publish: async (id, by, meta) => {
      signing();
      const { state } = await known(id);
      const command = { type: "Publish", at: clock.now(), by } as const;
      // Refuses before a place is taken.
      appraisalDecider.decide({ ...command, snapshot: "" }, state);
      const { snapshot, previous } = await placed(id, state);
      return ask(id, { ...command, snapshot, previous }, meta);
    },
    appealBy: () => rules.appealBy(dayOf(clock.now()), clock.now()),
    sheet,
    lines: kept.get,
    tidy: () => kept.tidy(named),
    signed: async (appraisalId, edition) => {
      const { state } = await known(appraisalId);
      const wanted = edition ?? state.published.at(-1)?.edition;
      const placedOf = (await shelves.load(state.card))?.state.placed ?? [];
      const one = placedOf.find((place) => place.appraisalId === appraisalId && place.edition === wanted);
      if (one === undefined) throw unknownAppraisal();
      return { snapshot: (await kept.get(one.snapshot)).toString("utf8"), signature: one.signature, key: one.key };
    },
    placedOf: async (card) => (await shelves.load(card))?.state.placed ?? [],
  };
};

/** For the doctor, which recomputes and decides nothing. */
export const periodAggregates = [
  aggregateKind("appraisal", "appraisals", appraisalDecider, publishAppraisalAs),
  aggregateKind("appraisal", "shelves", shelfDecider, () => []),
];
