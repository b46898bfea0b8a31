import type { Decider } from "@wangge/kit/domain";

/** 读取记录: one reading of personal data, written down before it is answered. The words of the reason lie sealed beside it. */
export interface Access {
  /** `photo`: seen without its black boxes, or hidden. `erase` takes away instead of reading; accounted for in the same place. */
  readonly kind: "unmask" | "search" | "photo" | "erase";
  /** Whose: one report, or all that a search found. */
  readonly reports: readonly string[];
  readonly photoId?: string | undefined;
  readonly account: string;
  readonly role: "clerk" | "supervisor" | "admin";
  readonly department?: string | undefined;
  readonly purpose: "contact" | "verification" | "correction" | "request" | "legal" | "retention";
  readonly fields: readonly ("name" | "phone" | "email" | "identityNumber" | "description")[];
}

export type AccessState = { readonly status: "none" } | ({ readonly status: "recorded"; readonly at: string } & Access);

export interface RecordAccess {
  readonly type: "RecordAccess";
  readonly data: Access;
  readonly at: string;
}

export interface AccessRecorded {
  readonly type: "AccessRecorded";
  readonly data: Access & { readonly at: string };
}

/** Written once; nothing changes it and nothing takes it away. */
export const accessDecider: Decider<AccessState, RecordAccess, AccessRecorded> = {
  name: "intake.access",
  initial: { status: "none" },
  decide: ({ data, at }, state) => (state.status === "none" ? [{ type: "AccessRecorded", data: { ...data, at } }] : []),
  evolve: (_state, { data }) => ({ status: "recorded", ...data }),
};
