import { idFrom, newId, type DeciderStore } from "@wangge/kit";
import type { KeyState, KeyTaken, TakeKey } from "../domain/index.ts";
import type { Vault } from "./vault.ts";

const HOUR_MS = 3_600_000;

/** What a client calls its report itself. `report`: it is the number of the report, so other words are the same report. */
export interface OwnNumber {
  readonly kind: "report" | "key" | "reference";
  readonly number: string;
}

export interface Retries {
  /** The key of a report that its client numbers. */
  readonly ofNumber: (client: string, own: OwnNumber) => string;
  /**
   * The key of a report that brings no number: of what it says, within this hour and the one before, and again within an hour of
   * each repeat. Two at once, on both sides of the full hour, get keys of one report.
   */
  readonly ofContent: (client: string, fingerprint: string, nowMs: number) => Promise<string>;
  /** The report that a key stands for. */
  readonly reportOf: (key: string) => Promise<string | undefined>;
}

/** Knows a retry from a new report where clients send no idempotency key. Keys are hashes under the index key. */
export const retries = (
  keys: DeciderStore<KeyState, TakeKey, KeyTaken>,
  { fingerprint: hash }: Pick<Vault, "fingerprint">,
): Retries => {
  const take = async (key: string, reportId: string): Promise<string> => {
    const { state } = await keys.handle(idFrom("key", key), { type: "TakeKey", reportId });
    return state.status === "taken" ? state.reportId : reportId;
  };
  return {
    ofNumber: (client, { kind, number }) => hash("open311", client, kind, number),
    ofContent: async (client, fingerprint, nowMs) => {
      const hour = Math.floor(nowMs / HOUR_MS);
      const [before, now] = [hour - 1, hour].map((one) => hash("open311", client, fingerprint, one)) as [
        string,
        string,
      ];
      await take(now, await take(before, newId()));
      return now;
    },
    reportOf: async (key) => {
      const { state } = (await keys.load(idFrom("key", key))) ?? {};
      return state?.status === "taken" ? state.reportId : undefined;
    },
  };
};
