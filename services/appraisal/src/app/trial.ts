import { DictionaryContent, CardsContent } from "./book-data.ts";
import { cardsFrom, cardsKindOf, dictionaryFrom, type AppraisalRulebook } from "./book-kinds.ts";
import { unknownCard, type Books } from "./books.ts";
import { compileCard, compileDictionary, type CompiledCard } from "../domain/index.ts";

/** Editions of the rules by their versions, drafts too; absent: what holds on the day. */
export interface Tried {
  readonly dictionary?: string | undefined;
  readonly cards?: string | undefined;
}

/** 试算: the scorecard as it would be if these editions held. @throws DomainError where there are none, or they do not fit each other */
export type Trial = (code: string, day: string, tried: Tried) => Promise<CompiledCard>;

export const createTrial =
  ({ books, rulebook }: { readonly books: Books; readonly rulebook: Pick<AppraisalRulebook, "content"> }): Trial =>
  async (code, day, { dictionary, cards }) => {
    const { side } = books.cardOn(code, day).card;
    const compiled =
      dictionary === undefined
        ? books.dictionaryOn(day).compiled
        : compileDictionary(
            dictionaryFrom({
              version: dictionary,
              effectiveFrom: day,
              content: DictionaryContent.parse(await rulebook.content("dictionary", dictionary)),
            }),
          );
    const kind = cardsKindOf(side);
    const known =
      cards === undefined
        ? books.cardsOn(day)
        : cardsFrom({
            version: cards,
            effectiveFrom: day,
            content: CardsContent.parse(await rulebook.content(kind, cards)),
          });
    const card = known.find((one) => one.code === code);
    if (card === undefined) throw unknownCard();
    return compileCard(card, compiled);
  };
