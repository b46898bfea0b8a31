/** 封禁: a sender whose reports are not taken for a time. Its words, and those of an appeal, lie sealed beside it. */

/** What of a sender is banned. Never the thing itself: the id of the ban is made of its blind index. */
export const SUBJECTS = ["account", "device", "phone"] as const;
export type BanSubject = (typeof SUBJECTS)[number];

/** 刷量, 虚假上报, 辱骂, 广告, 其他. */
export const BAN_REASONS = ["flooding", "falseReports", "abuse", "advertising", "other"] as const;
export type BanReason = (typeof BAN_REASONS)[number];

export interface Ban {
  readonly subject: BanSubject;
  readonly reason: BanReason;
  /** The account that imposed it. */
  readonly by: string;
  readonly at: string;
  /** It ends by itself at this instant. */
  readonly until: string;
  /** The version of the rules that it was imposed under. */
  readonly rules: string;
}

export interface Appeal {
  readonly at: string;
  readonly upheld?: { readonly by: string; readonly at: string };
}

/** One sender. It may be banned again when a ban has ended; the history keeps them all. */
export type BanState =
  | { readonly status: "none" }
  | { readonly status: "imposed"; readonly ban: Ban; readonly appeal?: Appeal }
  | {
      readonly status: "lifted";
      readonly ban: Ban;
      readonly appeal?: Appeal;
      readonly by: string;
      readonly at: string;
    };

interface Asked {
  readonly by: string;
  readonly at: string;
}

export type BanCommand =
  | ({
      readonly type: "ImposeBan";
      readonly data: Pick<Ban, "subject" | "reason" | "until" | "rules">;
      /** No ban is longer: of the rules in force. */
      readonly mostDays: number;
    } & Asked)
  | { readonly type: "AppealBan"; readonly at: string }
  | ({ readonly type: "UpholdBan" } & Asked)
  | ({ readonly type: "LiftBan" } & Asked);

export type BanEvent =
  | { readonly type: "BanImposed"; readonly data: Ban }
  | { readonly type: "BanAppealed"; readonly data: { readonly at: string } }
  | { readonly type: "BanUpheld"; readonly data: Asked }
  | { readonly type: "BanLifted"; readonly data: Asked & { readonly onAppeal: boolean } };

/** The ban that keeps a sender out at this instant. */
export const standingBan = (state: BanState, at: string): Ban | undefined =>
  state.status === "imposed" && Date.parse(at) < Date.parse(state.ban.until) ? state.ban : undefined;

/** 待复核: an appeal that nobody has decided. */
export const isPending = (appeal: Appeal | undefined): boolean => appeal !== undefined && appeal.upheld === undefined;

export const evolve = (state: BanState, event: BanEvent): BanState => {
  if (event.type === "BanImposed") return { status: "imposed", ban: event.data };
  if (state.status !== "imposed") return state;
  switch (event.type) {
    case "BanAppealed":
      return { ...state, appeal: event.data };
    case "BanUpheld":
      return { ...state, appeal: { at: state.appeal?.at ?? event.data.at, upheld: event.data } };
    case "BanLifted": {
      const { by, at } = event.data;
      return { ...state, status: "lifted", by, at };
    }
  }
};
