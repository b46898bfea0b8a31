import { manifest } from "../src/manifest.ts";
import { config } from "../src/config.ts";

const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

/** Master keys `a` and `b`, of which this one is current. */
export const ringOf = (current: "a" | "b", ...ids: readonly ("a" | "b")[]): string => {
  const keys = Object.fromEntries([current, ...ids].map((id) => [id, keyOf(id.charCodeAt(0))]));
  return JSON.stringify({ current, keys });
};

export const testConfig = config.parse({
  NODE_ID: "intake.test",
  PERSONAL_DATA_KEYS: ringOf("a"),
  PERSONAL_INDEX_KEY: keyOf(7),
  UNMASK_PER_HOUR: 5,
  PROOF_PER_QUARTER: 5,
});

const { publishes, subscribes } = manifest;
/** Intake's own, and as much of dispatch as it listens to. */
export const manifests = [
  manifest,
  {
    name: "dispatch",
    publishes: subscribes.map(({ event }) => event).filter((event) => !publishes.includes(event)),
    subscribes: [],
    calls: [],
  },
];
