import { sumOf, type Fen } from "../../money.ts";
import { refusals } from "../refuse.ts";
import { accountOf, balanceOf, debitCredit, mustPost, type Balances, type Line } from "./accounts.ts";
import type { Book, BookCommand, BookEvent, BookState, Deposit, Move } from "./book.ts";

const { refuse, forbid, unknown, notYet } = refusals("fund");
export const unknownFund = unknown;

type Of<Type extends BookCommand["type"]> = Extract<BookCommand, { readonly type: Type }>;

const openBook = (state: BookState): Book => {
  if (state.status === "none") throw unknown();
  if (state.status === "closed") throw refuse("closed", "The book of this period is closed");
  return state;
};

const mustBeAmount = (amount: Fen): void => {
  if (!Number.isSafeInteger(amount) || amount <= 0) throw refuse("no_amount", "An amount is whole fen above zero");
};

/** What others may be promised: no earmark, no round, no grant counts on it. */
export const freeOf = ({ balances }: Pick<Book, "balances">): Fen => balanceOf(balances, "free");

const open = ({ data, at }: Of<"OpenBook">, state: BookState): readonly BookEvent[] => {
  if (state.status !== "none") {
    if (state.envelope === data.envelope && state.source === data.source) return [];
    throw refuse("open_already", "This fund has a book for this period");
  }
  mustBeAmount(data.envelope);
  if (data.period.until < data.period.from) throw refuse("no_period", "A period ends after it begins");
  return [{ type: "BookOpened", data: { ...data, at } }];
};

const approvedOf = ({ deposits }: Book): Fen =>
  sumOf(deposits.filter(({ status }) => status === "approved").map(({ amount }) => amount));

const propose = ({ data, by, at }: Of<"ProposeDeposit">, book: Book): readonly BookEvent[] => {
  mustBeAmount(data.amount);
  const same = book.deposits.find(({ id }) => id === data.id);
  if (same !== undefined) {
    if (same.amount === data.amount && same.reference === data.reference) return [];
    throw refuse("deposit_differs", "This deposit was proposed with another amount or reference");
  }
  if (book.deposits.some(({ reference, status }) => reference === data.reference && status !== "refused"))
    throw refuse("deposit_twice", "A deposit with this reference is on record", { reference: data.reference });
  return [{ type: "DepositProposed", data: { ...data, by, at } }];
};

const judge = ({ data: { id, approved }, by, at }: Of<"JudgeDeposit">, book: Book): readonly BookEvent[] => {
  const deposit: Deposit | undefined = book.deposits.find((one) => one.id === id);
  if (deposit === undefined) throw refuse("no_deposit", "There is no such deposit", { id });
  if (deposit.status === (approved ? "approved" : "refused")) return [];
  if (deposit.status !== "proposed") throw refuse("deposit_judged", "This deposit was judged", { id });
  if (deposit.proposedBy === by) throw forbid("own_deposit", "Somebody else judges what you have proposed");
  if (!approved) return [{ type: "DepositRefused", data: { id, at } }];
  const { amount } = deposit;
  const over = approvedOf(book) + amount - book.envelope;
  if (over > 0) throw refuse("over_envelope", "More than the envelope of the period would be taken in", { over });
  return [{ type: "DepositApproved", data: { id, amount, lines: debitCredit("cash", "free", amount), at } }];
};

const posting = (balances: Balances, lines: readonly Line[]): readonly Line[] => {
  mustPost(balances, lines);
  return lines;
};

const earmark = (command: Of<"Earmark" | "LiftEarmark">, { balances }: Book): readonly BookEvent[] => {
  const { programme, amount } = command.data;
  mustBeAmount(amount);
  const account = accountOf("earmarked", programme);
  const isLift = command.type === "LiftEarmark";
  const lines = isLift ? debitCredit(account, "free", amount) : debitCredit("free", account, amount);
  return [
    {
      type: isLift ? "EarmarkLifted" : "Earmarked",
      data: { programme, amount, lines: posting(balances, lines), at: command.at },
    },
  ];
};

