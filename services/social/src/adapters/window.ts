/** 受理窗口. What this service hands to the reception; the same key twice is one report, one opinion. */
import { ReportId } from "@wangge/contracts";
import { MatterId } from "@wangge/contracts/events";
import type { Call } from "@wangge/kit";
import { z } from "zod";

const Receipt = z.object({ reportId: ReportId, trackingNumber: z.string() });
const MatterReceipt = z.object({ matter: MatterId, trackingNumber: z.string() });

export interface ReportBrought {
  readonly key: string;
  readonly category: string;
  readonly grid: string;
  readonly description: string;
  readonly visibility: "public" | "private";
}

export interface OpinionBrought {
  readonly key: string;
  readonly channel: "opinionBox" | "receptionRoom";
  readonly text: string;
}

/** @throws DomainError what the reception refuses; `unavailable` where it does not answer */
export interface Window {
  /** Its report is its case. */
  readonly report: (brought: ReportBrought) => Promise<{ readonly caseId: string; readonly trackingNumber: string }>;
  readonly opine: (brought: OpinionBrought) => Promise<{ readonly matterId: string; readonly trackingNumber: string }>;
}

/** Opinions of boxes and rooms are written down by the window: this service does it in its own name. */
const SELF = { id: "social", roles: ["clerk" as const] };

export const intakeWindow = (call: Call): Window => ({
  report: async ({ key, ...report }) => {
    const answer = await call("intake.acceptFor", { ...report, channel: "window", idempotencyKey: `social:${key}` });
    const { reportId: caseId, trackingNumber } = Receipt.parse(answer);
    return { caseId, trackingNumber };
  },
  opine: async ({ key, channel, text }) => {
    const meta = { actor: SELF, idempotencyKey: `social:${key}` };
    const { matter: matterId, trackingNumber } = MatterReceipt.parse(
      await call("intake.opine", { channel, text }, meta),
    );
    return { matterId, trackingNumber };
  },
});
