/**
 * 票箱. Secret votes until the box is opened: a slip for each voter, sealed under the box's own key and equally long whatever it
 * says. Opened, the box holds the slips in the order of their letters and no key: which voter's slip was which cannot be told any
 * more, not even from its history. Voters are keyed hashes that differ from box to box.
 */
import { DomainError } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Words } from "./terms.ts";

interface Voter {
  readonly voter: string;
  /** Of one household several may cast its one slip. */
  readonly accounts: readonly string[];
  readonly onPaper?: true;
}

export interface Paper {
  /** Written on the slip when the papers are counted, not when they are handed out. */
  readonly number: number;
  readonly slip: Words;
  readonly by: string;
  readonly confirmedBy?: string;
}

export interface Box {
  readonly status: "open" | "closed" | "opened";
  readonly voters: readonly Voter[];
  /** In no order that says anything: sorted by voter. */
  readonly slips: readonly { readonly voter: string; readonly slip: Words }[];
  readonly papers: readonly Paper[];
  /** In clear, sorted. */
  readonly counted?: readonly string[];
}
export type BoxState = { readonly status: "none" } | Box;

export type BoxCommand = { readonly at: string } & (
  | { readonly type: "PrepareBox" }
  | { readonly type: "EnrolVoter"; readonly voter: string; readonly accounts: readonly string[] }
  | { readonly type: "CastSlip"; readonly account: string; readonly slip: Words }
  | { readonly type: "WithdrawSlip"; readonly account: string }
  | { readonly type: "HandOutPaper"; readonly voter: string }
  /** `compared`: the first entry as it was compared with this one. */
  | {
      readonly type: "EnterPaper";
      readonly number: number;
      readonly slip: Words;
      readonly by: string;
      readonly compared?: { readonly first: Words; readonly agrees: boolean } | undefined;
    }
  | { readonly type: "CloseBox" }
  | { readonly type: "OpenBox"; readonly slips: readonly string[] }
);

type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
};
export type BoxEvent =
  | Fact<"BoxPrepared">
  | Fact<"VoterEnrolled", { readonly voter: string; readonly accounts: readonly string[] }>
  | Fact<"SlipCast", { readonly voter: string; readonly slip: Words }>
  | Fact<"SlipWithdrawn", { readonly voter: string }>
  | Fact<"PaperHandedOut", { readonly voter: string }>
  | Fact<"PaperEntered", { readonly number: number; readonly slip: Words; readonly by: string }>
  | Fact<"PaperConfirmed", { readonly number: number; readonly by: string }>
  /** The two entries differ: both are gone, it is entered again. */
  | Fact<"PaperDisputed", { readonly number: number; readonly by: string }>
  | Fact<"BoxClosed">
  | Fact<"BoxOpened", { readonly slips: readonly string[] }>;

const refuse = refusals("box");

const voterOf = ({ voters }: Box, account: string): Voter => {
  const found = voters.find(({ accounts }) => accounts.includes(account));
  if (found === undefined) throw new DomainError("forbidden", "social.box.no_voter", "This account does not vote here");
  return found;
};

const enterPaper = (
  { number, slip, by, compared, at }: Extract<BoxCommand, { type: "EnterPaper" }>,
  { papers, voters }: Box,
): BoxEvent[] => {
  const entered = papers.find((paper) => paper.number === number);
  if (entered === undefined) {
    if (number > voters.filter(({ onPaper }) => onPaper === true).length)
      throw refuse("more_papers_than_voters", "No more papers than were handed out", { number });
    return [{ type: "PaperEntered", data: { number, slip, by, at } }];
  }
  if (entered.confirmedBy !== undefined) throw refuse("paper_entered", "This paper was entered twice already");
  if (entered.by === by) throw refuse("same_person", "Another person enters it the second time");
  if (compared?.first !== entered.slip)
    throw new DomainError("conflict", "social.box.paper_changed", "Somebody entered it meanwhile: enter it again");
  return [{ type: compared.agrees ? "PaperConfirmed" : "PaperDisputed", data: { number, by, at } }];
};

