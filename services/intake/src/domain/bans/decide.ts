import { DomainError, reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import { evolve, isPending, standingBan, type Ban, type BanCommand, type BanEvent, type BanState } from "./ban.ts";

const DAY_MS = 86_400_000;

type Command<Type extends BanCommand["type"]> = Extract<BanCommand, { readonly type: Type }>;
type Imposed = Extract<BanState, { readonly status: "imposed" }>;

/** @throws DomainError `intake.ban.not_standing` for one that ended, was lifted or never was */
const standing = (state: BanState, at: string): Imposed => {
  if (state.status !== "imposed" || standingBan(state, at) === undefined)
    throw reject("intake.ban.not_standing", "There is no ban that stands");
  return state;
};

/** 复核回避: who imposed a ban does not decide the appeal against it. */
const mustBeAnother = ({ by: imposer }: Ban, by: string): void => {
  if (imposer === by)
    throw new DomainError("forbidden", "intake.appeal.same_person", "Another person decides an appeal");
};

const impose = ({ data, mostDays, by, at }: Command<"ImposeBan">, state: BanState): BanEvent[] => {
  if (standingBan(state, at) !== undefined) throw reject("intake.ban.already", "This sender is banned already");
  const length = Date.parse(data.until) - Date.parse(at);
  if (length <= 0) throw reject("intake.ban.ends_before", "A ban ends after it begins", { until: data.until });
  if (length > mostDays * DAY_MS) throw reject("intake.ban.too_long", "No ban is that long", { mostDays });
  return [{ type: "BanImposed", data: { ...data, by, at } }];
};

const appeal = ({ at }: Command<"AppealBan">, state: BanState): BanEvent[] => {
  if (standing(state, at).appeal !== undefined)
    throw reject("intake.appeal.already", "One ban is appealed against once");
  return [{ type: "BanAppealed", data: { at } }];
};

const uphold = ({ by, at }: Command<"UpholdBan">, state: BanState): BanEvent[] => {
  const { ban, appeal: brought } = standing(state, at);
  if (!isPending(brought)) throw reject("intake.appeal.none", "No appeal waits to be decided");
  mustBeAnother(ban, by);
  return [{ type: "BanUpheld", data: { by, at } }];
};

/** Granted on appeal by another person; without one by anybody who may ban. */
const lift = ({ by, at }: Command<"LiftBan">, state: BanState): BanEvent[] => {
  if (state.status === "lifted" && state.by === by) return [];
  const { ban, appeal: brought } = standing(state, at);
  const onAppeal = isPending(brought);
  if (onAppeal) mustBeAnother(ban, by);
  return [{ type: "BanLifted", data: { by, at, onAppeal } }];
};

/** 封禁与申诉. */
export const banDecider: Decider<BanState, BanCommand, BanEvent> = {
  name: "intake.ban",
  initial: { status: "none" },
  decide: (command, state) => {
    switch (command.type) {
      case "ImposeBan":
        return impose(command, state);
      case "AppealBan":
        return appeal(command, state);
      case "UpholdBan":
        return uphold(command, state);
      case "LiftBan":
        return lift(command, state);
    }
  },
  evolve,
};
