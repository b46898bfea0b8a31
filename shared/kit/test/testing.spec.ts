import { defineEvent, defineManifest } from "@wangge/contracts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { action, defineService, DomainError, on, publicEvent, reject, type Decider, type Parts } from "../src/index.ts";
import { eventually, memoryPlatform, specFor, walk } from "../src/testing/index.ts";

interface Lamp {
  readonly isLit: boolean;
  readonly times: number;
}
interface Press {
  readonly type: "Press";
  readonly to: "on" | "off";
}
interface Pressed {
  readonly type: "Pressed";
  readonly to: "on" | "off";
}
const lamp: Decider<Lamp, Press, Pressed> = {
  name: "lamp",
  initial: { isLit: false, times: 0 },
  decide: ({ to }, { isLit, times }) => {
    if (times >= 3) throw reject("lamp.lamp.worn_out", "Three times is enough");
    return (to === "on") === isLit ? [] : [{ type: "Pressed", to }];
  },
  evolve: ({ times }, { to }) => ({ isLit: to === "on", times: times + 1 }),
};
const given = specFor(lamp);
const press = (to: Press["to"]): Press => ({ type: "Press", to });
const pressed = (to: Press["to"]): Pressed => ({ type: "Pressed", to });

describe("a rule as a sentence", () => {
  it("holds where it is so", () => {
    given().when(press("on")).then(pressed("on"));
    given(pressed("on")).when(press("on")).thenNothing();
    given(pressed("on"), pressed("off"), pressed("on")).when(press("off")).thenRejects("lamp.lamp.worn_out");
  });

  it("fails where it is not", () => {
    expect(() => given().when(press("on")).then(pressed("off"))).toThrow();
    expect(() => given().when(press("on")).then()).toThrow();
    expect(() => given().when(press("on")).thenNothing()).toThrow();
    expect(() => given().when(press("on")).thenRejects("lamp.lamp.worn_out")).toThrow("not refused");
    const worn = given(pressed("on"), pressed("off"), pressed("on")).when(press("off"));
    expect(() => worn.thenRejects("lamp.lamp.other")).toThrow("Three times is enough");
    expect(() => worn.thenNothing()).toThrow("Three times is enough");
  });
});

it("walks through the states, past what is refused", () => {
  const states = walk(lamp, [press("on"), press("on"), press("off"), press("on"), press("off"), press("on")]);
  expect(states.map(({ isLit }) => isLit)).toEqual([true, true, false, true]);
});

it("waits until something is so, and says why not", async () => {
  let asked = 0;
  expect(await eventually(() => (asked += 1) > 3 && asked)).toBe(4);
  await expect(eventually(() => false, { timeoutMs: 30 })).rejects.toThrow("not so within 30 ms");
  await expect(eventually(() => Promise.reject(new Error("still dark")), { timeoutMs: 30 })).rejects.toThrow(
    "still dark",
  );
});

