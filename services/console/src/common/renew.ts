import { api } from "./api.ts";
import { Problem } from "./problem.ts";
import { refresh } from "./oidc.ts";
import { renewAt } from "./renewal-time.ts";
import { devToken, session, sessionOf, type Session } from "./session.ts";

/** What failed is tried again, for as long as the old token lives. */
const RETRY_MS = 5_000;

const renewed = async ({ renewal }: Session): Promise<Session | undefined> => {
  if (renewal === undefined) return undefined;
  // A sign-in that was ended on another device is not given a new life here: the platform says so to whatever is asked.
  await api.GET("/departments");
  if (renewal.by === "provider") return refresh(renewal);
  return sessionOf(await devToken(renewal.path, renewal.account), "roles", renewal);
};

/**
 * 续签. Has a new token before the old one ends, so that nobody is sent away from a half-filled form. Where the provider gave nothing to
 * renew with, or refuses, the session ends when its token does. @returns how to stop
 */
export const keepSignedIn = (): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const plan = (atMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), Math.max(0, atMs - Date.now()));
  };
  const renew = async (): Promise<void> => {
    const before = session.get();
    if (before === undefined) return;
    try {
      const next = await renewed(before);
      // Meanwhile somebody may have signed out, or somebody else in.
      if (next !== undefined && session.get() === before) session.set(next);
    } catch (error) {
      const isRefused = error instanceof Problem && error.status < 500;
      if (!isRefused && before.expiresAt > Date.now()) plan(Date.now() + RETRY_MS);
    }
  };
  const begin = (): void => {
    clearTimeout(timer);
    const now = session.get();
    if (now?.renewal !== undefined) plan(renewAt(now.bornAt, now.expiresAt));
  };
  begin();
  const unsubscribe = session.subscribe(begin);
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
};
