/** What the actions of the registry share. */
import { createHash } from "node:crypto";
import { Day } from "@wangge/contracts";
import {
  keyOfAccount,
  type CallContext,
  type Clock,
  type DeciderStore,
  type Meta,
  type Role,
  type SigningKey,
} from "@wangge/kit";
import { z } from "zod";

import type { PlaceFinder } from "../app/questions.ts";
import type { Registrar } from "../app/registrar.ts";
import type { StaffGrid, StaffingEvent, StaffingState } from "../domain/index.ts";

/** Questions that memory answers, about the day `on` or today. */
export type Look = <Input, Answer>(
  answer: (input: Input, finder: PlaceFinder) => Answer,
) => (input: Input & { readonly on?: string | undefined }) => Promise<Answer>;

export interface Edge {
  readonly registrar: Registrar;
  readonly staffing: Pick<DeciderStore<StaffingState, StaffGrid, StaffingEvent>, "load">;
  readonly clock: Clock;
  /** For the proof of coverage; without it nothing is signed. */
  readonly signingKey: SigningKey | undefined;
  readonly look: Look;
  /** @throws DomainError `registry.starting` */
  readonly mustBeOpen: () => void;
}

export const STAFF: readonly Role[] = ["clerk", "gridWorker", "dispatcher", "department", "supervisor"];
export const LEADERS: readonly Role[] = ["supervisor", "admin"];

export const limit = z.int().min(1).max(500).default(100);
export const on = Day.optional().describe("as of this day; default today");

/**
 * Who asks for a change: the idempotency key is made his own, so that two offices that chose the same one do not meet, and what
 * he asked is remembered with it.
 */
export const askedBy = (
  { actor, meta, idempotencyKey: key }: CallContext,
  input: unknown,
): { readonly meta: Meta; readonly fingerprint: string } => ({
  meta: key === undefined ? meta : { ...meta, messageId: keyOfAccount(actor?.id, key) },
  fingerprint: createHash("sha256").update(JSON.stringify(input)).digest("base64url"),
});
