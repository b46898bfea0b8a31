import { ANONYMOUS, type Parts } from "@wangge/kit";
import { createLimit, type Limit } from "../limits.ts";

const HOUR_MS = 3_600_000;

/** Photos of one account in an hour; all who are not signed in have one allowance, which bounds what strangers can fill. */
export const photoLimit = (
  config: { readonly PHOTOS_PER_HOUR: number; readonly ANONYMOUS_PHOTOS_PER_HOUR: number },
  parts: Pick<Parts<unknown>, "redis" | "clock">,
): Limit => {
  const own = createLimit({ name: "photo", most: config.PHOTOS_PER_HOUR, windowMs: HOUR_MS }, parts);
  const shared = createLimit({ name: "photo", most: config.ANONYMOUS_PHOTOS_PER_HOUR, windowMs: HOUR_MS }, parts);
  return (who) => (who === ANONYMOUS ? shared(who) : own(who));
};
