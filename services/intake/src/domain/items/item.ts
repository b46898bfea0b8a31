import type { Change, ItemContent } from "./content.ts";

/** Which admission made it so. */
export interface Admitted {
  readonly admission: string;
  /** Of the change as it was submitted, reviewed and approved. */
  readonly hash: string;
}

/** 版本. Once issued it is never changed: an application that began with it keeps it. */
export interface ItemVersion extends Admitted {
  /** `item-0001@2` */
  readonly id: string;
  readonly content: ItemContent;
  readonly effectiveFrom: string;
}

export interface Withdrawal extends Admitted {
  readonly effectiveFrom: string;
  readonly reason: string;
}

export type ItemState =
  | { readonly status: "unlisted" }
  | {
      readonly status: "listed";
      readonly code: string;
      /** By effective day, oldest first; at least one. */
      readonly versions: readonly ItemVersion[];
      /** 取消. Final: what comes back is a new item. */
      readonly withdrawal?: Withdrawal;
    };
export type Listed = Extract<ItemState, { readonly status: "listed" }>;

export type ItemEvent =
  | {
      readonly type: "VersionPublished";
      readonly data: ItemVersion & {
        readonly code: string;
        readonly kind: Exclude<Change["kind"], "withdrawal">;
        readonly at: string;
      };
    }
  | { readonly type: "ItemWithdrawn"; readonly data: Withdrawal & { readonly code: string; readonly at: string } };

export const initial: ItemState = { status: "unlisted" };

export const evolve = (state: ItemState, { type, data }: ItemEvent): ItemState => {
  switch (type) {
    case "VersionPublished": {
      const { id, content, effectiveFrom, admission, hash } = data;
      const versions = state.status === "listed" ? state.versions : [];
      return {
        status: "listed",
        code: data.code,
        versions: [...versions, { id, content, effectiveFrom, admission, hash }],
      };
    }
    case "ItemWithdrawn": {
      if (state.status === "unlisted") throw new Error(`${data.code}: withdrawn before it was listed`);
      const { effectiveFrom, reason, admission, hash } = data;
      return { ...state, withdrawal: { effectiveFrom, reason, admission, hash } };
    }
  }
};

export const versionId = (code: string, number: number): string => `${code}@${number}`;

export const latestOf = ({ versions }: Listed): ItemVersion => {
  const latest = versions.at(-1);
  if (latest === undefined) throw new Error("a listed item without a version");
  return latest;
};

export type Standing = "scheduled" | "inForce" | "superseded" | "withdrawn";

/** How a version stands on a day. */
export const standingOf = ({ versions, withdrawal }: Listed, id: string, day: string): Standing => {
  const index = versions.findIndex((version) => version.id === id);
  const next = versions[index + 1];
  if ((versions[index]?.effectiveFrom ?? "") > day) return "scheduled";
  if (next !== undefined && next.effectiveFrom <= day) return "superseded";
  return withdrawal !== undefined && withdrawal.effectiveFrom <= day ? "withdrawn" : "inForce";
};

export interface OnDay {
  readonly version: ItemVersion;
  /** False from the day of its withdrawal: still to be read, not to be applied for. */
  readonly isActive: boolean;
}

/** The version that holds on a day; of a withdrawn item the last one. Nothing before its first day. */
export const onDay = (state: ItemState, day: string): OnDay | undefined => {
  if (state.status === "unlisted") return undefined;
  const version = state.versions.findLast(({ effectiveFrom }) => effectiveFrom <= day);
  return version && { version, isActive: standingOf(state, version.id, day) === "inForce" };
};
