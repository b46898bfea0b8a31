import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";

export interface Label {
  readonly zh: string;
  readonly en: string;
}

/** What is drafted is never changed: a correction is another edition. */
export interface Edition<Content> {
  readonly version: number;
  readonly content: Content;
  readonly why: string;
  readonly draftedBy: string;
  readonly published?: { readonly by: string; readonly at: string };
}

/** All editions of one form or rubric; its id is the code. */
export interface Shelf<Content> {
  readonly title?: Label;
  readonly editions: readonly Edition<Content>[];
}

interface Draft<Content> {
  readonly title: Label;
  readonly content: Content;
  readonly why: string;
  readonly by: string;
  readonly at: string;
}
interface Publication {
  readonly version: number;
  readonly by: string;
  readonly at: string;
}

export type ShelfCommand<Content> =
  ({ readonly type: "DraftEdition" } & Draft<Content>) | ({ readonly type: "PublishEdition" } & Publication);

export type ShelfEvent<Content> =
  | { readonly type: "EditionDrafted"; readonly data: Draft<Content> & { readonly version: number } }
  | { readonly type: "EditionPublished"; readonly data: Publication };

/** Drafted by one, published by another. `problemsOf`: what is wrong with a content; one that has errors is not drafted. */
export const shelfDecider = <Content>(
  thing: string,
  problemsOf: (content: Content) => readonly string[],
): Decider<Shelf<Content>, ShelfCommand<Content>, ShelfEvent<Content>> => ({
  name: `social.${thing}`,
  initial: { editions: [] },
  decide: (command, { editions }) => {
    if (command.type === "DraftEdition") {
      const { type: _, ...data } = command;
      const problems = problemsOf(data.content);
      if (problems.length > 0) throw reject(`social.${thing}.flawed`, "This edition has errors", { problems });
      return [{ type: "EditionDrafted", data: { ...data, version: editions.length + 1 } }];
    }
    const { type: _, ...data } = command;
    const edition = editions.find(({ version }) => version === data.version);
    if (edition === undefined)
      throw new DomainError("missing", `social.${thing}.unknown`, "There is no such edition", {
        version: data.version,
      });
    if (edition.published !== undefined) return [];
    if (edition.draftedBy === data.by)
      throw reject(`social.${thing}.same_person`, "Who drafts an edition may not publish it");
    return [{ type: "EditionPublished", data }];
  },
  evolve: (state, event) => {
    if (event.type === "EditionDrafted") {
      const { title, content, why, by: draftedBy, version } = event.data;
      return { title, editions: [...state.editions, { version, content, why, draftedBy }] };
    }
    const { version, ...published } = event.data;
    return {
      ...state,
      editions: state.editions.map((one) => (one.version === version ? { ...one, published } : one)),
    };
  },
});

/** Undefined: there is no such edition, or nobody has published it. */
export const publishedEdition = <Content>(
  { editions }: Shelf<Content>,
  version: number,
): Edition<Content> | undefined => editions.find((one) => one.version === version && one.published !== undefined);
