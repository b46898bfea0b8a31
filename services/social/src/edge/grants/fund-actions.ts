import { Amount, Currency, FundBookId, FundCode, FundSource, RoundId } from "@wangge/contracts/events";
import { Day, Ulid } from "@wangge/contracts";
import { action, pagesOf, reject, type CallContext, type Clock, type Stored } from "@wangge/kit";
import { z } from "zod";
import { bookIdOf } from "../../app/grants/treasury.ts";
import type { Books } from "../../app/grants/stores.ts";
import { unknownFund, type Book, type BookCommand, type BookState } from "../../domain/grants/fund/index.ts";
import { accountOf, idOfRequest, OFFICE } from "./access.ts";

const BookView = z.object({
  book: FundBookId,
  version: z.int(),
  status: z.enum(["open", "closed"]),
  fund: FundCode,
  title: z.string(),
  source: FundSource,
  period: z.object({ from: Day, until: Day }),
  currency: Currency,
  envelope: Amount,
  deposits: z.array(
    z.object({
      id: Ulid,
      amount: Amount,
      reference: z.string(),
      status: z.enum(["proposed", "approved", "refused"]),
      proposedBy: z.string(),
    }),
  ),
  balances: z.record(z.string(), Amount).describe("by account, each on its own side; what is not there is zero"),
  reservations: z.record(RoundId, z.object({ amount: Amount, programme: z.string(), fromEarmark: Amount })),
});

const Entry = z.object({
  number: z.int().min(1).describe("its place in the history of the book"),
  type: z.string(),
  at: z.string(),
  grant: z.string().optional(),
  round: z.string().optional(),
  lines: z.array(z.object({ account: z.string(), amount: z.int().describe("a debit above zero, a credit below") })),
});

const known = (stored: Stored<BookState> | undefined): Stored<Book> => {
  if (stored === undefined || stored.state.status === "none") throw unknownFund();
  return { ...stored, state: stored.state };
};

const viewOf = ({ id: book, version, state }: Stored<Book>): z.input<typeof BookView> => {
  const { settledRounds: _rounds, moved: _moved, ...rest } = state;
  return {
    ...rest,
    ...{ book, version },
    deposits: [...rest.deposits],
  };
};

type Asked = BookCommand extends infer One ? (One extends BookCommand ? Pick<One, "type" | "data"> : never) : never;

/** A fund has one source and one currency, and its periods do not overlap. @throws DomainError `social.fund.differs` */
const mustFollow = (held: Book, next: Pick<Book, "source" | "currency" | "period">): void => {
  const overlaps = held.period.from <= next.period.until && next.period.from <= held.period.until;
  if (held.source !== next.source || held.currency !== next.currency || overlaps)
    throw reject("social.fund.differs", "A fund has one source and currency, and one book at a time");
};

