import { expect, it } from "vitest";
import { ledgerChecker } from "../ledger.ts";

const line = (account: string, amount: number) => ({ account, amount });
const entry = (...lines: readonly { account: string; amount: number }[]) => ({
  event: { type: "Moved", data: { lines } },
});

const history = [
  entry(line("cash", 100), line("free", -100)),
  entry(line("free", 60), line("committed:g", -60)),
  entry(line("committed:g", 60), line("payable:g", -60)),
  entry(line("paid:g", 20), line("cash", -20)),
];
const balances = { cash: 80, free: 40, "payable:g": 60, "paid:g": 20 };
const grant = { status: "active", book: "b", amount: 60, paid: 20, repaid: 0, moves: [] };

const problemsOf = (book: object, state: object, entries: typeof history = history): readonly string[] => {
  const check = ledgerChecker();
  check.seeGrant({ _id: "g", state, history: [] });
  check.seeBook({ _id: "b", state: book, history: entries });
  return check.problems().map(({ subject, detail }) => `${subject}: ${detail}`);
};

it("has nothing to say of a book and a grant that agree", () => {
  expect(problemsOf({ balances }, grant)).toEqual([]);
});

it("finds a balance that is not what its entries come to, and an entry that does not balance", () => {
  expect(problemsOf({ balances: { ...balances, free: 41 } }, grant)).toEqual([
    "social/fund-books/b: free is 41, its entries come to 40",
  ]);
  expect(problemsOf({ balances: { ...balances, cash: 81 } }, grant, [...history, entry(line("cash", 1))])).toEqual([
    "social/fund-books/b: entry 5 does not balance",
  ]);
});

it("finds a grant of which its book says something else, and a movement that never came into it", () => {
  expect(problemsOf({ balances }, { ...grant, paid: 30 })).toEqual(["social/grants/g: paid is 30, its book says 20"]);
  expect(problemsOf({ balances }, { ...grant, paid: 30, moves: [{}] })).toEqual([
    "social/grants/g: 1 movements are not in its book",
  ]);
});
