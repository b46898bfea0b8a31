import type { Actor } from "@wangge/kit";
import type { Accepted, ReporterDeps } from "../edge/reading.ts";
import { standingBan, type BanState, type BanSubject } from "../domain/index.ts";
import { banIdOf, type Bans } from "./gatekeeper.ts";
import type { Vault } from "./vault.ts";

/** Reports that were taken down by staff come from their accounts, and say nothing of the sender's. */
const UNATTENDED: readonly string[] = ["app", "web"];

/** The sender of a report, by what he left with it: his phone, his device, the account he was signed in to. */
export const banIdsOfReport = async (
  { reports, reporters }: Pick<ReporterDeps, "reports" | "reporters">,
  { id, state, sealed }: Accepted,
): Promise<Partial<Record<BanSubject, string>>> => {
  const [reporter, history] = await Promise.all([reporters.load(id), reports.history(id)]);
  const phone = reporter?.sealed?.index?.["phone"];
  const device = sealed?.index?.["device"];
  const account = UNATTENDED.includes(state.channel) ? history[0]?.by : undefined;
  return {
    ...(phone === undefined ? {} : { phone: banIdOf("phone", phone) }),
    ...(device === undefined ? {} : { device: banIdOf("device", device) }),
    ...(account === undefined ? {} : { account: banIdOf("account", account) }),
  };
};

/** What shows that a ban is one's own: the phone, the device, or being signed in. */
export interface Shown {
  readonly phone?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly actor: Actor | undefined;
}

export const isOwnBan = (banId: string, { phone, deviceId, actor }: Shown, vault: Vault): boolean =>
  (phone !== undefined && banIdOf("phone", vault.phoneIndex(phone)) === banId) ||
  (deviceId !== undefined && banIdOf("device", vault.deviceIndex(deviceId)) === banId) ||
  (actor !== undefined && banIdOf("account", actor.id) === banId);

/** Of several the one that stands, else the one imposed last. */
export const foremostBan = async (bans: Bans, ids: readonly string[], now: string) => {
  const loaded = await Promise.all(ids.map((id) => bans.load(id)));
  const imposed = loaded.flatMap((stored) =>
    stored === undefined || stored.state.status === "none" ? [] : [{ ...stored, state: stored.state }],
  );
  const latest = imposed.toSorted((one, other) => (one.state.ban.at < other.state.ban.at ? 1 : -1));
  return latest.find(({ state }: { readonly state: BanState }) => standingBan(state, now) !== undefined) ?? latest[0];
};
