import type { Custody } from "@wangge/contracts/custody";
import { SampleLogSealedV1 } from "./sample-log-sealed.v1.ts";

/** 锚定. The registry keeps the heads of the event log, once the district's own list of custody has this line too. */
export const custody = {
  sample: { service: "sample", sealed: SampleLogSealedV1, keeper: "registry" },
} as const satisfies Readonly<Record<string, Custody>>;
