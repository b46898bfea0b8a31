/** 指标词典 and 考核表 of a day, of the editions that are published. */
import { dayOf } from "@wangge/calendar";
import { DomainError, openRulebook, rulebookAggregates, type Parts } from "@wangge/kit";
import {
  compileCard,
  compileDictionary,
  type Card,
  type CompiledCard,
  type CompiledDictionary,
  type Dictionary,
} from "../domain/index.ts";
import { bookKinds, CARD_SIDES, cardsFrom, cardsKindOf, dictionaryFrom, type AppraisalRulebook } from "./book-kinds.ts";

export interface Books {
  readonly dictionaryOn: (day: string) => { readonly data: Dictionary; readonly compiled: CompiledDictionary };
  readonly cardsOn: (day: string) => readonly Card[];
  /** @throws DomainError `appraisal.card.unknown` */
  readonly cardOn: (code: string, day: string) => CompiledCard;
}

export const unknownCard = (): Error =>
  new DomainError("missing", "appraisal.card.unknown", "There is no such scorecard");

/** What was made of something once. */
const remembering = <Made>(): ((key: string, make: () => Made) => Made) => {
  const known = new Map<string, Made>();
  return (key, make) => {
    const made = known.get(key) ?? make();
    known.set(key, made);
    return made;
  };
};

/** Editions never change: what is compiled stays compiled. */
export const booksOf = (rulebook: Pick<AppraisalRulebook, "inForceOn" | "ifInForceOn">): Books => {
  const dictionaries = remembering<{ readonly data: Dictionary; readonly compiled: CompiledDictionary }>();
  const cards = remembering<CompiledCard>();
  const dictionaryOn: Books["dictionaryOn"] = (day) => {
    const edition = rulebook.inForceOn("dictionary", day);
    return dictionaries(edition.version, () => {
      const data = dictionaryFrom(edition);
      return { data, compiled: compileDictionary(data) };
    });
  };
  const cardsOn: Books["cardsOn"] = (day) =>
    CARD_SIDES.flatMap((side) => {
      const edition = rulebook.ifInForceOn(cardsKindOf(side), day);
      return edition === undefined ? [] : cardsFrom(edition);
    });
  return {
    dictionaryOn,
    cardsOn,
    cardOn: (code, day) => {
      const card = cardsOn(day).find((one) => one.code === code);
      if (card === undefined) throw unknownCard();
      const { compiled } = dictionaryOn(day);
      return cards(`${compiled.version} ${code}@${card.version}`, () => compileCard(card, compiled));
    },
  };
};

/** The rulebook of the appraisal; what comes with the system is checked as a whole at the start. */
export const createBooks = async ({
  store,
  clock,
  log,
  refreshMs,
}: Pick<Parts<unknown>, "store" | "clock" | "log"> & { readonly refreshMs: number }): Promise<
  Books & { readonly rulebook: AppraisalRulebook }
> => {
  const kinds = bookKinds({
    changesAfter: (day) => rulebook.changesAfter(day),
    dictionaryOn: (day) => rulebook.ifInForceOn("dictionary", day),
    cardsOn: (side, day) => rulebook.ifInForceOn(cardsKindOf(side), day),
  });
  const rulebook: AppraisalRulebook = await openRulebook({
    ...{ service: "appraisal", dayOf, kinds, store, clock, log, refreshMs },
  });
  const books = booksOf(rulebook);
  const today = dayOf(clock.now());
  for (const { code } of books.cardsOn(today)) books.cardOn(code, today);
  return { ...books, rulebook };
};

/** For the doctor, which recomputes and decides nothing. */
export const bookAggregates = rulebookAggregates("appraisal", dayOf);
