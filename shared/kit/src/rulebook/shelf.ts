/** 规则版本. Editions of rules: drafted by one, published by another, never changed (decision 16). Pure. */
import type { Decider } from "../domain.ts";
import { DomainError, reject } from "../errors.ts";

/** What is wrong with an edition, or looks so. Errors keep it from being published; warnings are told. */
export interface RuleProblem {
  readonly severity: "error" | "warning";
  readonly code: string;
  /** Dotted path or id of the rule. */
  readonly at: string;
  readonly zh: string;
  readonly en: string;
}

export interface Publication {
  /** 1 for the first published, whatever day it takes effect on. */
  readonly number: number;
  /** First day, Asia/Shanghai. */
  readonly effectiveFrom: string;
  /** Absent: it came with the system as the first edition, and holds for days gone by too. */
  readonly by?: string;
  readonly at: string;
}

/** 版本. Once drafted its content is never changed: a correction is another edition. */
export interface ListedEdition {
  readonly version: string;
  readonly draftedAt: string;
  /** Absent: it came with the system. */
  readonly draftedBy?: string;
  /** 回退: the edition whose content this is again. */
  readonly copyOf?: string;
  readonly why?: string;
  readonly publication?: Publication;
}

/** All editions of one kind, without their contents, which lie in documents of their own. In the order of drafting. */
export interface ShelfState {
  readonly editions: readonly ListedEdition[];
}

interface Drafted {
  readonly version: string;
  readonly why: string;
  readonly copyOf?: string;
  readonly by: string;
  readonly at: string;
}

export type ShelfCommand =
  | { readonly type: "FoundEdition"; readonly version: string; readonly effectiveFrom: string; readonly at: string }
  | ({ readonly type: "DraftEdition" } & Drafted)
  | {
      readonly type: "PublishEdition";
      readonly version: string;
      readonly effectiveFrom: string;
      readonly by: string;
      readonly at: string;
    };

export type ShelfEvent =
  | {
      readonly type: "EditionFounded";
      readonly data: { readonly version: string; readonly effectiveFrom: string; readonly at: string };
    }
  | { readonly type: "EditionDrafted"; readonly data: Drafted }
  | {
      readonly type: "EditionPublished";
      readonly data: {
        readonly version: string;
        readonly number: number;
        readonly effectiveFrom: string;
        readonly by: string;
        readonly at: string;
      };
    };

export type EditionState =
  { readonly status: "none" } | { readonly status: "written"; readonly content: unknown; readonly at: string };

export interface WriteEdition {
  readonly type: "WriteEdition";
  readonly version: string;
  readonly content: unknown;
  readonly at: string;
}

export interface EditionWritten {
  readonly type: "EditionWritten";
  readonly data: { readonly content: unknown; readonly at: string };
}

type Published = ListedEdition & { readonly publication: Publication };

const isPublished = (edition: ListedEdition): edition is Published => edition.publication !== undefined;

const latest = (editions: readonly Published[]): Published | undefined =>
  editions.reduce<Published | undefined>((best, one) => {
    if (best === undefined) return one;
    const [a, b] = [one.publication, best.publication];
    if (a.effectiveFrom !== b.effectiveFrom) return a.effectiveFrom > b.effectiveFrom ? one : best;
    return a.number > b.number ? one : best;
  }, undefined);

/** 施行中的版本 at the end of a day (Asia/Shanghai), by what is published so far. */
export const inForceOn = ({ editions }: ShelfState, day: string): ListedEdition | undefined =>
  latest(editions.filter(isPublished).filter(({ publication }) => publication.effectiveFrom <= day));

export type EditionStanding = "draft" | "scheduled" | "inForce" | "superseded";

export const standingOf = (shelf: ShelfState, edition: ListedEdition, day: string): EditionStanding => {
  if (edition.publication === undefined) return "draft";
  if (edition.publication.effectiveFrom > day) return "scheduled";
  return inForceOn(shelf, day)?.version === edition.version ? "inForce" : "superseded";
};

