import { CaseHandledV1 } from "@wangge/contracts/events";
import { describe, expect, it } from "vitest";
import type { DataOf } from "@wangge/contracts";
import { on, type EventHandler, type Received } from "../src/index.ts";

type Handled = DataOf<typeof CaseHandledV1>;
const example = CaseHandledV1.data.parse(CaseHandledV1.example);
const [oneCase, otherCase] = ["01JGFJJZ00ZZZZZZZZZZZZZZZA", "01JGFJJZ00ZZZZZZZZZZZZZZZB"] as const;

const received = (caseId: string, attempt: number): Received<never> =>
  ({ data: { ...example, caseId, attempt }, meta: {}, envelope: {} }) as never;

/** Hands these over in one batch, each taking a turn of the event loop. @returns what began and ended, in order */
const steps = async (
  batch: readonly Received<never>[],
  handlerOf: (handle: (data: Handled) => Promise<void>) => EventHandler,
): Promise<readonly string[]> => {
  const seen: string[] = [];
  const { handle } = handlerOf(async ({ caseId, attempt }) => {
    seen.push(`begins ${caseId.at(-1)}${attempt}`);
    await new Promise(setImmediate);
    seen.push(`ends ${caseId.at(-1)}${attempt}`);
  });
  expect(await handle(batch)).toEqual(batch.map(() => ({ ok: true })));
  return seen;
};

describe("events of a batch", () => {
  const batch = [received(oneCase, 1), received(otherCase, 1), received(oneCase, 2)];

  it("go one after the other where they have one key: those of a grid", async () => {
    const order = await steps(batch, (handle) => on(CaseHandledV1, handle));
    expect(order).toEqual(["begins A1", "ends A1", "begins B1", "ends B1", "begins A2", "ends A2"]);
  });

  it("go side by side where the handler has a narrower key, in order within each", async () => {
    const order = await steps(batch, (handle) => on(CaseHandledV1, handle, ({ caseId }) => caseId));
    expect(order).toEqual(["begins A1", "begins B1", "ends A1", "begins A2", "ends B1", "ends A2"]);
  });
});
