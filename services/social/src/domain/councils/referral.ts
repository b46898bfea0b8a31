/**
 * 转办. What the community hands to the reception: a resolution, a need of a household, a project or an opinion. It is asked until
 * the reception takes it on, and from then on says where its case stands.
 */
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Words } from "./terms.ts";
import type { CaseWanted } from "./topic.ts";

export const REFERRED = ["resolution", "need", "project", "opinion"] as const;

export interface Origin {
  readonly kind: (typeof REFERRED)[number];
  readonly id: string;
  readonly community: string;
}

export type CaseStage = "verifying" | "filed" | "handled" | "closed" | "rejected" | "merged" | "voided";

export interface Referral {
  /** `ended`: dispatch has not filed its case, or voided it. `passed`: an opinion that the reception has as a matter. */
  readonly status: "waiting" | "refused" | "open" | "fulfilled" | "ended" | "passed";
  readonly origin: Origin;
  /** Absent of an opinion, which is no case. */
  readonly wanted?: CaseWanted;
  readonly channel?: "opinionBox" | "receptionRoom";
  readonly words: Words;
  readonly dueOn?: string;
  /** The reception's code where it does not take it. */
  readonly code?: string;
  /** 受理编号 */
  readonly trackingNumber?: string;
  readonly caseId?: string;
  readonly matterId?: string;
  readonly stage?: CaseStage;
  /** Of the last fact that was heard of its case. */
  readonly heard?: number;
  /** Facts may have come before the case was known here: dispatch is asked once. */
  readonly uncertain?: true;
}
export type ReferralState = { readonly status: "none" } | Referral;

interface Referred extends Pick<Referral, "origin" | "words"> {
  readonly wanted?: CaseWanted | undefined;
  readonly channel?: Referral["channel"] | undefined;
  readonly dueOn?: string | undefined;
}
type Taken =
  | { readonly caseId: string; readonly trackingNumber: string }
  | { readonly matterId: string; readonly trackingNumber: string };

export type ReferralCommand = { readonly at: string } & (
  | ({ readonly type: "Refer" } & Referred)
  | { readonly type: "NoteTaken"; readonly taken: Taken }
  | { readonly type: "NoteRefused"; readonly code: string }
  | { readonly type: "AskAgain"; readonly wanted?: CaseWanted | undefined }
  /** `heard` is absent where dispatch was asked. */
  | {
      readonly type: "HearOfCase";
      readonly caseId: string;
      readonly stage: CaseStage;
      readonly into?: string | undefined;
      readonly heard?: number | undefined;
    }
);

type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
};
export type ReferralEvent =
  | Fact<"Referred", Referred>
  | Fact<"ReferralTaken", { readonly taken: Taken }>
  | Fact<"ReferralRefused", { readonly code: string }>
  | Fact<"ReferralAskedAgain", { readonly wanted?: CaseWanted | undefined }>
  | Fact<"CaseHeard", { readonly stage: CaseStage; readonly heard?: number | undefined }>
  | Fact<"CaseFollowed", { readonly into: string }>
  | Fact<"ReferralFulfilled">;

const refuse = refusals("referral");

const STATUS: Readonly<Record<CaseStage, Referral["status"]>> = {
  verifying: "open",
  filed: "open",
  handled: "open",
  closed: "fulfilled",
  rejected: "ended",
  merged: "open",
  voided: "ended",
};

const hear = (
  { caseId, stage, into, heard, at }: Extract<ReferralCommand, { type: "HearOfCase" }>,
  referral: Referral,
): ReferralEvent[] => {
  // Of a case that it follows no more.
  if (referral.caseId !== caseId) return [];
  const isNews = heard === undefined ? referral.uncertain === true : heard > (referral.heard ?? 0);
  if (!isNews) return [];
  if (into !== undefined) return [{ type: "CaseFollowed", data: { into, at } }];
  const told: ReferralEvent = { type: "CaseHeard", data: { stage, heard, at } };
  return stage === "closed" && referral.status !== "fulfilled"
    ? [told, { type: "ReferralFulfilled", data: { at } }]
    : [told];
};

export const referralDecider: Decider<ReferralState, ReferralCommand, ReferralEvent> = {
  name: "social.referral",
  initial: { status: "none" },
  decide: (command, state) => {
    const { at } = command;
    if (command.type === "Refer") {
      const { type: _type, ...data } = command;
      return state.status === "none" ? [{ type: "Referred", data }] : [];
    }
    const referral = existing("referral", state);
    switch (command.type) {
      case "NoteTaken":
        return referral.status === "waiting" ? [{ type: "ReferralTaken", data: { taken: command.taken, at } }] : [];
      case "NoteRefused":
        return referral.status === "waiting" ? [{ type: "ReferralRefused", data: { code: command.code, at } }] : [];
      case "AskAgain": {
        const { wanted } = command;
        if (wanted !== undefined && referral.wanted === undefined)
          throw refuse("no_case", "An opinion becomes no case: it has no category and no place");
        return referral.status === "refused" ? [{ type: "ReferralAskedAgain", data: { wanted, at } }] : [];
      }
      case "HearOfCase":
        return hear(command, referral);
    }
  },
  evolve: (state, event): ReferralState => {
    if (event.type === "Referred") {
      const { origin, words, wanted, channel, dueOn } = event.data;
      return {
        status: "waiting",
        ...{ origin, words },
        ...(wanted === undefined ? {} : { wanted }),
        ...(channel === undefined ? {} : { channel }),
        ...(dueOn === undefined ? {} : { dueOn }),
      };
    }
    if (state.status === "none") return state;
    switch (event.type) {
      case "ReferralTaken": {
        const { taken } = event.data;
        return "matterId" in taken
          ? { ...state, ...taken, status: "passed" }
          : { ...state, ...taken, status: "open", stage: "verifying", uncertain: true };
      }
      case "ReferralRefused":
        return { ...state, status: "refused", code: event.data.code };
      case "ReferralAskedAgain": {
        const { code: _answered, ...rest } = state;
        const wanted = event.data.wanted ?? state.wanted;
        return { ...rest, status: "waiting", ...(wanted === undefined ? {} : { wanted }) };
      }
      case "CaseHeard": {
        const { stage, heard } = event.data;
        const { uncertain: _asked, ...rest } = state;
        return { ...rest, stage, status: STATUS[stage], ...(heard === undefined ? {} : { heard }) };
      }
      case "CaseFollowed": {
        const { heard: _ofTheOther, ...rest } = state;
        return { ...rest, caseId: event.data.into, stage: "merged", uncertain: true };
      }
      case "ReferralFulfilled":
        return { ...state, status: "fulfilled" };
    }
  },
};
