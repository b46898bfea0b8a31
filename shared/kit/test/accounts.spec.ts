import { describe, expect, it } from "vitest";
import { accountsOf, permissionsOf, readerPermissionsOf } from "../src/index.ts";

const manifest = (name: string, calls: readonly string[] = []) => ({ name, publishes: [], subscribes: [], calls });
const manifests = [manifest("asker", ["giver"]), manifest("giver"), manifest("other")];
const reader = {
  name: "reader",
  permissions: readerPermissionsOf("reader", [
    { stream: "EVT_GIVER", name: "reader--given-v1", filter: "evt.giver.>", mode: "each", service: "reader" },
  ]),
};
const doctor = { name: "doctor", permissions: { publish: ["$JS.API.CONSUMER.INFO.*.*"], subscribe: [] } };
const { accounts, answers } = accountsOf([
  ...manifests.map((one) => ({ name: one.name, permissions: permissionsOf(one, manifests) })),
  reader,
  doctor,
]);
const heardBy = (hearer: string, speaker: string): readonly string[] =>
  accounts
    .find(({ name }) => name === hearer)
    ?.hears.flatMap(({ account, subject }) => (account === speaker ? [subject] : [])) ?? [];

describe("accounts of principals", () => {
  it("carry a question only from who may ask to whom it may be put, and its answer back", () => {
    expect(heardBy("giver", "asker")).toContain("MOL-wangge.REQ.giver.*.asker.*");
    expect(heardBy("asker", "giver")).toContain("MOL-wangge.RES.asker.*.giver.*");
    for (const [hearer, speaker] of [
      ["giver", "other"],
      ["other", "asker"],
      ["asker", "giver"],
    ] as const)
      expect(heardBy(hearer, speaker).filter((subject) => subject.includes(".REQ."))).toEqual([]);
  });

  it("carry to a node what is said to it and to all, and nothing that others are sent", () => {
    expect(heardBy("other", "asker")).toContain("MOL-wangge.INFO.all.0.asker.*");
    expect(heardBy("other", "asker")).toContain("MOL-wangge.INFO.other.*.asker.*");
    expect(accounts.flatMap(({ hears }) => hears).filter(({ subject }) => subject.includes(".*.*.*."))).toEqual([]);
  });

  it("carry no packets to and from an integrator", () => {
    expect(accounts.find(({ name }) => name === "reader")).toMatchObject({ says: [], hears: [] });
    expect(accounts.flatMap(({ hears }) => hears.map(({ account }) => account))).not.toContain("reader");
  });

  it("ask the bus what they may, where one export covers all that is narrower", () => {
    const narrow = "$JS.API.CONSUMER.INFO.EVT_GIVER.reader--given-v1";
    expect(accounts.find(({ name }) => name === "reader")?.asks).toContain(narrow);
    expect(answers.map(({ subject }) => subject)).not.toContain(narrow);
    expect(answers.find(({ subject }) => subject === "$JS.API.CONSUMER.INFO.*.*")?.accounts).toEqual([
      "reader",
      "doctor",
    ]);
  });
});
