/** 调阅记录. Who read the bytes of an item, when and what for: beside the item, so that reading it changes nothing of it. */
import type { Decider } from "@wangge/kit/domain";

export const READING_PURPOSES = [
  "investigation",
  "review",
  "hearing",
  "decision",
  "court",
  "party",
  "supervision",
  "export",
] as const;
export type ReadingPurpose = (typeof READING_PURPOSES)[number];

export interface Reading {
  readonly by: string;
  readonly purpose: ReadingPurpose;
  readonly sha256: string;
}

export interface ReadingsState {
  readonly count: number;
  readonly lastAt?: string | undefined;
}
export interface RecordReading {
  readonly type: "RecordReading";
  readonly data: Reading & { readonly dossierId: string };
  readonly at: string;
}
export interface EvidenceRead {
  readonly type: "EvidenceRead";
  readonly data: RecordReading["data"] & { readonly at: string };
}

export const readingsDecider: Decider<ReadingsState, RecordReading, EvidenceRead> = {
  name: "enforcement.reading",
  initial: { count: 0 },
  decide: ({ data, at }) => [{ type: "EvidenceRead", data: { ...data, at } }],
  evolve: ({ count }, { data }) => ({ count: count + 1, lastAt: data.at }),
};
