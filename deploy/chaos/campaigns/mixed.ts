/** A little of everything at once: the short form, for every change. */
import { seededRandom } from "../../demo/data.ts";
import type { Campaign } from "../campaign.ts";
import { beginPlanting } from "../planting.ts";
import { killFaults } from "./kills.ts";
import { createLines, networkFaults } from "./network.ts";

const KILL_SHARE = 0.4;

export const mixed: Campaign = {
  name: "mixed",
  prepare: ({ seed }) => {
    const lines = createLines();
    return Promise.resolve({
      platform: { apart: lines.apart },
      begin: async (stack) => {
        const planting = await beginPlanting(stack.env, seededRandom(seed + 2));
        const kill = killFaults(stack);
        const disturb = networkFaults(lines);
        return {
          draw: (random) => (random() < KILL_SHARE ? kill(random) : disturb(random)),
          width: 2,
          restMs: 1_000,
          heal: lines.heal,
          settle: planting.stop,
          planted: planting.planted,
          isMeant: planting.isMeant,
          examine: planting.examine,
        };
      },
      close: lines.close,
    });
  },
};
