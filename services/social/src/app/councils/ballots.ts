/** Secret votes: what is done to a box, with the key that its slips are sealed under. */
import { idFrom, isDomainError, type Meta } from "@wangge/kit";
import type { Box } from "../../domain/councils/index.ts";
import type { Desk } from "./desk.ts";

/** Without who asks: his account stands nowhere in a box, not even in the key of his request. */
const unnamed = ({ messageId }: Meta): Meta =>
  messageId === undefined ? {} : { messageId: idFrom("social/ballot", messageId) };

export const createBallots = ({ boxes, vault, clock }: Pick<Desk, "boxes" | "vault" | "clock">) => {
  const bookOf = async (box: string) => {
    const stored = await boxes.load(box);
    return { stored, book: vault.of("boxes", box, stored) };
  };
  const marks = (box: string) => ({
    voter: (voter: string): string => vault.mark(`voter:${box}`, voter),
    account: (account: string): string => vault.mark(`account:${box}`, account),
  });

  const prepare = async (box: string): Promise<void> => {
    const { stored, book } = await bookOf(box);
    if (stored === undefined) await boxes.handle(box, { type: "PrepareBox", at: clock.now() }, {}, book.sealed);
  };

  return {
    prepare,
    enrol: async (box: string, voter: string, accounts: readonly string[], meta: Meta = {}): Promise<void> => {
      const mark = marks(box);
      const data = { voter: mark.voter(voter), accounts: accounts.map(mark.account) };
      await boxes.handle(box, { type: "EnrolVoter", ...data, at: clock.now() }, meta);
    },
    cast: async (box: string, account: string, slip: string, meta: Meta): Promise<void> => {
      const { book } = await bookOf(box);
      const command = { type: "CastSlip", account: marks(box).account(account), slip: book.write(slip) } as const;
      await boxes.handle(box, { ...command, at: clock.now() }, unnamed(meta));
    },
    withdraw: async (box: string, account: string, meta: Meta): Promise<void> => {
      const command = { type: "WithdrawSlip", account: marks(box).account(account), at: clock.now() } as const;
      await boxes.handle(box, command, unnamed(meta));
    },
    handOutPaper: async (box: string, voter: string, meta: Meta): Promise<void> => {
      const command = { type: "HandOutPaper", voter: marks(box).voter(voter), at: clock.now() } as const;
      await boxes.handle(box, command, meta);
    },
    /** Entered once, or compared with what another has entered. */
    enterPaper: async (
      box: string,
      { number, slip, by }: { readonly number: number; readonly slip: string; readonly by: string },
      meta: Meta,
    ): Promise<"entered" | "confirmed" | "disputed"> => {
      const { stored, book } = await bookOf(box);
      const papers = stored?.state.status === "open" ? stored.state.papers : [];
      const first = papers.find((paper) => paper.number === number)?.slip;
      const compared = first === undefined ? undefined : { first, agrees: book.read(first) === slip };
      const command = { type: "EnterPaper", number, slip: book.write(slip), by, compared, at: clock.now() } as const;
      await boxes.handle(box, command, meta);
      if (compared === undefined) return "entered";
      return compared.agrees ? "confirmed" : "disputed";
    },
    /** Closes and opens it: what it held, sorted. Once open it has no key any more. Again, it says the same. */
    count: async (box: string): Promise<readonly string[]> => {
      await prepare(box);
      await boxes.handle(box, { type: "CloseBox", at: clock.now() });
      const { stored, book } = await bookOf(box);
      const { status, counted, slips, papers } = stored?.state as Box;
      if (status === "opened") return counted ?? [];
      const read = [...slips, ...papers].map(({ slip }) => book.read(slip));
      const opened = await boxes.handle(box, { type: "OpenBox", slips: read, at: clock.now() }, {}, null);
      return opened.state.status === "opened" ? (opened.state.counted ?? []) : [];
    },
  };
};
export type Ballots = ReturnType<typeof createBallots>;

/** The box cannot be closed yet. */
export const isWaitingForPapers = (error: unknown): boolean =>
  isDomainError(error) && error.code === "social.box.paper_entered_once";
