import { reject } from "@wangge/kit/errors";
import type { By, CommandOf } from "./commands.ts";
import type { EventOf, OperationEvent } from "./events.ts";
import { openAlarms, POSTS, postsOf, type Live, type Post } from "./operation.ts";
import { mustCommand, personOf } from "./refuse.ts";

const refuse = (reason: string, message: string, details = {}) =>
  reject(`enforcement.command.${reason}`, message, details);

export const offerCommand = ({ to, by, at }: CommandOf<"OfferCommand">, state: Live): readonly OperationEvent[] => {
  mustCommand(state, by);
  personOf(state, to);
  if (to === state.commander) throw refuse("already_yours", "This officer has the command");
  if (state.offer?.to === to) return [];
  if (state.offer !== undefined) throw refuse("offered", "The command is offered to somebody else", state.offer);
  return [{ type: "CommandOffered", data: { to, by: by.account, at } }];
};

const offerTo = (state: Live, { account }: By) => {
  if (state.offer?.to !== account) throw refuse("not_offered", "The command is not offered to this officer");
  return state.offer;
};

/** 指挥权移交: it is with the one until the other takes it, in one event; there is no instant with none or two. */
export const answerCommand = (
  { accepts, by, at }: CommandOf<"AnswerCommand">,
  state: Live,
): readonly OperationEvent[] => {
  if (accepts && state.commander === by.account) return [];
  offerTo(state, by);
  const said = { by: by.account, at };
  return accepts
    ? [{ type: "CommandTransferred", data: { from: state.commander, to: by.account, ...said } }]
    : [{ type: "CommandOfferEnded", data: { how: "declined", ...said } }];
};

export const withdrawCommand = (
  { by, at }: CommandOf<"WithdrawCommand">,
  state: Live,
): readonly EventOf<"CommandOfferEnded">[] => {
  mustCommand(state, by);
  return state.offer === undefined
    ? []
    : [{ type: "CommandOfferEnded", data: { how: "withdrawn", by: by.account, at } }];
};

/** 代行指挥: the deputy takes over from a commander who does not answer. */
export const takeCommand = (
  { reason, by, at }: CommandOf<"TakeCommand">,
  state: Live,
): readonly EventOf<"CommandTransferred">[] => {
  const { account } = by;
  if (account === state.commander) return [];
  if (state.posts.deputy !== account) throw refuse("not_deputy", "Only the deputy takes over");
  if (!openAlarms(state).some(({ officer }) => officer === state.commander))
    throw refuse("commander_answers", "There is no alarm about the commander");
  return [{ type: "CommandTransferred", data: { from: state.commander, to: account, taken: reason, by: account, at } }];
};

const forceOf = (post: Post): string | undefined =>
  post.startsWith("representative-") ? post.slice("representative-".length) : undefined;

/** One post a person: who minds the safety of all has nothing else to do, and the commander has none. */
export const fillPost = (
  { post, officer, by, at }: CommandOf<"FillPost">,
  state: Live,
): readonly EventOf<"PostFilled">[] => {
  mustCommand(state, by);
  const person = personOf(state, officer);
  const force = forceOf(post);
  if (force === undefined && !POSTS.some((one) => one === post))
    throw refuse("post_unknown", "There is no such post", { post });
  if (force !== undefined && person.force !== force)
    throw refuse("other_force", "Somebody of the force itself speaks for it", { post });
  if (state.posts[post] === officer) return [];
  if (officer === state.commander || postsOf(state, officer).length > 0)
    throw refuse("one_post", "This officer has a post already", { officer });
  return [{ type: "PostFilled", data: { post, officer, by: by.account, at } }];
};

export const vacatePost = (
  { post, by, at }: CommandOf<"VacatePost">,
  state: Live,
): readonly EventOf<"PostVacated">[] => {
  mustCommand(state, by);
  return state.posts[post] === undefined ? [] : [{ type: "PostVacated", data: { post, by: by.account, at } }];
};
