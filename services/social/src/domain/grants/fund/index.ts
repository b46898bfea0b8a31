import type { Decider } from "@wangge/kit/domain";
import { afterLines } from "./accounts.ts";
import { initialBook, type Book, type BookCommand, type BookEvent, type BookState } from "./book.ts";
import { decideBook } from "./decide.ts";

const without = <Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(record).filter(([one]) => one !== key));

const change = (book: Book, event: BookEvent): Partial<Book> => {
  switch (event.type) {
    case "BookOpened":
    case "Earmarked":
    case "EarmarkLifted":
      return {};
    case "DepositProposed": {
      const { id, amount, reference, by: proposedBy } = event.data;
      return { deposits: [...book.deposits, { id, amount, reference, proposedBy, status: "proposed" }] };
    }
    case "DepositApproved":
    case "DepositRefused": {
      const status = event.type === "DepositApproved" ? "approved" : "refused";
      return { deposits: book.deposits.map((one) => (one.id === event.data.id ? { ...one, status } : one)) };
    }
    case "RoundReserved": {
      const { round, amount, programme, fromEarmark } = event.data;
      return { reservations: { ...book.reservations, [round]: { amount, programme, fromEarmark } } };
    }
    case "RoundSettled": {
      const { round } = event.data;
      return { reservations: without(book.reservations, round), settledRounds: [...book.settledRounds, round] };
    }
    case "Moved":
      return { moved: { ...book.moved, [event.data.grant]: event.data.move.number } };
    case "BookClosed":
      return { status: "closed" };
  }
};

const opened = ({ at: _at, ...terms }: Extract<BookEvent, { type: "BookOpened" }>["data"]): Book => ({
  ...terms,
  status: "open",
  deposits: [],
  balances: {},
  reservations: {},
  settledRounds: [],
  moved: {},
});

export const evolveBook = (state: BookState, event: BookEvent): BookState => {
  const book = event.type === "BookOpened" ? opened(event.data) : state;
  if (book.status === "none") return book;
  const lines = "lines" in event.data ? event.data.lines : [];
  return { ...book, ...change(book, event), balances: afterLines(book.balances, lines) };
};

export const bookDecider: Decider<BookState, BookCommand, BookEvent> = {
  name: "social.fund",
  initial: initialBook,
  decide: decideBook,
  evolve: evolveBook,
};

export type * from "./book.ts";
export { freeOf, unknownFund } from "./decide.ts";
