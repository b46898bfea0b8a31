/** A token is renewed when so much of its life is left, a minute at most. */
const SHARE = 0.25;
const MOST_AHEAD_MS = 60_000;

/** When to ask for another token, ms since 1970. */
export const renewAt = (bornAt: number, expiresAt: number): number =>
  expiresAt - Math.min(MOST_AHEAD_MS, (expiresAt - bornAt) * SHARE);
