import {
  DomainError,
  idFrom,
  messageOf,
  pagesOf,
  reject,
  wakeDue,
  type Clock,
  type Log,
  type Stored,
} from "@wangge/kit";
import type { Allocation } from "../../domain/grants/allocation/index.ts";
import { freeOf, type Book } from "../../domain/grants/fund/index.ts";
import { unknownGrant, type Grant, type GrantCommand, type GrantState } from "../../domain/grants/grant/index.ts";
import type { FundsPort } from "../ports.ts";
import type { GrantPorts } from "./ports.ts";
import type { GrantRules } from "./rules.ts";
import type { Books, GrantStores } from "./stores.ts";

const SERVICE = "social";

export const bookIdOf = (fund: string, from: string): string => `${fund}-${from.replaceAll("-", "")}`;

export const grantIdOf = (round: string, application: string): string => idFrom("social/grant", round, application);

export const knownGrant = (stored: Stored<GrantState> | undefined): Stored<Grant> => {
  if (stored === undefined || stored.state.status === "none") throw unknownGrant();
  return { ...stored, state: stored.state };
};

const openBooksOf = async (books: Books, fund: string): Promise<readonly Stored<Book>[]> => {
  const found: Stored<Book>[] = [];
  for await (const page of pagesOf(books, { "state.fund": fund }))
    for (const { state, ...one } of page) if (state.status === "open") found.push({ ...one, state });
  return found;
};

/** The book out of which a fund gives on a day. @throws DomainError `social.fund.no_book` */
export const bookOn = async (books: Books, fund: string, day: string): Promise<Stored<Book>> => {
  const held = (await openBooksOf(books, fund)).find(
    ({ state: { period } }) => period.from <= day && day <= period.until,
  );
  if (held === undefined) throw reject("social.fund.no_book", "The fund has no open book for this day", { fund, day });
  return held;
};

export const fundsPort = (books: Books): FundsPort => ({
  free: async (fund) => {
    const open = await openBooksOf(books, fund);
    return open.length === 0 ? undefined : open.reduce((sum, { state }) => sum + freeOf(state), 0);
  },
});

interface Needed {
  readonly stores: GrantStores;
  readonly ports: Pick<GrantPorts, "organizations">;
  readonly rules: GrantRules;
  readonly clock: Clock;
  readonly log: Log;
}

/** What follows by itself: decided rounds become grants, what grants decide about money comes into the books, what is due is noticed. */
export const createTreasury = ({ stores, ports, rules, clock, log }: Needed) => {
  const { books, allocations, grants } = stores;
  const asService = { by: { account: SERVICE }, party: [] } as const;

  const offersOf = async ({ id: round, state }: Stored<Allocation>): Promise<void> => {
    const at = clock.now();
    const { inputs, editions } = state;
    const awards = state.status === "concluded" ? (editions.at(-1)?.awards ?? []) : [];
    const funded = awards.filter(({ granted }) => granted > 0);
    const promised = funded.map(({ application, granted: amount }) => ({
      grant: grantIdOf(round, application),
      amount,
    }));
    const { state: book } = await books.handle(inputs.book, {
      ...{ type: "SettleRound", data: { round, promised }, by: SERVICE, at },
    });
    if (book.status === "none") throw new DomainError("missing", "social.fund.unknown", "There is no such fund");
    for (const { application, granted: amount, stages } of funded) {
      const candidate = inputs.candidates.find((one) => one.application === application);
      if (candidate === undefined) throw new Error(`${application} was determined and was no candidate`);
      const { score: _score, stages: all, ...rest } = candidate;
      const data = {
        ...rest,
        ...{ round, book: inputs.book, programme: inputs.programme, amount, currency: book.currency },
        stages: all.slice(0, stages),
        rule: rules.termsAt(at, book.source),
      };
      await grants.handle(grantIdOf(round, application), { type: "OfferGrant", data, ...asService, at });
    }
    await allocations.handle(round, { type: "MarkSettled", data: {}, by: SERVICE, at });
  };

  const tellOf = async ({ id, state }: Stored<Grant>): Promise<void> => {
    const at = clock.now();
    const { moves, book, organization, ban } = state;
    for (const move of moves) await books.handle(book, { type: "Move", data: { grant: id, move }, by: SERVICE, at });
    const number = moves.at(-1)?.number;
    if (number !== undefined) await grants.handle(id, { type: "MarkPosted", data: { number }, ...asService, at });
    if (ban === undefined || state.banned === true) return;
    await ports.organizations.ban(organization, { ...ban, id, about: id, by: SERVICE });
    await grants.handle(id, { type: "MarkBanned", data: {}, ...asService, at });
  };

  /** What cannot be done now is done by a later sweep; the next is not kept waiting for it. */
  const trying = async (what: string, id: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn({ [what]: id, error: messageOf(error) }, "money could not be moved, it is tried again");
    }
  };

  const settleAllocations = async (): Promise<void> => {
    const where = { "state.status": { in: ["concluded", "abandoned"] }, "state.settled": false };
    for await (const page of pagesOf(allocations, where))
      for (const { state, ...one } of page)
        if (state.status !== "none") await trying("round", one.id, () => offersOf({ ...one, state }));
  };

  const settleGrants = async (): Promise<void> => {
    for await (const page of pagesOf(grants, { "state.owes": true }))
      for (const { state, ...one } of page)
        if (state.status !== "none") await trying("grant", one.id, () => tellOf({ ...one, state }));
  };

  const waking = { actor: SERVICE, clock, log };
  return {
    /** At once after a command; what fails is left to the sweep. */
    settleGrant: (stored: Stored<Grant>): Promise<void> =>
      stored.state.owes === true ? trying("grant", stored.id, () => tellOf(stored)) : Promise.resolve(),
    settleAllocation: (stored: Stored<Allocation>): Promise<void> => trying("round", stored.id, () => offersOf(stored)),
    sweep: async (): Promise<void> => {
      await wakeDue({
        ...waking,
        store: allocations,
        command: (at) => ({ type: "WakeAllocation" as const, data: {}, by: SERVICE, at }),
      });
      await wakeDue({
        ...waking,
        store: grants,
        command: (at): GrantCommand => ({ type: "WakeGrant", data: {}, ...asService, at }),
      });
      await settleAllocations();
      await settleGrants();
    },
  };
};

export type Treasury = ReturnType<typeof createTreasury>;
