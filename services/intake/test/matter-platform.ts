import type { Actor, WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { matterAggregates } from "../src/app/matter-desk.ts";
import { compose } from "../src/compose.ts";
import { manifests, testConfig } from "./builders.ts";

export const GRID = "510108002001001";
export const PHONE = "13800000000";
export const reporter = { name: "张三", phone: PHONE };
export const reason = { purpose: "contact", text: "处置前需与本人核对情况" };

export const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${more.department ?? roles.join()}`, roles, ...more },
  external: true,
});
export const clerk = as(["clerk"]);
export const supervisor = as(["supervisor"]);
export const anybody: WireMeta = { external: true };
export const of = (department: string, id = `acc-${department}`): WireMeta => as(["department"], { department, id });

export type Answer = Readonly<Record<string, unknown>>;
export interface Receipt {
  readonly matter: string;
  readonly trackingNumber: string;
}

type Compose = Parameters<typeof memoryPlatform<typeof testConfig>>[0]["compose"];

export interface Window extends MemoryPlatform {
  readonly ask: (action: string, input: object, meta?: WireMeta) => Promise<Answer>;
  readonly file: (action: string, input: object, meta?: WireMeta) => Promise<Receipt>;
  readonly track: (trackingNumber: string, action?: string, more?: object) => Promise<Answer>;
}

export const openWindow = async (composed: Compose = compose): Promise<Window> => {
  const platform = await memoryPlatform({
    manifests,
    compose: composed,
    config: testConfig,
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
      "registry.version": () => ({ version: "1" }),
      "dispatch.track": () => ({ progress: { status: "assigned", overdue: false } }),
    },
  });
  const ask: Window["ask"] = async (action, input, meta = clerk) =>
    (await platform.call(action, input, meta)) as Answer;
  return {
    ...platform,
    ask,
    file: async (action, input, meta = clerk) =>
      (await ask(action, { channel: "window", reporter, ...input }, meta)) as unknown as Receipt,
    track: (trackingNumber, action = "trackOwn", more = {}) =>
      ask(action, { trackingNumber, phone: PHONE, ...more }, anybody),
  };
};

/** What a checker makes again of each history: the state, and the facts for others. */
export const recomputed = (platform: MemoryPlatform) => {
  const [kind] = matterAggregates;
  return platform.documents("matters").map(({ _id: id, history, state }) => {
    let version = 0;
    let again = kind?.decider.initial;
    const facts: string[] = [];
    for (const { event } of history) {
      version += 1;
      again = kind?.decider.evolve(again, event);
      for (const { contract } of kind?.publishAs(event, { id, version, state: again }) ?? [])
        facts.push(contract.subject);
    }
    return { again: JSON.stringify(again), state: JSON.stringify(state), facts };
  });
};

const collections = ["matters", "reports", "reporters", "accesses", "keys"] as const;
/** All that the store and the bus have. */
export const everything = (platform: MemoryPlatform): string =>
  JSON.stringify([collections.map((name) => platform.documents(name)), platform.bus.stored("EVT_INTAKE")]);
