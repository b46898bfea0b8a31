import type { EventContract } from "@wangge/contracts";
import { manifest } from "../src/manifest.ts";

/** The manifest for a part of the service by itself, which hears no more than this. */
export const hearing = (...events: readonly EventContract[]) => ({
  ...manifest,
  subscribes: events.map((event) => ({ event, mode: "each" as const })),
});
