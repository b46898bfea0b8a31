import { Instant } from "@wangge/contracts";
import { AuditSealedV1 } from "@wangge/contracts/events";
import { action, on, type Clock, type DeciderStore, type EventHandler } from "@wangge/kit";
import { z } from "zod";
import type { AnchorEvent, AnchorState, KeepHead } from "../domain/index.ts";
import { STAFF } from "./edge.ts";

export type AnchorStore = DeciderStore<AnchorState, KeepHead, AnchorEvent>;

const Head = AuditSealedV1.data;

const anchorId = (epoch: number): string => String(epoch).padStart(10, "0");

/** 锚定: keeps the heads of the audit trail of dispatch, which cannot alter them here. */
export const anchorSubscription = (anchors: AnchorStore, clock: Clock): EventHandler =>
  on(AuditSealedV1, (head, meta) =>
    anchors.handle(anchorId(head.epoch), { type: "KeepHead", data: { head }, at: clock.now() }, meta),
  );

export const anchorActions = (anchors: AnchorStore) => ({
  anchors: action({
    rest: "GET /audit/anchors",
    summary:
      "锚定: the heads of the audit trail as dispatch told them, oldest first; what npm run verify is given as --anchors",
    access: STAFF,
    input: z.strictObject({
      after: z.coerce.number().int().min(0).default(0).describe("the last epoch of the page before"),
      limit: z.coerce.number().int().min(1).max(5000).default(1000),
    }),
    output: z.object({
      format: z.literal("wangge.audit-anchors.v1"),
      anchors: z.array(Head.extend({ keptAt: Instant, contradictions: z.array(Head) })),
      next: z.int().optional(),
    }),
    run: async ({ after, limit }) => {
      const found = await anchors.find({ where: {}, limit, after: anchorId(after), order: "oldest" });
      const kept = found.flatMap(({ state: { head, keptAt, contradictions } }) =>
        head === undefined || keptAt === undefined ? [] : [{ ...head, keptAt, contradictions: [...contradictions] }],
      );
      const next = kept.length === limit ? kept.at(-1)?.epoch : undefined;
      return { format: "wangge.audit-anchors.v1" as const, anchors: kept, ...(next === undefined ? {} : { next }) };
    },
  }),
});
