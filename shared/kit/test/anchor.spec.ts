import { exampleHead } from "@wangge/contracts";
import { describe, expect, it } from "vitest";
import { anchorDecider, type AnchoredHead } from "../src/audit/anchor.ts";
import { specFor } from "../src/testing/index.ts";

const head: AnchoredHead = exampleHead;
const other: AnchoredHead = { ...head, root: head.previous ?? "" };
const at = "2017-12-27T01:20:01.000Z";
const keep = (one: AnchoredHead) => ({ type: "KeepHead", data: { head: one }, at }) as const;
const decider = anchorDecider("registry");
const given = specFor(decider);

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
    expect([kept, contradicted].reduce(decider.evolve, decider.initial)).toMatchObject({
      head,
      contradictions: [other],
    });
  });
});
