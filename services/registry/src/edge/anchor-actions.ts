import { AuditHead, Instant } from "@wangge/contracts";
import { AuditSealedV1, HistoriesSealedV1 } from "@wangge/contracts/events";
import { action, on, type Clock, type DeciderStore, type EventHandler, type SealedContract } from "@wangge/kit";
import { z } from "zod";
import type { AnchorEvent, AnchorState, KeepHead } from "../domain/index.ts";
import { STAFF } from "./edge.ts";

export type AnchorStore = DeciderStore<AnchorState, KeepHead, AnchorEvent>;

/** Whose heads are kept. */
export const SEALING = ["dispatch", "enforcement"] as const;
/** Each apart: an epoch has the same number in both. */
export type Anchors = Readonly<Record<(typeof SEALING)[number], AnchorStore>>;

const CONTRACTS: Readonly<Record<keyof Anchors, SealedContract>> = {
  dispatch: AuditSealedV1,
  enforcement: HistoriesSealedV1,
};

const anchorId = (epoch: number): string => String(epoch).padStart(10, "0");

/** 锚定: keeps the heads of the histories of other services, which cannot alter them here. */
export const anchorSubscriptions = (anchors: Anchors, clock: Clock): EventHandler[] =>
  SEALING.map((service) =>
    on(CONTRACTS[service], (head, meta) =>
      anchors[service].handle(anchorId(head.epoch), { type: "KeepHead", data: { head }, at: clock.now() }, meta),
    ),
  );

export const anchorActions = (anchors: Anchors) => ({
  anchors: action({
    rest: "GET /audit/anchors",
    summary:
      "锚定: the heads of the histories of a service as it told them, oldest first; what npm run verify is given as --anchors",
    access: STAFF,
    input: z.strictObject({
      service: z.enum(SEALING).default("dispatch"),
      after: z.coerce.number().int().min(0).default(0).describe("the last epoch of the page before"),
      limit: z.coerce.number().int().min(1).max(5000).default(1000),
    }),
    output: z.object({
      format: z.literal("wangge.audit-anchors.v1"),
      service: z.enum(SEALING),
      anchors: z.array(AuditHead.extend({ keptAt: Instant, contradictions: z.array(AuditHead) })),
      next: z.int().optional(),
    }),
    run: async ({ service, after, limit }) => {
      const found = await anchors[service].find({ where: {}, limit, after: anchorId(after), order: "oldest" });
      const kept = found.flatMap(({ state: { head, keptAt, contradictions } }) =>
        head === undefined || keptAt === undefined ? [] : [{ ...head, keptAt, contradictions: [...contradictions] }],
      );
      const next = kept.length === limit ? kept.at(-1)?.epoch : undefined;
      const page = { format: "wangge.audit-anchors.v1" as const, service, anchors: kept };
      return { ...page, ...(next === undefined ? {} : { next }) };
    },
  }),
});
