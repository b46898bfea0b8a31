/** 新闻发布. A statement of the spokesperson: drafted, approved by another, published; a correction is another version, and the one before stays. */
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Asked, type Words } from "./terms.ts";

export interface StatementVersion {
  readonly number: number;
  readonly words: Words;
  readonly draftedBy: string;
  readonly approvedBy?: string;
  readonly publishedAt?: string;
}

export interface Statement {
  readonly status: "drafted" | "approved" | "published";
  readonly community: string;
  readonly versions: readonly StatementVersion[];
  /** Everybody reads a version of it. */
  readonly isPublic?: true;
}
export type StatementState = { readonly status: "none" } | Statement;

export type StatementCommand = Asked &
  /** The first draft, another one instead of it, or the correction of what is published. */
  (
    | { readonly type: "DraftStatement"; readonly community: string; readonly words: Words }
    | { readonly type: "ApproveStatement"; readonly number: number }
    | { readonly type: "PublishStatement" }
  );

type Fact<Type extends string, Data = unknown> = { readonly type: Type; readonly data: Data & Asked };
export type StatementEvent =
  | Fact<"StatementDrafted", { readonly community: string; readonly number: number; readonly words: Words }>
  | Fact<"StatementApproved", { readonly number: number }>
  | Fact<"StatementPublished", { readonly number: number }>;

const refuse = refusals("statement");

const lastOf = ({ versions }: Statement): StatementVersion => {
  const last = versions.at(-1);
  if (last === undefined) throw new Error("a statement without a version");
  return last;
};

export const statementDecider: Decider<StatementState, StatementCommand, StatementEvent> = {
  name: "social.statement",
  initial: { status: "none" },
  decide: (command, state) => {
    const { by, at } = command;
    if (command.type === "DraftStatement") {
      const { words, community } = command;
      if (state.status === "none") return [{ type: "StatementDrafted", data: { community, number: 1, words, by, at } }];
      if (state.status === "approved") throw refuse("approved", "It is approved: publish it first");
      const { number, publishedAt } = lastOf(state);
      const next = publishedAt === undefined ? number : number + 1;
      return [{ type: "StatementDrafted", data: { community: state.community, number: next, words, by, at } }];
    }
    const statement = existing("statement", state);
    const last = lastOf(statement);
    switch (command.type) {
      case "ApproveStatement":
        if (statement.status !== "drafted" || last.number !== command.number)
          throw refuse("not_now", "There is no such draft to approve", { status: statement.status });
        if (last.draftedBy === by) throw refuse("own_draft", "Another than who drafted it approves it");
        return [{ type: "StatementApproved", data: { number: last.number, by, at } }];
      case "PublishStatement":
        if (statement.status === "published") return [];
        if (statement.status !== "approved") throw refuse("not_approved", "It is published after it is approved");
        return [{ type: "StatementPublished", data: { number: last.number, by, at } }];
    }
  },
  evolve: (state, event): StatementState => {
    if (event.type === "StatementDrafted") {
      const { community, number, words, by: draftedBy } = event.data;
      const before = state.status === "none" ? [] : state.versions.filter((one) => one.number !== number);
      const isPublic = state.status !== "none" && state.isPublic === true ? ({ isPublic: true } as const) : {};
      return { status: "drafted", community, versions: [...before, { number, words, draftedBy }], ...isPublic };
    }
    if (state.status === "none") return state;
    const { number, by, at } = event.data;
    const changing = (change: Partial<StatementVersion>): readonly StatementVersion[] =>
      state.versions.map((one) => (one.number === number ? { ...one, ...change } : one));
    return event.type === "StatementApproved"
      ? { ...state, status: "approved", versions: changing({ approvedBy: by }) }
      : { ...state, status: "published", isPublic: true, versions: changing({ publishedAt: at }) };
  },
};
