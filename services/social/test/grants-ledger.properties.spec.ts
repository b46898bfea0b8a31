import { isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  bookDecider,
  type Book,
  type BookCommand,
  type BookEvent,
  type BookState,
  type MoveKind,
} from "../src/domain/grants/fund/index.ts";
import { openBook, T0 } from "./grants-builders.ts";

const GRANTS = ["g1", "g2"];
const ROUNDS = ["r1", "r2", "r3"];
const KINDS: readonly MoveKind[] = [
  "agree",
  "lapse",
  "pay",
  "pay",
  "prove",
  "repay",
  "release",
  "ownProven",
  "ownWaived",
];

const amount = fc.integer({ min: 1, max: 60 });
const by = fc.constantFrom("maker", "checker");
const asks = <Type extends BookCommand["type"]>(
  type: Type,
  data: fc.Arbitrary<Extract<BookCommand, { type: Type }>["data"]>,
) => fc.record({ type: fc.constant(type), data, by, at: fc.constant(T0) }) as unknown as fc.Arbitrary<BookCommand>;

const command: fc.Arbitrary<BookCommand> = fc.oneof(
  asks(
    "ProposeDeposit",
    fc.record({
      id: fc.constantFrom("d1", "d2", "d3", "d4"),
      amount: fc.constantFrom(40, 80),
      reference: fc.constantFrom("a", "b", "c", "d"),
    }),
  ),
  asks("JudgeDeposit", fc.record({ id: fc.constantFrom("d1", "d2", "d3", "d4"), approved: fc.boolean() })),
  asks("Earmark", fc.record({ programme: fc.constantFrom("elderly", "youth"), amount })),
  asks("LiftEarmark", fc.record({ programme: fc.constantFrom("elderly", "youth"), amount })),
  asks(
    "Reserve",
    fc.record({ round: fc.constantFrom(...ROUNDS), programme: fc.constantFrom("elderly", "youth"), amount }),
  ),
  asks(
    "SettleRound",
    fc.record({
      round: fc.constantFrom(...ROUNDS),
      promised: fc.array(fc.record({ grant: fc.constantFrom(...GRANTS), amount }), { maxLength: 2 }),
    }),
  ),
  {
    arbitrary: asks(
      "Move",
      fc.record({
        grant: fc.constantFrom(...GRANTS),
        move: fc.record({
          number: fc.constantFrom(1, 1, 1, 1, 0, 2),
          kind: fc.constantFrom(...KINDS),
          amount,
          own: amount,
        }),
      }),
    ),
    weight: 6,
  },
);

const ask = (type: string, by: string, data: object): BookCommand => ({ type, by, data, at: T0 }) as BookCommand;

/** Money is there and promised to two grants: most of what a book knows begins there. */
const promised: readonly BookCommand[] = [
  ask("ProposeDeposit", "maker", { id: "d0", amount: 120, reference: "0" }),
  ask("JudgeDeposit", "checker", { id: "d0", approved: true }),
  ask("Reserve", "maker", { round: "r0", programme: "elderly", amount: 110 }),
  ask("SettleRound", "maker", { round: "r0", promised: GRANTS.map((grant) => ({ grant, amount: 50 })) }),
  ask("Move", "maker", { grant: "g1", move: { number: 1, kind: "agree", amount: 50, own: 30 } }),
];

/** The other way round: signed sums of every line ever posted, looked at from outside the book. */
const recomputed = (events: readonly BookEvent[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const { data } of events)
    for (const { account, amount: signed } of "lines" in data ? data.lines : [])
      sums.set(account, (sums.get(account) ?? 0) + signed);
  return sums;
};

const commandsOf = fc.array(command, { minLength: 0, maxLength: 80, size: "max" });

/** A movement is numbered from the last one of its grant: 1 is the next. */
const counted = (one: BookCommand, book: Book): BookCommand =>
  one.type === "Move"
    ? {
        ...one,
        data: {
          ...one.data,
          move: { ...one.data.move, number: (book.moved[one.data.grant] ?? 0) + one.data.move.number },
        },
      }
    : one;

const isAsset = (account: string): boolean => /^(cash|paid:|ownDue:)/.test(account);
const totalOf = (events: readonly BookEvent[], kind: MoveKind): number =>
  events.reduce(
    (sum, event) => (event.type === "Moved" && event.data.move.kind === kind ? sum + event.data.move.amount : sum),
    0,
  );

it("whatever is asked of a book: every movement balances, no account goes below zero, and nothing is promised that was not taken in", () => {
  const seen = {
    moved: new Map<MoveKind, number>(),
    overdrawn: 0,
    overEnvelope: 0,
    closed: 0,
    repeated: 0,
    earlier: 0,
  };
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), commandsOf, (begun, closes, some) => {
      const commands = [...(begun ? promised : []), ...some, ...(closes ? [ask("CloseBook", "maker", {})] : [])];
      let state: BookState = openBook({ envelope: 150 });
      let before: BookState = state;
      const events: BookEvent[] = [];
      for (const wanted of commands) {
        const one = counted(wanted, state as Book);
        try {
          const decided = bookDecider.decide(one, state);
          if (decided.length === 0 && one.type === "Move") seen.repeated += 1;
          for (const event of decided) {
            if ("lines" in event.data) expect(event.data.lines.reduce((sum, line) => sum + line.amount, 0)).toBe(0);
            if (event.type === "Moved")
              seen.moved.set(event.data.move.kind, (seen.moved.get(event.data.move.kind) ?? 0) + 1);
            events.push(event);
            state = bookDecider.evolve(state, event);
          }
        } catch (error) {
          if (!isDomainError(error)) throw error;
          if (error.code === "social.ledger.overdrawn") seen.overdrawn += 1;
          if (error.code === "social.fund.over_envelope") seen.overEnvelope += 1;
          if (error.code === "social.fund.not_yet") seen.earlier += 1;
        }
        if (state === before) continue;
        before = state;
        const book = state as Book;
        if (book.status === "closed") seen.closed += 1;
        const sums = recomputed(events);
        for (const [account, sum] of sums) {
          expect(isAsset(account) ? sum : 0 - sum).toBe(book.balances[account] ?? 0);
          expect(book.balances[account] ?? 0).toBeGreaterThanOrEqual(0);
        }
        const claims = Object.entries(book.balances).filter(
          ([account]) => !isAsset(account) && !account.startsWith("own"),
        );
        const paidOut = Object.entries(book.balances).filter(([account]) => account.startsWith("paid:"));
        const sum = (entries: readonly [string, number][]): number => entries.reduce((all, [, one]) => all + one, 0);
        expect((book.balances["cash"] ?? 0) + sum(paidOut)).toBe(sum(claims));
        const deposited = events.reduce(
          (all, event) => (event.type === "DepositApproved" ? all + event.data.amount : all),
          0,
        );
        const returned = events.reduce(
          (all, event) => (event.type === "BookClosed" ? all + event.data.amount : all),
          0,
        );
        expect(deposited).toBeLessThanOrEqual(150);
        expect(book.balances["cash"] ?? 0).toBe(
          deposited - totalOf(events, "pay") + totalOf(events, "repay") - returned,
        );
      }
    }),
    { numRuns: 400, seed: 2017 },
  );
  for (const kind of KINDS) expect(seen.moved.get(kind) ?? 0, kind).toBeGreaterThan(20);
  const { overdrawn, overEnvelope, closed, repeated, earlier } = seen;
  expect(Math.min(overdrawn, overEnvelope, repeated, earlier)).toBeGreaterThan(20);
  expect(closed).toBeGreaterThan(3);
});
