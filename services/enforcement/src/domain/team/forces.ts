/** 五警两力量: 交警, 巡警, 社区民警, 刑警, 消防; 城管, 综治. */
export const FORCES = ["traffic", "patrol", "community", "criminal", "fire", "urbanManagement", "governance"] as const;
export type Force = (typeof FORCES)[number];

/** The operation that somebody, or a unit, is committed to. */
export interface Commitment {
  readonly operation: string;
  /** The assignment that asked for it: an operation that never got it says so of the claim. */
  readonly claim: string;
  readonly at: string;
}
