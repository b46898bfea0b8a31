import { reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";

/** 上报: one thing that someone told us, as it was taken on. */
export interface Report {
  readonly trackingNumber: string;
  readonly kind: "event" | "component" | "service";
  readonly category: string;
  /** The numbering of the category with its version. */
  readonly categoryScheme: string;
  readonly grid: string;
  readonly point?: { readonly lng: number; readonly lat: number };
  readonly description: string;
  readonly channel: "window" | "phone" | "app" | "web" | "patrol";
  /** Hash of what was sent: tells a repeat from another report under the same key. */
  readonly fingerprint: string;
}

export type ReportState =
  { readonly status: "new" } | ({ readonly status: "accepted"; readonly acceptedAt: string } & Report);

export interface AcceptReport {
  readonly type: "AcceptReport";
  readonly data: Report;
  readonly at: string;
}

export interface ReportAccepted {
  readonly type: "ReportAccepted";
  readonly data: Report & { readonly at: string };
}

/** 受理. A repeat of the same request gets the receipt it got before; another request under its key is refused. */
export const reportDecider: Decider<ReportState, AcceptReport, ReportAccepted> = {
  name: "intake.report",
  initial: { status: "new" },
  decide: ({ data, at }, state) => {
    if (state.status === "new") return [{ type: "ReportAccepted", data: { ...data, at } }];
    if (state.fingerprint === data.fingerprint) return [];
    throw reject("intake.report.key_reused", "This idempotency key belongs to another report");
  },
  evolve: (_state, { data: { at: acceptedAt, ...report } }) => ({ status: "accepted", ...report, acceptedAt }),
};
