import { AuditSealedV1, HistoriesSealedV1 } from "@wangge/contracts/events";
import { memoryPlatform, specFor, type MemoryPlatform } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { anchorDecider, type AnchoredHead } from "../src/domain/index.ts";
import { manifest } from "../src/manifest.ts";
import { memoryRegisters, sealing } from "./builders.ts";
import { smallDistrict } from "./small-registry.ts";

const head: AnchoredHead = AuditSealedV1.data.parse(AuditSealedV1.example);
const other: AnchoredHead = { ...head, root: head.previous ?? "" };
const at = "2017-12-27T01:20:01.000Z";
const keep = (one: AnchoredHead) => ({ type: "KeepHead", data: { head: one }, at }) as const;
const given = specFor(anchorDecider);

describe("an anchor 锚定", () => {
  const kept = { type: "HeadKept", data: { head, at } } as const;
  const contradicted = { type: "HeadContradicted", data: { head: other, at } } as const;

  it("keeps the first head of an epoch, and the same one again says nothing", () => {
    given().when(keep(head)).then(kept);
    given(kept).when(keep(head)).thenNothing();
  });

  it("keeps another head of the same epoch as evidence, once, and never in its place", () => {
    given(kept).when(keep(other)).then(contradicted);
    given(kept, contradicted).when(keep(other)).thenNothing();
    given(kept, contradicted).when(keep(head)).thenNothing();
    expect([kept, contradicted].reduce(anchorDecider.evolve, anchorDecider.initial)).toMatchObject({
      head,
      contradictions: [other],
    });
  });
});

describe("the registry", () => {
  let platform: MemoryPlatform;
  beforeAll(async () => {
    platform = await memoryPlatform({
      manifests: [manifest, ...sealing],
      config: {},
      compose: (parts) => compose(parts, { division: smallDistrict, registers: memoryRegisters() }),
    });
  });
  afterAll(() => platform.stop());

  const anchors = (input: object) =>
    platform.call("anchors", input, { actor: { id: "acc", roles: ["clerk"] }, external: true });

  it("keeps what dispatch has sealed and gives it to the staff, a page at a time", async () => {
    for (const epoch of [1, 2, 3]) await platform.deliver(AuditSealedV1, { ...head, epoch });
    await platform.deliver(AuditSealedV1, { ...other, epoch: 2 });
    expect(await anchors({ limit: 2 })).toMatchObject({
      format: "wangge.audit-anchors.v1",
      anchors: [
        { epoch: 1, root: head.root, contradictions: [] },
        { epoch: 2, root: head.root, contradictions: [{ epoch: 2, root: other.root }] },
      ],
      next: 2,
    });
    expect(await anchors({ after: 2 })).toMatchObject({ anchors: [{ epoch: 3, signature: head.signature }] });
    expect(await anchors({ service: "enforcement" })).toMatchObject({ service: "enforcement", anchors: [] });
    await expect(platform.call("anchors", {}, { external: true })).rejects.toMatchObject({ code: "auth.sign_in" });
  });

  it("keeps the heads of enforcement apart, whose epochs have the same numbers", async () => {
    await platform.deliver(HistoriesSealedV1, { ...other, epoch: 1 });
    const ofEnforcement = await anchors({ service: "enforcement" });
    expect(ofEnforcement).toMatchObject({
      service: "enforcement",
      anchors: [{ root: other.root, contradictions: [] }],
    });
    expect(await anchors({ limit: 1 })).toMatchObject({ anchors: [{ root: head.root, contradictions: [] }] });
  });
});
