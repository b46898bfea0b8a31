import { AuditSealedV1, HistoriesSealedV1, IntakeLogSealedV1 } from "@wangge/contracts/events";
import type { AnchoredHead } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { memoryRegisters, sealing } from "./builders.ts";
import { smallDistrict } from "./small-registry.ts";

const head: AnchoredHead = AuditSealedV1.data.parse(AuditSealedV1.example);
const other: AnchoredHead = { ...head, root: head.previous ?? "" };

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

  it("keeps the heads of every service but its own, which are kept elsewhere", async () => {
    await platform.deliver(IntakeLogSealedV1, { ...other, epoch: 1 });
    expect(await anchors({ service: "intake" })).toMatchObject({ service: "intake", anchors: [{ root: other.root }] });
    for (const service of ["social", "appraisal", "webhooks"])
      expect(await anchors({ service })).toMatchObject({ service, anchors: [] });
    await expect(anchors({ service: "registry" })).rejects.toMatchObject({ code: "input.invalid" });
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
