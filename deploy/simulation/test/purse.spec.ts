import { describe, expect, it } from "vitest";
import { purseProblems } from "../purse.ts";
import type { Document } from "../stores.ts";

const document = (_id: string, state: object, ...events: readonly (readonly [string, object])[]): Document =>
  ({ _id, state, history: events.map(([type, data]) => ({ event: { type, data } })) }) as unknown as Document;

const deposit = ["DepositApproved", { amount: 1_000 }] as const;
const settled = ["RoundSettled", { round: "r", promised: [{ grant: "g" }] }] as const;
const moved = (number: number) => ["Moved", { grant: "g", move: { number, kind: "pay", amount: 300 } }] as const;
const paid = (reference: string) => ["TranchePaid", { reference, amount: 300 }] as const;
const book = (cash: number, ...events: readonly (readonly [string, object])[]) =>
  document("b", { balances: { cash } }, deposit, ...events);
const told = new Map([["bank-1", { grant: "g" }]]);

describe("money, counted from outside", () => {
  it("is in order where each payment, movement and round is there once, and the cash is what came in less what went out", () => {
    const grant = document("g", {}, paid("bank-1"), ["Repaid", { amount: 100 }]);
    expect(purseProblems([book(800, settled, moved(1))], [grant], told)).toEqual([]);
  });

  it.each([
    ["paid twice", book(400, settled), document("g", {}, paid("bank-1"), paid("bank-1")), "paid twice: bank-1"],
    ["moved twice", book(700, settled, moved(1), moved(1)), document("g", {}, paid("bank-1")), "moved twice: g 1"],
    ["settled twice", book(700, settled, settled), document("g", {}, paid("bank-1")), "settled twice: r"],
    ["paid, and forgotten", book(1_000, settled), document("g", {}), "the bank was told to pay bank-1"],
    ["taken from elsewhere", book(1_000, settled), document("g", {}, paid("bank-1")), "1000 in cash"],
    [
      "promised to nobody",
      book(700, ["RoundSettled", { round: "r", promised: [{ grant: "x" }] }]),
      document("g", {}, paid("bank-1")),
      "was promised",
    ],
  ])("is not in order where something was %s", (_, ofBook, grant, detail) => {
    expect(purseProblems([ofBook], [grant], told)).toMatchObject([
      { detail: expect.stringContaining(detail) as string },
    ]);
  });

  it("is not in order where another grant was paid than the bank was told", () => {
    const grants = [document("g", {}), document("x", {}, paid("bank-1"))];
    expect(purseProblems([book(700, settled)], grants, told)).toMatchObject([{ subject: "x" }]);
  });
});
