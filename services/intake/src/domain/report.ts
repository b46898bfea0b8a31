import { DomainError, reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";

/** 上报: one thing that someone told us, as it was taken on. His words, like himself, lie sealed beside it. */
export interface Report {
  readonly trackingNumber: string;
  readonly kind: "event" | "component" | "service";
  readonly category: string;
  /** The numbering of the category with its version. */
  readonly categoryScheme: string;
  readonly grid: string;
  readonly point?: { readonly lng: number; readonly lat: number };
  readonly channel: "window" | "phone" | "app" | "web" | "patrol";
  readonly visibility: "public" | "private";
  /** Somebody stands behind it, as the reporter of the same id. */
  readonly hasReporter: boolean;
  /** Photos that were uploaded ahead of it. */
  readonly photos?: readonly string[];
  /** Hash of what was sent: tells a repeat from another report under the same key. */
  readonly fingerprint: string;
}

export type ReportState =
  | { readonly status: "new" }
  | ({ readonly status: "accepted"; readonly acceptedAt: string; readonly descriptionErasedAt?: string } & Report);

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

export interface ReportAccepted {
  readonly type: "ReportAccepted";
  readonly data: Report & { readonly at: string };
}

export interface DescriptionErased {
  readonly type: "DescriptionErased";
  readonly data: { readonly accessId: string; readonly at: string };
}

export type ReportCommand = AcceptReport | EraseDescription;
export type ReportEvent = ReportAccepted | DescriptionErased;

const accept = ({ data, at }: AcceptReport, state: ReportState): ReportEvent[] => {
  if (state.status === "new") return [{ type: "ReportAccepted", data: { ...data, at } }];
  if (state.fingerprint === data.fingerprint) return [];
  throw reject("intake.report.key_reused", "This idempotency key belongs to another report");
};

const eraseDescription = ({ data, at }: EraseDescription, state: ReportState): ReportEvent[] => {
  if (state.status === "new") throw new DomainError("missing", "intake.report.unknown", "There is no such report");
  return state.descriptionErasedAt === undefined ? [{ type: "DescriptionErased", data: { ...data, at } }] : [];
};

/** 受理. A repeat of the same request gets the receipt it got before; another request under its key is refused. */
export const reportDecider: Decider<ReportState, ReportCommand, ReportEvent> = {
  name: "intake.report",
  initial: { status: "new" },
  decide: (command, state) =>
    command.type === "AcceptReport" ? accept(command, state) : eraseDescription(command, state),
  evolve: (state, event) => {
    if (event.type === "DescriptionErased")
      return state.status === "new" ? state : { ...state, descriptionErasedAt: event.data.at };
    const { at: acceptedAt, ...report } = event.data;
    return { status: "accepted", ...report, acceptedAt };
  },
};
