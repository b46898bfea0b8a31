import { CaseClosedV1, CaseFiledV1 } from "@wangge/contracts/events";
import type { BatchResult, EventHandler, Received } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import { together } from "../src/app/policies/together.ts";

const received = [{}, {}] as unknown as readonly Received<never>[];
const good: BatchResult = { ok: true };
const bad: BatchResult = { ok: false, error: new Error("away") };
const handler = (
  event: EventHandler["event"],
  results: readonly BatchResult[],
  heard: string[] = [],
): EventHandler => ({
  event,
  mode: "each",
  handle: () => {
    heard.push(event.subject);
    return Promise.resolve(results);
  },
});

describe("several that want to hear of one event", () => {
  it("share its subscription, and all of them hear of it", async () => {
    const heard: string[] = [];
    const all = together(
      handler(CaseFiledV1, [good, good], heard),
      handler(CaseClosedV1, [good, good], heard),
      handler(CaseFiledV1, [good, good], heard),
    );
    expect(all.map(({ event }) => event.subject)).toEqual([CaseFiledV1.subject, CaseClosedV1.subject]);
    expect(await all[0]?.handle(received)).toEqual([good, good]);
    expect(heard).toEqual([CaseFiledV1.subject, CaseFiledV1.subject]);
  });

  it("get a message again that one of them could not handle, and only that one", async () => {
    const [first] = together(handler(CaseFiledV1, [good, good]), handler(CaseFiledV1, [good, bad]));
    expect(await first?.handle(received)).toEqual([good, bad]);
  });
});
