/** 志愿服务需求. What an organization or a community asks volunteers for: where, when, and how many with which skills. */
import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";

export interface NeedContent {
  readonly title: string;
  /** An organization by its id, or a community by its code. */
  readonly organizer: { readonly kind: "organization" | "community"; readonly id: string };
  readonly street: string;
  readonly community: string;
  readonly grid?: string | undefined;
  /** Instants. */
  readonly from: string;
  readonly to: string;
  readonly skills: readonly string[];
  readonly wanted: number;
}

export interface Need {
  readonly status: "open" | "closed";
  readonly content: NeedContent;
  readonly putUpBy: string;
  /** Volunteers, in the order they came. */
  readonly signedUp: readonly string[];
  readonly reason?: string;
}
export type NeedState = { readonly status: "none" } | Need;

export type NeedCommand =
  | { readonly type: "PutUp"; readonly content: NeedContent; readonly by: string; readonly at: string }
  | { readonly type: "SignUp" | "Withdraw"; readonly volunteer: string; readonly at: string }
  | { readonly type: "CloseNeed"; readonly reason: string; readonly by: string; readonly at: string };

type Fact<Type extends string, Data> = { readonly type: Type; readonly data: Data & { readonly at: string } };
export type NeedEvent =
  | Fact<"NeedPutUp", { readonly content: NeedContent; readonly by: string }>
  | Fact<"SignedUp" | "Withdrawn", { readonly volunteer: string }>
  | Fact<"NeedClosed", { readonly reason: string; readonly by: string }>;

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`social.need.${code}`, message, details);

export const unknownNeed = (): DomainError =>
  new DomainError("missing", "social.need.unknown", "There is no such need");

const putUp = (content: NeedContent, by: string, at: string): readonly NeedEvent[] => {
  if (Date.parse(content.to) <= Date.parse(content.from)) throw refuse("ends_before", "It ends after it begins");
  if (Date.parse(content.from) < Date.parse(at)) throw refuse("back_dated", "It begins later than now");
  return [{ type: "NeedPutUp", data: { content, by, at } }];
};

const signUp = ({ status, content, signedUp }: Need, volunteer: string, at: string): readonly NeedEvent[] => {
  if (signedUp.includes(volunteer)) return [];
  if (status === "closed") throw refuse("closed", "It is closed");
  if (Date.parse(at) >= Date.parse(content.to)) throw refuse("over", "It is over");
  if (signedUp.length >= content.wanted) throw refuse("full", "There are enough", { wanted: content.wanted });
  return [{ type: "SignedUp", data: { volunteer, at } }];
};

const withdraw = ({ content, signedUp }: Need, volunteer: string, at: string): readonly NeedEvent[] => {
  if (!signedUp.includes(volunteer)) return [];
  if (Date.parse(at) >= Date.parse(content.from)) throw refuse("begun", "It has begun");
  return [{ type: "Withdrawn", data: { volunteer, at } }];
};

const decide = (command: NeedCommand, state: NeedState): readonly NeedEvent[] => {
  const { at } = command;
  if (command.type === "PutUp") return state.status === "none" ? putUp(command.content, command.by, at) : [];
  if (state.status === "none") throw unknownNeed();
  switch (command.type) {
    case "SignUp":
      return signUp(state, command.volunteer, at);
    case "Withdraw":
      return withdraw(state, command.volunteer, at);
    case "CloseNeed":
      return state.status === "closed"
        ? []
        : [{ type: "NeedClosed", data: { reason: command.reason, by: command.by, at } }];
  }
};

const evolve = (state: NeedState, { type, data }: NeedEvent): NeedState => {
  if (type === "NeedPutUp") return { status: "open", content: data.content, putUpBy: data.by, signedUp: [] };
  if (state.status === "none") return state;
  switch (type) {
    case "SignedUp":
      return { ...state, signedUp: [...state.signedUp, data.volunteer] };
    case "Withdrawn":
      return { ...state, signedUp: state.signedUp.filter((one) => one !== data.volunteer) };
    case "NeedClosed":
      return { ...state, status: "closed", reason: data.reason };
  }
};

export const needDecider: Decider<NeedState, NeedCommand, NeedEvent> = {
  name: "social.need",
  initial: { status: "none" },
  decide,
  evolve,
};
