import { dayOf } from "@wangge/calendar";
import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";
import type { RunCard } from "./card.ts";

export interface CardEdition {
  /** 2026.1 */
  readonly version: string;
  readonly card: RunCard;
  readonly why: string;
  /** Absent: it came with the system, and holds from its day on. */
  readonly draftedBy?: string;
  readonly publication?: { readonly effectiveFrom: string; readonly by?: string; readonly at: string };
}

/** 预案 of one type of operation, all editions. Its id is the type. What is drafted is never changed: a correction is another edition. */
export interface CardShelf {
  readonly title?: { readonly zh: string; readonly en: string };
  readonly editions: readonly CardEdition[];
}

export type CardCommand =
  | {
      readonly type: "FoundCard";
      readonly title: { readonly zh: string; readonly en: string };
      readonly version: string;
      readonly card: RunCard;
      readonly effectiveFrom: string;
      readonly why: string;
      readonly at: string;
    }
  | {
      readonly type: "DraftCard";
      readonly version: string;
      readonly card: RunCard;
      readonly why: string;
      readonly by: string;
      readonly at: string;
    }
  | {
      readonly type: "PublishCard";
      readonly version: string;
      readonly effectiveFrom: string;
      readonly by: string;
      readonly at: string;
    };

type Data<Type extends CardCommand["type"]> = Omit<Extract<CardCommand, { type: Type }>, "type">;

export type CardEvent =
  | { readonly type: "CardFounded"; readonly data: Data<"FoundCard"> }
  | { readonly type: "CardDrafted"; readonly data: Data<"DraftCard"> }
  | { readonly type: "CardPublished"; readonly data: Data<"PublishCard"> };

export const unknownCard = (details: Readonly<Record<string, unknown>> = {}): DomainError =>
  new DomainError("missing", "enforcement.card.unknown", "There is no such run card", details);

const draft = ({ type: _, ...data }: Extract<CardCommand, { type: "DraftCard" }>, state: CardShelf) => {
  if (state.title === undefined) throw unknownCard();
  const known = state.editions.find(({ version }) => version === data.version);
  if (known === undefined) return [{ type: "CardDrafted", data } as const];
  const isSame = known.draftedBy === data.by && JSON.stringify(known.card) === JSON.stringify(data.card);
  if (isSame) return [];
  throw reject("enforcement.card.version_taken", "There is an edition of this version", { version: data.version });
};

/** 发布. Who wrote it does not put it in force, and days gone by keep the card they had. */
const publish = ({ type: _, ...data }: Extract<CardCommand, { type: "PublishCard" }>, state: CardShelf) => {
  const { version, effectiveFrom, by, at } = data;
  const edition = state.editions.find((one) => one.version === version);
  if (edition === undefined) throw unknownCard({ version });
  if (edition.publication !== undefined) {
    if (edition.publication.by === by && edition.publication.effectiveFrom === effectiveFrom) return [];
    throw reject("enforcement.card.published", "This edition is published", { version });
  }
  if (edition.draftedBy === by)
    throw reject("enforcement.card.same_person", "Who drafts a run card may not publish it", { version });
  if (effectiveFrom < dayOf(at))
    throw reject("enforcement.card.retroactive", "A run card takes effect today at the earliest", { effectiveFrom });
  return [{ type: "CardPublished", data } as const];
};

const evolve = (state: CardShelf, { type, data }: CardEvent): CardShelf => {
  switch (type) {
    case "CardFounded": {
      const { title, version, card, why, effectiveFrom, at } = data;
      return { title, editions: [{ version, card, why, publication: { effectiveFrom, at } }] };
    }
    case "CardDrafted": {
      const { version, card, why, by: draftedBy } = data;
      return { ...state, editions: [...state.editions, { version, card, why, draftedBy }] };
    }
    case "CardPublished": {
      const { version, ...publication } = data;
      return {
        ...state,
        editions: state.editions.map((one) => (one.version === version ? { ...one, publication } : one)),
      };
    }
  }
};

export const cardDecider: Decider<CardShelf, CardCommand, CardEvent> = {
  name: "enforcement.run_card",
  initial: { editions: [] },
  decide: (command, state) => {
    switch (command.type) {
      case "FoundCard": {
        const { type: _, ...data } = command;
        return state.editions.length > 0 ? [] : [{ type: "CardFounded", data }];
      }
      case "DraftCard":
        return draft(command, state);
      case "PublishCard":
        return publish(command, state);
    }
  },
  evolve,
};

/** 施行中的预案 at an instant. What is published later never changes what it says of one gone by. */
export const cardAt = ({ editions }: CardShelf, at: string): CardEdition | undefined => {
  const day = dayOf(at);
  return editions
    .filter(({ publication }) => publication !== undefined && publication.effectiveFrom <= day)
    .filter(({ publication }) => publication?.by === undefined || publication.at <= at)
    .toSorted((one, other) => {
      const [a, b] = [one.publication, other.publication];
      const keyOf = (of: typeof a): string => `${of?.effectiveFrom ?? ""} ${of?.at ?? ""}`;
      return keyOf(a) < keyOf(b) ? -1 : 1;
    })
    .at(-1);
};
