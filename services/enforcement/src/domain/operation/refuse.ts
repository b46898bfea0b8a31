import { DomainError, reject } from "@wangge/kit/errors";
import type { By } from "./commands.ts";
import { activePerson, postsOf, type Live, type OperationState, type Person, type Post } from "./operation.ts";

export const refuse = (reason: string, message: string, details = {}): DomainError =>
  reject(`enforcement.operation.${reason}`, message, details);

export const unknownOperation = (): DomainError =>
  new DomainError("missing", "enforcement.operation.unknown", "There is no such operation");

export const liveOf = (state: OperationState): Live => {
  if (state.status === "none") throw unknownOperation();
  if (state.status !== "live") throw refuse("not_live", "This operation is not under way", { status: state.status });
  return state;
};

export const personOf = (state: Live, officer: string): Person => {
  const found = activePerson(state, officer);
  if (found === undefined) throw refuse("not_in_it", "This officer is not in the operation", { officer });
  return found;
};

/** @throws DomainError `enforcement.command.not_yours` for anybody but the commander */
export const mustCommand = (state: Live, { account }: By): void => {
  if (account !== state.commander)
    throw new DomainError("forbidden", "enforcement.command.not_yours", "Somebody else has the command");
};

/** The commander, whoever holds one of these posts, and the control room where it may. */
export const mustHold = (state: Live, by: By, posts: readonly Post[], withDesk = true): void => {
  const isOne = by.account === state.commander || postsOf(state, by.account).some((post) => posts.includes(post));
  if (isOne || (withDesk && by.desk === true)) return;
  throw new DomainError("forbidden", "enforcement.command.no_post", "This takes a post in the operation", { posts });
};
