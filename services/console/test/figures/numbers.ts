export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** @throws Error where nothing was measured: no figure is not a good one */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  if (sorted.length === 0) throw new Error("nothing was measured");
  return { p50: Math.round(at(0.5)), p95: Math.round(at(0.95)), max: Math.round(at(1)) };
};