/** The deciders of a service's rules, whose codes begin with its name. `dayOf`: the day that an instant is on, Asia/Shanghai. */
export const rulebookShelf = (service: string, dayOf: (at: string) => string) => {
  const editionOf = ({ editions }: ShelfState, version: string): ListedEdition | undefined =>
    editions.find((one) => one.version === version);

  const unknownEdition = (version: string): DomainError =>
    new DomainError("missing", `${service}.rules.unknown_edition`, "There is no such edition", { version });

  const versionTaken = (version: string): DomainError =>
    reject(`${service}.rules.version_taken`, "There is an edition of this version already", { version });

  const draft = ({ type: _, ...data }: Extract<ShelfCommand, { type: "DraftEdition" }>, state: ShelfState) => {
    const known = editionOf(state, data.version);
    if (known !== undefined) {
      if (known.draftedBy === data.by && known.copyOf === data.copyOf && known.why === data.why) return [];
      throw versionTaken(data.version);
    }
    return [{ type: "EditionDrafted", data } as const];
  };

  /** 发布. Two people: who wrote it does not put it in force. Days gone by keep the rules they had. */
  const publish = (command: Extract<ShelfCommand, { type: "PublishEdition" }>, state: ShelfState): ShelfEvent[] => {
    const { version, effectiveFrom, by, at } = command;
    const edition = editionOf(state, version);
    if (edition === undefined) throw unknownEdition(version);
    if (edition.publication !== undefined) {
      if (edition.publication.effectiveFrom === effectiveFrom && edition.publication.by === by) return [];
      throw reject(`${service}.rules.published`, "This edition is published; its content can be drafted again", {
        version,
      });
    }
    if (edition.draftedBy === by)
      throw reject(`${service}.rules.same_person`, "Who drafts an edition may not publish it", { version });
    if (effectiveFrom < dayOf(at))
      throw reject(`${service}.rules.retroactive`, "An edition takes effect today at the earliest", { effectiveFrom });
    const number = state.editions.filter(({ publication }) => publication !== undefined).length + 1;
    return [{ type: "EditionPublished", data: { version, number, effectiveFrom, by, at } }];
  };

  const decideShelf = (command: ShelfCommand, state: ShelfState): readonly ShelfEvent[] => {
    switch (command.type) {
      case "FoundEdition": {
        const { version, effectiveFrom, at } = command;
        return state.editions.length > 0 ? [] : [{ type: "EditionFounded", data: { version, effectiveFrom, at } }];
      }
      case "DraftEdition":
        return draft(command, state);
      case "PublishEdition":
        return publish(command, state);
    }
  };

  const evolveShelf = (state: ShelfState, { type, data }: ShelfEvent): ShelfState => {
    switch (type) {
      case "EditionFounded": {
        const { version, effectiveFrom, at } = data;
        return { editions: [{ version, draftedAt: at, publication: { number: 1, effectiveFrom, at } }] };
      }
      case "EditionDrafted": {
        const { version, why, copyOf, by: draftedBy, at: draftedAt } = data;
        const edition = { version, draftedAt, draftedBy, why, ...(copyOf === undefined ? {} : { copyOf }) };
        return { editions: [...state.editions, edition] };
      }
      case "EditionPublished": {
        const { version, ...publication } = data;
        return { editions: state.editions.map((one) => (one.version === version ? { ...one, publication } : one)) };
      }
    }
  };

  /** 规则目录. The editions of one kind of rules: drafted by one, published by another, for ever. */
  const shelfDecider: Decider<ShelfState, ShelfCommand, ShelfEvent> = {
    name: `${service}.shelf`,
    initial: { editions: [] },
    decide: decideShelf,
    evolve: evolveShelf,
  };

  /** The content of one edition: written once. */
  const editionDecider: Decider<EditionState, WriteEdition, EditionWritten> = {
    name: `${service}.edition`,
    initial: { status: "none" },
    decide: ({ version, content, at }, state) => {
      if (state.status === "none") return [{ type: "EditionWritten", data: { content, at } }];
      if (JSON.stringify(state.content) === JSON.stringify(content)) return [];
      throw versionTaken(version);
    },
    evolve: (_state, { data }) => ({ status: "written", ...data }),
  };

  /**
   * 施行中的版本 at an instant: of those published by then and effective by its day, the one that took effect last; of one day, the one
   * published last. What it says of an instant gone by never changes.
   */
  const inForceAt = ({ editions }: ShelfState, at: string): ListedEdition | undefined => {
    const day = dayOf(at);
    return latest(
      editions
        .filter(isPublished)
        .filter(({ publication: { effectiveFrom, by, at: publishedAt } }) =>
          by === undefined ? effectiveFrom <= day : effectiveFrom <= day && publishedAt <= at,
        ),
    );
  };

  return { shelfDecider, editionDecider, inForceAt, unknownEdition };
};
