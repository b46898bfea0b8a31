import type { Actor } from "@wangge/kit";
import type { Books } from "../app/books.ts";
import type { Known, Periods } from "../app/periods.ts";
import type { Sheet } from "../app/sheet.ts";
import { unknownAppraisal, type Appraisal, type SubjectKind } from "../domain/index.ts";
import { hiddenFrom, speaksFor } from "./access.ts";

/** What of an appraisal somebody may see. */
export interface Shown {
  readonly kindOf: (appraisal: Appraisal) => SubjectKind;
  /** The subject that an account speaks for. */
  readonly ownOf: (actor: Actor | undefined, appraisal: Appraisal) => string | undefined;
  /** The digest of the edition that somebody may see, by default the last. @throws DomainError where nothing is shown to them */
  readonly digestFor: (known: Known, edition: number | undefined, actor: Actor | undefined) => string;
  /** The same as a sheet. */
  readonly sheet: (appraisalId: string, edition: number | undefined, actor: Actor | undefined) => Promise<Sheet>;
}

export const shownOf = ({ books, periods }: { readonly books: Books; readonly periods: Periods }): Shown => {
  const kindOf: Shown["kindOf"] = ({ card, from }) => books.cardOn(card, from).card.subjects;
  const ownOf: Shown["ownOf"] = (actor, appraisal) =>
    actor === undefined ? undefined : speaksFor(actor, kindOf(appraisal));
  const digestFor: Shown["digestFor"] = ({ state }, edition, actor) => {
    const wanted = edition ?? state.editions.length;
    const isPublished = state.published.some((one) => one.edition === wanted);
    const hidden = isPublished ? undefined : hiddenFrom(state, actor, ownOf(actor, state) !== undefined);
    const found = state.editions.at(wanted - 1);
    if (hidden !== undefined || found === undefined) throw unknownAppraisal();
    return found.digest;
  };
  return {
    kindOf,
    ownOf,
    digestFor,
    sheet: async (appraisalId, edition, actor) =>
      periods.sheet(digestFor(await periods.known(appraisalId), edition, actor)),
  };
};
