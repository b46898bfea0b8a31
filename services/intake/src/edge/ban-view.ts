import { Instant } from "@wangge/contracts";
import { BanId, BanReason, BanSubject } from "@wangge/contracts/events";
import { withoutPersonalNumbers, type Stored } from "@wangge/kit";
import { z } from "zod";
import type { Vault } from "../app/vault.ts";
import { isPending, standingBan, type Appeal, type BanState } from "../domain/index.ts";

const AppealView = z.object({
  at: Instant,
  status: z.enum(["pending", "upheld", "granted"]),
  decidedAt: Instant.optional(),
});

/** As the banned sender sees it: no account of anybody. */
export const OwnBan = z.object({
  ban: BanId,
  subject: BanSubject,
  reason: BanReason,
  why: z.string().describe("事由, in the words of who imposed it"),
  imposedAt: Instant,
  until: Instant,
  stands: z.boolean(),
  liftedAt: Instant.optional(),
  appeal: AppealView.optional(),
  decision: z.string().optional().describe("why the appeal was granted or not, or why the ban was lifted"),
});

export const BanView = OwnBan.extend({
  account: z.string().describe("who imposed it"),
  appealWords: z.string().optional().describe("what the sender says; numbers of people masked"),
});

export type Imposed = Stored<Exclude<BanState, { readonly status: "none" }>>;

const appealView = (appeal: Appeal, state: Imposed["state"]): z.input<typeof AppealView> => {
  if (appeal.upheld !== undefined) return { at: appeal.at, status: "upheld", decidedAt: appeal.upheld.at };
  return state.status === "lifted" && isPending(appeal)
    ? { at: appeal.at, status: "granted", decidedAt: state.at }
    : { at: appeal.at, status: "pending" };
};

export const ownBanView = (stored: Imposed, vault: Vault, now: string): z.input<typeof OwnBan> => {
  const { id, state, sealed } = stored;
  const { subject, reason, at: imposedAt, until } = state.ban;
  const { reason: why = "", decision } = vault.openBan(id, sealed);
  return {
    ban: id,
    subject,
    reason,
    why,
    imposedAt,
    until,
    stands: standingBan(state, now) !== undefined,
    ...(state.status === "lifted" ? { liftedAt: state.at } : {}),
    ...(state.appeal === undefined ? {} : { appeal: appealView(state.appeal, state) }),
    ...(decision === undefined ? {} : { decision }),
  };
};

export const banView = (stored: Imposed, vault: Vault, now: string): z.input<typeof BanView> => {
  const { appeal } = vault.openBan(stored.id, stored.sealed);
  return {
    ...ownBanView(stored, vault, now),
    account: stored.state.ban.by,
    ...(appeal === undefined ? {} : { appealWords: withoutPersonalNumbers(appeal) }),
  };
};