const reserve = ({ data, at }: Of<"Reserve">, book: Book): readonly BookEvent[] => {
  const { round, programme, amount } = data;
  const held = book.reservations[round];
  if (held !== undefined) {
    if (held.amount === amount && held.programme === programme) return [];
    throw refuse("reserved_already", "This round has another reservation", { round, amount: held.amount });
  }
  if (book.settledRounds.includes(round)) throw refuse("settled", "This round is settled", { round });
  mustBeAmount(amount);
  const { balances } = book;
  const fromEarmark = Math.min(amount, balanceOf(balances, accountOf("earmarked", programme)));
  const kept = accountOf("reserved", round);
  const lines = [
    ...debitCredit(accountOf("earmarked", programme), kept, fromEarmark),
    ...debitCredit("free", kept, amount - fromEarmark),
  ];
  return [
    { type: "RoundReserved", data: { round, programme, amount, fromEarmark, lines: posting(balances, lines), at } },
  ];
};

const settle = ({ data: { round, promised }, at }: Of<"SettleRound">, book: Book): readonly BookEvent[] => {
  if (book.settledRounds.includes(round)) return [];
  const held = book.reservations[round];
  if (held === undefined) throw refuse("not_reserved", "Nothing is reserved for this round", { round });
  const kept = accountOf("reserved", round);
  const rest = held.amount - sumOf(promised.map(({ amount }) => amount));
  const toFree = Math.min(Math.max(rest, 0), held.amount - held.fromEarmark);
  const lines = [
    ...promised.flatMap(({ grant, amount }) => debitCredit(kept, accountOf("committed", grant), amount)),
    ...debitCredit(kept, "free", toFree),
    ...debitCredit(kept, accountOf("earmarked", held.programme), rest - toFree),
  ];
  return [{ type: "RoundSettled", data: { round, promised, lines: posting(book.balances, lines), at } }];
};

const linesOf = (grant: string, { kind, amount, own = 0 }: Move): readonly Line[] => {
  const of = (account: Parameters<typeof accountOf>[0]): string => accountOf(account, grant);
  switch (kind) {
    case "agree":
      return [
        ...debitCredit(of("committed"), of("payable"), amount),
        ...debitCredit(of("ownDue"), of("ownPledged"), own),
      ];
    case "lapse":
      return debitCredit(of("committed"), "free", amount);
    case "pay":
      return debitCredit(of("paid"), "cash", amount);
    case "prove":
      return debitCredit(of("payable"), of("paid"), amount);
    case "repay":
      return [...debitCredit("cash", of("paid"), amount), ...debitCredit(of("payable"), "free", amount)];
    case "release":
      return debitCredit(of("payable"), "free", amount);
    case "ownProven":
    case "ownWaived":
      return debitCredit(of("ownPledged"), of("ownDue"), amount);
  }
};

const move = ({ data: { grant, move }, at }: Of<"Move">, book: Book): readonly BookEvent[] => {
  const last = book.moved[grant] ?? 0;
  if (move.number <= last) return [];
  if (move.number > last + 1) throw notYet("A movement before this one is missing", { grant, last });
  mustBeAmount(move.amount);
  const lines = posting(book.balances, linesOf(grant, move));
  return [{ type: "Moved", data: { grant, move, lines, at } }];
};

const close = ({ at }: Of<"CloseBook">, book: Book): readonly BookEvent[] => {
  const waits = Object.keys(book.balances).filter((account) => account !== "cash" && account !== "free");
  if (waits.length > 0) throw refuse("in_use", "Somebody still counts on money of this book", { accounts: waits });
  const amount = freeOf(book);
  return [{ type: "BookClosed", data: { amount, lines: debitCredit("free", "cash", amount), at } }];
};

export const decideBook = (command: BookCommand, state: BookState): readonly BookEvent[] => {
  switch (command.type) {
    case "OpenBook":
      return open(command, state);
    case "ProposeDeposit":
      return propose(command, openBook(state));
    case "JudgeDeposit":
      return judge(command, openBook(state));
    case "Earmark":
    case "LiftEarmark":
      return earmark(command, openBook(state));
    case "Reserve":
      return reserve(command, openBook(state));
    case "SettleRound":
      return settle(command, openBook(state));
    case "Move":
      return move(command, openBook(state));
    case "CloseBook":
      return state.status === "closed" ? [] : close(command, openBook(state));
  }
};
