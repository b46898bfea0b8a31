import type { WireMeta } from "@wangge/kit";
import { hsdsProblems, memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { BODIES, LATER, TODAY, withdrawalOf } from "./admission-builders.ts";
import { manifests, testConfig } from "./builders.ts";

let platform: MemoryPlatform;
beforeEach(async () => {
  platform = await memoryPlatform({ manifests, compose, config: testConfig });
  await platform.definition.onStart?.();
});
afterEach(async () => {
  await platform.definition.onStop?.();
  await platform.stop();
});

interface Line {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}
const anybody: WireMeta = { external: true };
const ask = (action: string, input: object = {}): Promise<unknown> => platform.call(action, input, anybody);
const services = async (input: object = {}): Promise<readonly Line[]> =>
  ((await ask("directoryServices", { per_page: 500, ...input })) as { contents: Line[] }).contents;

it("all items are services of HSDS 3, in its shapes", async () => {
  const list = await ask("directoryServices", { per_page: 500 });
  expect(hsdsProblems(list, "service_list")).toEqual([]);
  expect(hsdsProblems(await ask("directory"), "base")).toEqual([]);
  const all = await services();
  expect(all.length).toBe(138);
  expect(new Set(all.map(({ id }) => id)).size).toBe(138);
  for (const { id } of all.slice(0, 10))
    expect(hsdsProblems(await ask("directoryService", { id }), "service")).toEqual([]);
});

it("a page is a page, and what is not there is missing", async () => {
  expect(await ask("directoryServices", { page: 3, per_page: 60 })).toMatchObject({
    size: 18,
    last_page: true,
    total_pages: 3,
  });
  await expect(ask("directoryService", { id: "00000000-0000-5000-8000-000000000000" })).rejects.toMatchObject({
    code: "intake.item.unknown",
  });
});

it("a withdrawn item stays, inactive", async () => {
  const by = (department: string): WireMeta => ({
    actor: { id: `acc-${department}`, roles: ["department"], department },
    external: true,
  });
  const call = (action: string, input: object, meta: WireMeta) =>
    platform.call(action, input, meta) as Promise<{ admission: string; hash: string }>;
  const [first] = await services();
  const { department: owner, steps } = (await ask("item", { code: "item-0001" })) as {
    department: string;
    steps: { by: string }[];
  };
  const concerned = [...BODIES, ...steps.map(({ by: body }) => body)];
  const reviewers = [...new Set(concerned)].filter((body) => body !== owner);
  const changes = [withdrawalOf("item-0001@1")];
  const { admission } = await call("draftAdmission", { changes, reviewers }, by(owner));
  const { hash } = await call("submitAdmission", { admission }, by(owner));
  for (const body of reviewers)
    await call("reviewAdmission", { admission, hash, verdict: { kind: "agree" } }, by(body));
  const government: WireMeta = { actor: { id: "acc-government", roles: ["districtGovernment"] }, external: true };
  await call("approveAdmission", { admission, hash }, government);
  expect((await services({ on: TODAY }))[0]).toMatchObject({ id: first?.id, status: "active" });
  expect((await services({ on: LATER }))[0]).toMatchObject({ id: first?.id, status: "inactive" });
  expect((await services({ on: LATER, status: "inactive" })).length).toBe(1);
});
