import { DomainError, reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import { cellOf } from "./categories/index.ts";

/** 上报: one thing that someone told us, as it was taken on. His words, like himself, lie sealed beside it. */
export interface Report {
  readonly trackingNumber: string;
  readonly kind: "event" | "component" | "service";
  readonly category: string;
  /** The numbering of the category with its version. */
  readonly categoryScheme: string;
  /** As it was given, where that was in another numbering. */
  readonly categoryGiven?: { readonly scheme: string; readonly code: string };
  /** The version of the category's questions that were asked. */
  readonly rules?: string;
  readonly grid: string;
  readonly point?: { readonly lng: number; readonly lat: number };
  readonly channel: "window" | "phone" | "app" | "web" | "patrol";
  /** The program of others that it came through. */
  readonly via?: "wechat" | "open311";
  /** 自行处置: the worker who put it right on the spot. */
  readonly selfHandledBy?: string;
  readonly visibility: "public" | "private";
  /** Somebody stands behind it, as the reporter of the same id. */
  readonly hasReporter: boolean;
  /** Photos that were uploaded ahead of it. */
  readonly photos?: readonly string[];
  /** Hash of what was sent: tells a repeat from another report under the same key. */
  readonly fingerprint: string;
}

/** What may come to it later. */
interface Afterwards {
  readonly descriptionErasedAt?: string;
  readonly mergedInto?: string;
  readonly mergedAt?: string;
  /** How often its reporter had it begun again. */
  readonly reopened?: number;
  readonly reopenedAt?: string;
  /** Of the end that was last rated. */
  readonly rating?: { readonly score: number; readonly endedAt: string; readonly ratedAt: string };
}

export type ReportState =
  | { readonly status: "new" }
  | ({
      readonly status: "accepted";
      readonly acceptedAt: string;
      /** Where it lies in the index of places. */
      readonly cell: string;
    } & Afterwards &
      Report);

export interface AcceptReport {
  readonly type: "AcceptReport";
  readonly data: Report;
  readonly at: string;
}

export interface EraseDescription {
  readonly type: "EraseDescription";
  readonly data: { readonly accessId: string };
  readonly at: string;
}

/** 并件: it is about the same thing as an older report. */
export interface MergeReport {
  readonly type: "MergeReport";
  readonly data: { readonly into: string; readonly intoVisibility: Report["visibility"] };
  readonly at: string;
}

export interface ReportMerged {
  readonly type: "ReportMerged";
  readonly data: { readonly into: string; readonly at: string };
}

/** What may be asked after a case has ended, and how long; dated data. */
export interface AfterEnd {
  /** Natural days from the closing, which nothing moves. */
  readonly reopenDays: number;
  readonly reopenTimes: number;
  readonly rateDays: number;
}

/** 重新办理 */
export interface ReopenReport {
  readonly type: "ReopenReport";
  readonly data: { readonly closedAt: string; readonly rules: AfterEnd };
  readonly at: string;
}

export interface ReportReopened {
  readonly type: "ReportReopened";
  readonly data: { readonly closedAt: string; readonly times: number; readonly at: string };
}

/** 评价 */
export interface RateReport {
  readonly type: "RateReport";
  readonly data: { readonly score: number; readonly endedAt: string; readonly rules: AfterEnd };
  readonly at: string;
}

export interface ReportRated {
  readonly type: "ReportRated";
  readonly data: { readonly score: number; readonly endedAt: string; readonly at: string };
}

export interface ReportAccepted {
  readonly type: "ReportAccepted";
  readonly data: Report & { readonly at: string };
}

export interface DescriptionErased {
  readonly type: "DescriptionErased";
  readonly data: { readonly accessId: string; readonly at: string };
}

export type ReportCommand = AcceptReport | EraseDescription | MergeReport | ReopenReport | RateReport;
export type ReportEvent = ReportAccepted | DescriptionErased | ReportMerged | ReportReopened | ReportRated;

const accept = ({ data, at }: AcceptReport, state: ReportState): ReportEvent[] => {
  if (state.status === "new") return [{ type: "ReportAccepted", data: { ...data, at } }];
  if (state.fingerprint === data.fingerprint) return [];
  throw reject("intake.report.key_reused", "This idempotency key belongs to another report");
};

const unknown = (): DomainError => new DomainError("missing", "intake.report.unknown", "There is no such report");

/** Once. Whether the other one is older and goes on itself is known to whoever asks (`mergeTarget`). */
const merge = ({ data, at }: MergeReport, state: ReportState): ReportEvent[] => {
  if (state.status === "new") throw unknown();
  if (state.mergedInto === data.into) return [];
  if (state.mergedInto !== undefined)
    throw reject("intake.report.merged_already", "It has been merged into another report", { into: state.mergedInto });
  if (state.visibility === "public" && data.intoVisibility === "private")
    throw reject("intake.report.merge_private", "A public report does not go on as a private one");
  return [{ type: "ReportMerged", data: { into: data.into, at } }];
};

const DAY_MS = 86_400_000;
const isWithin = (at: string, since: string, days: number): boolean =>
  Date.parse(at) - Date.parse(since) <= days * DAY_MS;

/** Asked again before dispatch has begun anew it is the same asking: the closing is the same one. */
const reopen = ({ data: { closedAt, rules }, at }: ReopenReport, state: ReportState): ReportEvent[] => {
  if (state.status === "new") throw unknown();
  if (state.reopenedAt !== undefined && state.reopenedAt >= closedAt) return [];
  const times = (state.reopened ?? 0) + 1;
  if (!isWithin(at, closedAt, rules.reopenDays))
    throw reject("intake.report.reopen_late", "The time for this is over: report it anew", { days: rules.reopenDays });
  if (times > rules.reopenTimes)
    throw reject("intake.report.reopen_often", "It was begun again as often as possible: report it anew", {
      times: rules.reopenTimes,
    });
  return [{ type: "ReportReopened", data: { closedAt, times, at } }];
};

/** Once for each end. */
const rate = ({ data: { score, endedAt, rules }, at }: RateReport, state: ReportState): ReportEvent[] => {
  if (state.status === "new") throw unknown();
  if (state.rating?.endedAt === endedAt) {
    if (state.rating.score === score) return [];
    throw reject("intake.report.rated_already", "It has been rated", { score: state.rating.score });
  }
  if (!isWithin(at, endedAt, rules.rateDays))
    throw reject("intake.report.rate_late", "The time for this is over", { days: rules.rateDays });
  return [{ type: "ReportRated", data: { score, endedAt, at } }];
};

const eraseDescription = ({ data, at }: EraseDescription, state: ReportState): ReportEvent[] => {
  if (state.status === "new") throw unknown();
  return state.descriptionErasedAt === undefined ? [{ type: "DescriptionErased", data: { ...data, at } }] : [];
};

/** What an event after the first one changes. */
const changeOf = (event: Exclude<ReportEvent, ReportAccepted>): Partial<Afterwards> => {
  switch (event.type) {
    case "DescriptionErased":
      return { descriptionErasedAt: event.data.at };
    case "ReportMerged":
      return { mergedInto: event.data.into, mergedAt: event.data.at };
    case "ReportReopened":
      return { reopened: event.data.times, reopenedAt: event.data.at };
    case "ReportRated": {
      const { at: ratedAt, score, endedAt } = event.data;
      return { rating: { score, endedAt, ratedAt } };
    }
  }
};

/** 受理. A repeat of the same request gets the receipt it got before; another request under its key is refused. */
export const reportDecider: Decider<ReportState, ReportCommand, ReportEvent> = {
  name: "intake.report",
  initial: { status: "new" },
  decide: (command, state) => {
    switch (command.type) {
      case "AcceptReport":
        return accept(command, state);
      case "MergeReport":
        return merge(command, state);
      case "ReopenReport":
        return reopen(command, state);
      case "RateReport":
        return rate(command, state);
      case "EraseDescription":
        return eraseDescription(command, state);
    }
  },
  evolve: (state, event) => {
    if (event.type === "ReportAccepted") {
      const { at: acceptedAt, ...report } = event.data;
      return { status: "accepted", ...report, acceptedAt, cell: cellOf(report) };
    }
    return state.status === "new" ? state : { ...state, ...changeOf(event) };
  },
};
