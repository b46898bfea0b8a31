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
  readonly visibility: "public" | "private";
  /** Somebody stands behind it, as the reporter of the same id. */
  readonly hasReporter: boolean;
  /** Hash of what was sent: tells a repeat from another report under the same key. */
  readonly fingerprint: string;
}

export type ReportState =
  | { readonly status: "new" }
  | ({
      readonly status: "accepted";
      readonly acceptedAt: string;
      readonly descriptionErasedAt?: string;
      /** Where it lies in the index of places. */
      readonly cell: string;
      readonly mergedInto?: string;
      readonly mergedAt?: string;
    } & Report);

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

export interface ReportAccepted {
  readonly type: "ReportAccepted";
  readonly data: Report & { readonly at: string };
}

export interface DescriptionErased {
  readonly type: "DescriptionErased";
  readonly data: { readonly accessId: string; readonly at: string };
}

export type ReportCommand = AcceptReport | EraseDescription | MergeReport;
export type ReportEvent = ReportAccepted | DescriptionErased | ReportMerged;

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

const eraseDescription = ({ data, at }: EraseDescription, state: ReportState): ReportEvent[] => {
  if (state.status === "new") throw unknown();
  return state.descriptionErasedAt === undefined ? [{ type: "DescriptionErased", data: { ...data, at } }] : [];
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
      case "EraseDescription":
        return eraseDescription(command, state);
    }
  },
  evolve: (state, event) => {
    if (event.type === "DescriptionErased")
      return state.status === "new" ? state : { ...state, descriptionErasedAt: event.data.at };
    if (event.type === "ReportMerged")
      return state.status === "new" ? state : { ...state, mergedInto: event.data.into, mergedAt: event.data.at };
    const { at: acceptedAt, ...report } = event.data;
    return { status: "accepted", ...report, acceptedAt, cell: cellOf(report) };
  },
};
