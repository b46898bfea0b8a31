import type { Campaign } from "../campaign.ts";
import { clock } from "./clock.ts";
import { cluster } from "./cluster.ts";
import { consumers } from "./consumers.ts";
import { kills } from "./kills.ts";
import { mixed } from "./mixed.ts";
import { network } from "./network.ts";
import { restored } from "./restore.ts";
import { versions } from "./versions.ts";

export const campaigns: ReadonlyMap<string, Campaign> = new Map(
  [kills, network, consumers, clock, versions, restored, cluster, mixed].map((one) => [one.name, one]),
);
