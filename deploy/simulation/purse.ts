/** Money, counted from outside: what the bank was told to pay was paid once, and what is in the book is what came in less what went out. */
import type { Finding } from "./finding.ts";
import type { Document } from "./stores.ts";

/** What people hold: the bank's reference of each payment that was answered. */
export type Paid = ReadonlyMap<string, { readonly grant: string; readonly amount?: number }>;

interface Seen {
  readonly type: string;
  readonly data?: {
    readonly reference?: string;
    readonly amount?: number;
    readonly round?: string;
    readonly grant?: string;
    readonly move?: { readonly number: number };
    readonly promised?: readonly { readonly grant: string }[];
  };
}

const eventsOf = ({ history }: Document): readonly Seen[] => history.map(({ event }) => event as unknown as Seen);

const twice = (what: string, subject: string, all: readonly string[]): readonly Finding[] =>
  all.flatMap((one, place) =>
    all.indexOf(one) === place ? [] : [{ check: "money", subject, detail: `${what} twice: ${one}` }],
  );

export const purseProblems = (
  books: readonly Document[],
  grants: readonly Document[],
  paid: Paid,
): readonly Finding[] => {
  const found: Finding[] = [];
  const problem = (subject: string, detail: string): void => void found.push({ check: "money", subject, detail });
  const known = new Set(grants.map(({ _id }) => _id));
  const payments: string[] = [];
  let [went, back, came, cash] = [0, 0, 0, 0];

  for (const grant of grants)
    for (const { type, data: { reference = "", amount = 0 } = {} } of eventsOf(grant)) {
      if (type === "TranchePaid") {
        payments.push(reference);
        went += amount;
        if (paid.get(reference)?.grant !== undefined && paid.get(reference)?.grant !== grant._id)
          problem(grant._id, `${reference} was paid for another grant`);
      }
      if (type === "Repaid") back += amount;
    }
  found.push(...twice("paid", "social/grants", payments));
  for (const [reference, { grant }] of paid)
    if (!payments.includes(reference)) problem(grant, `the bank was told to pay ${reference}, and no grant says so`);

  for (const book of books) {
    const events = eventsOf(book);
    const of = (type: string): readonly NonNullable<Seen["data"]>[] =>
      events.flatMap((event) => (event.type === type && event.data !== undefined ? [event.data] : []));
    const moves = of("Moved").map(({ grant, move }) => `${grant ?? ""} ${String(move?.number)}`);
    found.push(...twice("moved", book._id, moves));
    found.push(
      ...twice(
        "settled",
        book._id,
        of("RoundSettled").map(({ round = "" }) => round),
      ),
    );
    for (const { promised = [] } of of("RoundSettled"))
      for (const { grant } of promised)
        if (!known.has(grant)) problem(grant, "was promised, and there is no such grant");
    came += of("DepositApproved").reduce((sum, { amount = 0 }) => sum + amount, 0);
    cash += (book.state as { readonly balances?: Readonly<Record<string, number>> }).balances?.["cash"] ?? 0;
  }
  if (cash !== came - went + back)
    problem(
      "social/fund-books",
      `${String(cash)} in cash: ${String(came)} came in, ${String(went)} went out, ${String(back)} came back`,
    );
  return found;
};
