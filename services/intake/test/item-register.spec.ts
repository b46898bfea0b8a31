import { describe, expect, it } from "vitest";
import { approvalsFrom, type Admissions } from "../src/app/approvals.ts";
import { digest } from "../src/app/power-list.ts";
import { itemDeciderWith, type Approval } from "../src/domain/index.ts";
import { ADMISSION, approvalFor, AT, inStatus, newItem, stateAfter } from "./admission-builders.ts";

const admissions: Pick<Admissions, "load"> = {
  load: (id) =>
    Promise.resolve(id === ADMISSION ? { id, version: 1, state: stateAfter(...inStatus.approved) } : undefined),
};

describe("an approval", () => {
  const approvals = approvalsFrom(admissions);
  const { decide, initial } = itemDeciderWith({ digest, isGenuine: approvals.isGenuine });
  const admit = (approval: Approval) => () =>
    decide({ type: "AdmitChange", change: newItem(), approval, at: AT }, initial);
  const refusal = expect.objectContaining({ code: "intake.item.not_admitted" }) as Error;
  const given = async (from = approvals): Promise<Approval> => {
    const approval = await from.of(ADMISSION);
    if (approval === undefined) throw new Error("none");
    return approval;
  };

  it("that the admissions' store gave out opens the list", async () => {
    expect(admit(await given())()).toHaveLength(1);
  });

  it("that somebody has made up does not, however complete", () => {
    expect(admit(approvalFor([newItem()]))).toThrow(refusal);
  });

  it("that is a copy does not, and the real one cannot be changed", async () => {
    const approval = await given();
    expect(admit({ ...approval })).toThrow(refusal);
    expect(admit(structuredClone(approval))).toThrow(refusal);
    expect(() => Object.assign(approval, { hash: "" })).toThrow(TypeError);
    expect(() => Object.assign(approval.changes[0] ?? {}, { hash: "" })).toThrow(TypeError);
  });

  it("of another process does not", async () => {
    expect(admit(await given(approvalsFrom(admissions)))).toThrow(refusal);
  });

  it("is not given out of what is not approved", async () => {
    const reviewed = approvalsFrom({
      load: (id) => Promise.resolve({ id, version: 1, state: stateAfter(...inStatus.reviewed) }),
    });
    expect(await reviewed.of(ADMISSION)).toBeUndefined();
    expect(await approvals.of("unknown")).toBeUndefined();
  });
});