const decide = (command: BoxCommand, state: BoxState): readonly BoxEvent[] => {
  const { at } = command;
  if (command.type === "PrepareBox") return state.status === "none" ? [{ type: "BoxPrepared", data: { at } }] : [];
  const box = existing("box", state);
  if (command.type === "OpenBox") {
    if (box.status === "opened") return [];
    if (box.status !== "closed") throw refuse("not_closed", "A box is closed before it is opened");
    const held = box.slips.length + box.papers.length;
    if (command.slips.length !== held) throw refuse("slips_missing", "A slip for every one that was cast", { held });
    return [{ type: "BoxOpened", data: { slips: command.slips.toSorted(), at } }];
  }
  if (command.type === "CloseBox") {
    if (box.status !== "open") return [];
    if (box.papers.some(({ confirmedBy }) => confirmedBy === undefined))
      throw refuse("paper_entered_once", "A paper waits for its second entry");
    return [{ type: "BoxClosed", data: { at } }];
  }
  if (box.status !== "open") throw refuse("closed", "The box is closed");
  switch (command.type) {
    case "EnrolVoter": {
      const { voter, accounts } = command;
      const known = box.voters.find((one) => one.voter === voter);
      if (known !== undefined && accounts.every((account) => known.accounts.includes(account))) return [];
      if (box.voters.some((one) => one.voter !== voter && accounts.some((account) => one.accounts.includes(account))))
        throw refuse("enrolled_elsewhere", "An account votes once");
      return [{ type: "VoterEnrolled", data: { voter, accounts, at } }];
    }
    case "CastSlip": {
      const { voter, onPaper } = voterOf(box, command.account);
      if (onPaper === true) throw refuse("has_paper", "A paper was handed out for this vote");
      if (box.slips.some((one) => one.voter === voter))
        throw refuse("cast_already", "A vote is not changed: withdraw it first");
      return [{ type: "SlipCast", data: { voter, slip: command.slip, at } }];
    }
    case "WithdrawSlip": {
      const { voter } = voterOf(box, command.account);
      return box.slips.some((one) => one.voter === voter) ? [{ type: "SlipWithdrawn", data: { voter, at } }] : [];
    }
    case "HandOutPaper": {
      const { voter } = command;
      const known = box.voters.find((one) => one.voter === voter);
      if (known === undefined) throw refuse("not_enrolled", "This voter is not on the roll");
      if (known.onPaper === true) throw refuse("has_paper", "A paper was handed out for this vote");
      if (box.slips.some((one) => one.voter === voter)) throw refuse("cast_already", "This vote was cast");
      return [{ type: "PaperHandedOut", data: { voter, at } }];
    }
    case "EnterPaper":
      return enterPaper(command, box);
  }
};

const evolve = (state: BoxState, event: BoxEvent): BoxState => {
  if (event.type === "BoxPrepared") return { status: "open", voters: [], slips: [], papers: [] };
  if (state.status === "none") return state;
  switch (event.type) {
    case "VoterEnrolled": {
      const { voter, accounts } = event.data;
      const others = state.voters.filter((one) => one.voter !== voter);
      const before = state.voters.find((one) => one.voter === voter);
      const merged = [...new Set([...(before?.accounts ?? []), ...accounts])];
      return { ...state, voters: [...others, { ...before, voter, accounts: merged }] };
    }
    case "SlipCast": {
      const { voter, slip } = event.data;
      const slips = [...state.slips, { voter, slip }].toSorted((one, other) => (one.voter < other.voter ? -1 : 1));
      return { ...state, slips };
    }
    case "SlipWithdrawn":
      return { ...state, slips: state.slips.filter(({ voter }) => voter !== event.data.voter) };
    case "PaperHandedOut": {
      const { voter: handed } = event.data;
      const voters = state.voters.map((one) => (one.voter === handed ? { ...one, onPaper: true as const } : one));
      return { ...state, voters };
    }
    case "PaperEntered": {
      const { number, slip, by } = event.data;
      return { ...state, papers: [...state.papers, { number, slip, by }] };
    }
    case "PaperConfirmed": {
      const { number, by: confirmedBy } = event.data;
      return {
        ...state,
        papers: state.papers.map((paper) => (paper.number === number ? { ...paper, confirmedBy } : paper)),
      };
    }
    case "PaperDisputed":
      return { ...state, papers: state.papers.filter(({ number }) => number !== event.data.number) };
    case "BoxClosed":
      return { ...state, status: "closed" };
    case "BoxOpened":
      // Who voted stays; what the slips said stands apart from it.
      return { ...state, status: "opened", slips: [], papers: [], counted: event.data.slips };
  }
};

export const boxDecider: Decider<BoxState, BoxCommand, BoxEvent> = {
  name: "social.ballot-box",
  initial: { status: "none" },
  decide,
  evolve,
};
