import type { DeciderStore } from "@wangge/kit";
import {
  approvalOf,
  type AdmissionCommand,
  type AdmissionEvent,
  type AdmissionState,
  type Approval,
} from "../domain/index.ts";

export type Admissions = DeciderStore<AdmissionState, AdmissionCommand, AdmissionEvent>;

export interface Approvals {
  /** What the store of admissions says has been approved. */
  readonly of: (admission: string) => Promise<Approval | undefined>;
  /** True for what `of` has given out itself. However well a copy is made, it is not one. */
  readonly isGenuine: (approval: Approval) => boolean;
}

/**
 * The one source of approvals. An item cannot look into the store, so it is told by identity: an object that came from here
 * in this process. It is never stored or sent; after a crash a new one is taken from the same admission.
 */
export const approvalsFrom = (admissions: Pick<Admissions, "load">): Approvals => {
  const given = new WeakSet<Approval>();
  return {
    of: async (admission) => {
      const stored = await admissions.load(admission);
      const approval = stored && approvalOf(admission, stored.state);
      if (approval === undefined) return undefined;
      for (const part of [approval.changes, ...approval.changes, approval]) Object.freeze(part);
      given.add(approval);
      return approval;
    },
    isGenuine: (approval) => given.has(approval),
  };
};
