/**
 * Of what is published a fifth comes again, later and out of order, one in a hundred cannot be read; beside it subscribers that take
 * a second for a message or never acknowledge one, and services that stand still or die over what they have in hand.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { streamOf } from "@wangge/contracts";
import { CaseAssignedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { badSubscribers } from "../../../loadtest/bench/pressure/slow.ts";
import { seededRandom, type Random } from "../../demo/data.ts";
import type { Stack } from "../../local/stack.mjs";
import { between, pick, type Campaign, type Fault } from "../campaign.ts";
import { beginPlanting } from "../planting.ts";

const LONGEST_PAUSE_MS = 6_000;

const consumerFaults =
  (stack: Stack) =>
  (random: Random): Fault => {
    const service = pick(random, [...stack.services.keys()]);
    const pauseMs = between(random, 500, LONGEST_PAUSE_MS);
    if (random() < 0.3) return { kind: `kill ${service}`, run: () => Promise.resolve(stack.kill(service, "SIGKILL")) };
    return {
      kind: `pause ${service}`,
      run: async () => {
        const isPaused = stack.kill(service, "SIGSTOP");
        await sleep(pauseMs);
        stack.kill(service, "SIGCONT");
        return isPaused;
      },
    };
  };

export const consumers: Campaign = {
  name: "consumers",
  prepare: ({ seed }) =>
    Promise.resolve({
      begin: async (stack) => {
        const slow = await Promise.all(
          [ReportAcceptedV1, CaseAssignedV1].map(({ subject }) => badSubscribers(stack.env, streamOf(subject))),
        );
        const planting = await beginPlanting(stack.env, seededRandom(seed + 2));
        return {
          draw: consumerFaults(stack),
          width: 1,
          restMs: 4_000,
          heal: async () => {
            await Promise.all(slow.map(({ stop }) => stop()));
          },
          settle: planting.stop,
          planted: planting.planted,
          isMeant: planting.isMeant,
          examine: planting.examine,
        };
      },
    }),
};
