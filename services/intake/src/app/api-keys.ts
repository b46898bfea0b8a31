import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { DomainError, newId, type DeciderStore, type Stored } from "@wangge/kit";
import type { ApiKeyCommand, ApiKeyEvent, ApiKeyState } from "../domain/index.ts";

export type ApiKeys = DeciderStore<ApiKeyState, ApiKeyCommand, ApiKeyEvent>;
export type ActiveKey = Extract<ApiKeyState, { readonly status: "active" }>;

/** What a client sends: the id of its key and 256 bits that only it knows. */
const KEY = /^wg_([0-7][0-9A-HJKMNP-TV-Z]{25})_[A-Za-z0-9_-]{43}$/;

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

export interface NewKey {
  readonly id: string;
  /** To be shown once. */
  readonly key: string;
  readonly hash: string;
}

export const newKey = (id: string = newId()): NewKey => {
  const key = `wg_${id}_${randomBytes(32).toString("base64url")}`;
  return { id, key, hash: hashOf(key) };
};

/** Whose key it is. One answer for all that do not open. @throws DomainError `intake.api_key.refused` */
export const openedBy = async (keys: Pick<ApiKeys, "load">, key: string): Promise<Stored<ActiveKey>> => {
  const id = KEY.exec(key)?.[1];
  const stored = id === undefined ? undefined : await keys.load(id);
  const { state } = stored ?? {};
  if (
    stored === undefined ||
    state?.status !== "active" ||
    !timingSafeEqual(Buffer.from(hashOf(key)), Buffer.from(state.hash))
  )
    throw new DomainError("forbidden", "intake.api_key.refused", "This api_key is not valid");
  return { ...stored, state };
};