/** 资金: books of funds, deposits by two people, earmarks, entries. */
export const fundActions = ({ books, clock }: { readonly books: Books; readonly clock: Clock }) => {
  const ask = async (book: string, asked: Asked, { actor, meta }: CallContext) => {
    const command = { ...asked, by: accountOf(actor), at: clock.now() } as BookCommand;
    return viewOf(known(await books.handle(book, command, { ...meta, correlationId: book })));
  };
  const ById = z.strictObject({ book: FundBookId });
  const Earmark = ById.extend({ programme: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/), amount: Amount.min(1) });

  return {
    openFund: action({
      rest: "POST /funds",
      summary: "设立账簿: a fund gets a book for a period, with its envelope",
      access: ["financeOfficer"],
      input: z.strictObject({
        fund: FundCode.max(40),
        title: z.string().min(1).max(100),
        source: FundSource,
        period: z.strictObject({ from: Day, until: Day }),
        currency: Currency.default("CNY"),
        envelope: Amount.min(1),
      }),
      output: BookView,
      run: async (data, context) => {
        for await (const page of pagesOf(books, { "state.fund": data.fund }))
          for (const { id, state } of page)
            if (state.status === "open" && id !== bookIdOf(data.fund, data.period.from)) mustFollow(state, data);
        return ask(bookIdOf(data.fund, data.period.from), { type: "OpenBook", data }, context);
      },
    }),
    funds: action({
      rest: "GET /funds",
      summary: "资金账簿, by id, a page at a time",
      access: OFFICE,
      input: z.strictObject({
        fund: FundCode.optional(),
        after: FundBookId.optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      output: z.object({ books: z.array(BookView), next: FundBookId.optional() }),
      run: async ({ fund, after, limit }) => {
        const where = fund === undefined ? {} : { "state.fund": fund };
        const found = await books.find({ where, limit, after, order: "oldest" });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        return { books: found.map(known).map(viewOf), ...(next === undefined ? {} : { next }) };
      },
    }),
    fund: action({
      rest: "GET /funds/:book",
      summary: "One book with its balances",
      access: OFFICE,
      input: ById,
      output: BookView,
      run: async ({ book }) => viewOf(known(await books.load(book))),
    }),
    fundEntries: action({
      rest: "GET /funds/:book/entries",
      summary: "分录: the movements of a book in their order, a page at a time",
      access: OFFICE,
      input: ById.extend({
        after: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(100),
      }),
      output: z.object({ entries: z.array(Entry), next: z.int().optional() }),
      run: async ({ book, after, limit }) => {
        known(await books.load(book));
        const all = (await books.history(book)).flatMap(({ event: { type, data } }, index) =>
          "lines" in data
            ? [
                {
                  ...{ number: index + 1, type, at: data.at, lines: [...data.lines] },
                  ...("grant" in data ? { grant: data.grant } : {}),
                  ...("round" in data ? { round: data.round } : {}),
                },
              ]
            : [],
        );
        const entries = all.filter(({ number }) => number > after).slice(0, limit);
        const last = entries.at(-1)?.number;
        return { entries, ...(entries.length === limit && last !== undefined ? { next: last } : {}) };
      },
    }),
    proposeDeposit: action({
      rest: "POST /funds/:book/deposits",
      summary: "入账申请: money has come in; somebody else approves it",
      access: ["socialOfficer", "financeOfficer"],
      input: ById.extend({ amount: Amount.min(1), reference: z.string().min(1).max(100) }),
      output: BookView,
      run: ({ book, ...deposit }, context) =>
        ask(book, { type: "ProposeDeposit", data: { id: idOfRequest("deposit", context), ...deposit } }, context),
    }),
    judgeDeposit: action({
      rest: "POST /funds/:book/deposits/:deposit/judge",
      summary: "入账复核, by somebody other than who proposed it",
      access: ["financeOfficer"],
      input: ById.extend({ deposit: Ulid, approved: z.boolean() }),
      output: BookView,
      run: ({ book, deposit: id, approved }, context) =>
        ask(book, { type: "JudgeDeposit", data: { id, approved } }, context),
    }),
    earmarkFund: action({
      rest: "POST /funds/:book/earmarks",
      summary: "专项: so much of what is free is kept for a programme",
      access: ["financeOfficer"],
      input: Earmark,
      output: BookView,
      run: ({ book, ...data }, context) => ask(book, { type: "Earmark", data }, context),
    }),
    liftEarmark: action({
      rest: "POST /funds/:book/earmarks/lift",
      summary: "解除专项: what no round has reserved is free again",
      access: ["financeOfficer"],
      input: Earmark,
      output: BookView,
      run: ({ book, ...data }, context) => ask(book, { type: "LiftEarmark", data }, context),
    }),
    closeFund: action({
      rest: "POST /funds/:book/close",
      summary: "关账: what is left goes back to the source, when nobody counts on it",
      access: ["financeOfficer"],
      input: ById,
      output: BookView,
      run: ({ book }, context) => ask(book, { type: "CloseBook", data: {} }, context),
    }),
  };
};
