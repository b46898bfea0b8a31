import { createLimit as limitOf, type Limit, type LimitOptions } from "@wangge/kit";

export type { Limit } from "@wangge/kit";

export const createLimit = (options: Omit<LimitOptions, "service">, parts: Parameters<typeof limitOf>[1]): Limit =>
  limitOf({ ...options, service: "intake" }, parts);