describe("one service in memory", () => {
  const data = z.object({ lampId: z.string(), to: z.enum(["on", "off"]) });
  const eventOf = (subject: string) =>
    defineEvent({
      subject,
      title: { zh: "测试", en: "Test" },
      why: "Test.",
      key: ({ lampId }: z.output<typeof data>) => lampId,
      data,
      example: { lampId: "a", to: "on" },
    });
  const Asked = eventOf("room.lamp.asked.v1");
  const Switched = eventOf("lamps.lamp.switched.v1");
  const lamps = defineManifest({
    name: "lamps",
    publishes: [Switched],
    subscribes: [{ event: Asked, mode: "each" }],
    calls: ["power"],
  });
  const room = defineManifest({ name: "room", publishes: [Asked], subscribes: [], calls: [] });

  const compose = async ({ store, call, clock }: Pick<Parts<unknown>, "store" | "call" | "clock">) => {
    const deciders = await store.decider("lamps", lamp, {
      publishAs: ({ to }, { id }) => [publicEvent(Switched, { lampId: id, to })],
    });
    return defineService({
      manifest: lamps,
      actions: {
        press: action({
          summary: "Press",
          access: ["clerk"],
          input: data,
          output: z.object({ isLit: z.boolean(), at: z.string() }),
          run: async ({ lampId, to }, { meta }) => {
            await call("power.check", { lampId });
            return { ...(await deciders.handle(lampId, press(to), meta)).state, at: clock.now() };
          },
        }),
      },
      subscriptions: [on(Asked, ({ lampId, to }, meta) => deciders.handle(lampId, press(to), meta))],
    });
  };
  const start = (calls: Readonly<Record<string, (input: never) => unknown>> = { "power.check": () => ({}) }) =>
    memoryPlatform({ manifests: [lamps, room], compose, calls });
  const clerk = { actor: { id: "clerk-1", roles: ["clerk" as const] }, external: true };

  it("answers an action through its schemas and rights, at the time of its clock", async () => {
    const platform = await start();
    platform.clock.set("2018-01-01T00:00:00.000Z");
    expect(await platform.call("lamps.press", { lampId: "a", to: "on" }, clerk)).toEqual({
      isLit: true,
      at: "2018-01-01T00:00:00.000Z",
    });
    await platform.settle();
    expect(platform.published(Switched)).toEqual([{ lampId: "a", to: "on" }]);
    expect(platform.documents("lamps")).toMatchObject([{ _id: "a", version: 1, history: [{ by: "clerk-1" }] }]);
    await expect(platform.call("press", { lampId: "a" }, clerk)).rejects.toMatchObject({ code: "input.invalid" });
    await expect(
      platform.call("press", { lampId: "a", to: "on" }, { ...clerk, actor: { id: "x", roles: ["citizen"] } }),
    ).rejects.toMatchObject({ kind: "forbidden" });
    await expect(platform.call("other.thing", {})).rejects.toMatchObject({ kind: "unavailable" });
    await platform.stop();
  });

  it("does a message's work once, and gives up what is refused", async () => {
    const platform = await start();
    const id = await platform.deliver(Asked, { lampId: "a", to: "on" });
    await platform.deliver(Asked, { lampId: "a", to: "on" }, { id });
    expect(platform.published(Switched)).toHaveLength(1);
    for (const to of ["off", "on", "off"] as const) await platform.deliver(Asked, { lampId: "a", to });
    expect(platform.published(Switched)).toHaveLength(3);
    expect(platform.deadLetters()).toMatchObject([
      { consumer: "lamps--lamp-asked-v1", code: "lamp.lamp.worn_out", reason: "Three times is enough" },
    ]);
    await platform.stop();
  });

  it("hears what others answer", async () => {
    const platform = await start({
      "power.check": () => {
        throw new DomainError("unavailable", "power.away", "No power");
      },
    });
    await expect(platform.call("press", { lampId: "a", to: "on" })).rejects.toMatchObject({ code: "power.away" });
    await platform.stop();
  });
});

describe("an action by GET", () => {
  const reading = (notes: readonly string[] | undefined) =>
    memoryPlatform({
      manifests: [defineManifest({ name: "lamps", publishes: [], subscribes: [], calls: [] })],
      compose: async ({ store }) => {
        const open = (collection: string) => store.decider(collection, lamp, { publishAs: () => [] });
        const [lamps, looks] = [await open("lamps"), await open("looks")];
        const asked = {
          access: "public",
          input: z.strictObject({ dark: z.boolean() }),
          output: z.strictObject({}),
        } as const;
        const run = async ({ dark }: { readonly dark: boolean }) => {
          await looks.handle("lamp", press("on"));
          if (dark) await lamps.handle("lamp", press("on"));
          return {};
        };
        const manifest = defineManifest({ name: "lamps", publishes: [], subscribes: [], calls: [] });
        const seen = notes === undefined ? {} : { notes };
        return defineService({
          manifest,
          subscriptions: [],
          actions: {
            look: action({ rest: "GET /lamps", summary: "looks", ...seen, ...asked, run }),
            press: action({ rest: "POST /lamps", summary: "presses", ...asked, run }),
          },
        });
      },
    });

  it("changes nothing but what it notes of being read, or no test of its service passes", async () => {
    const silent = await reading(undefined);
    await expect(silent.call("look", { dark: false })).rejects.toThrow("look is asked by GET, and changes looks");
    await silent.call("press", { dark: true });
    await silent.stop();
    const noting = await reading(["looks"]);
    await noting.call("look", { dark: false });
    expect(noting.documents("looks")).toHaveLength(1);
    await expect(noting.call("look", { dark: true })).rejects.toThrow("look is asked by GET, and changes lamps");
    expect(noting.documents("lamps")).toHaveLength(0);
    await noting.stop();
  });
});
