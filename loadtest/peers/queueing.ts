import { median } from "./figures.ts";

/**
 * 排队模型. A stage works in batches: one batch takes `fixed + each · n`, and whoever comes meanwhile waits for the next. At `rate` the batches
 * grow until they keep up, n = rate · cycle, so cycle = fixed / (1 − rate · each), and a job waits half a cycle and is worked on for one. With
 * `1 / each` = peak, the time of a job is `idle / (1 − rate / peak)`: one unknown, which any measured point gives.
 */
export interface Point {
  /** Jobs per second. */
  readonly rate: number;
  /** Median milliseconds of a job. */
  readonly medianMs: number;
}

export interface Checked extends Point {
  readonly predictedMs: number;
  /** Measured by predicted. */
  readonly ratio: number;
}

/** The median time at no load, as the points below the peak have it. NaN without one. */
export const idleOf = (points: readonly Point[], peak: number): number =>
  median(points.filter(({ rate }) => rate < peak).map(({ rate, medianMs }) => medianMs * (1 - rate / peak)));

export const predictedMs = (idle: number, rate: number, peak: number): number =>
  rate < peak ? idle / (1 - rate / peak) : Infinity;

/**
 * Each point against what the others say of it: a point takes no part in its own prediction.
 */
export const check = (points: readonly Point[], peak: number): readonly Checked[] =>
  points.map((point) => {
    const idle = idleOf(
      points.filter((other) => other !== point),
      peak,
    );
    const predicted = predictedMs(idle, point.rate, peak);
    return { ...point, predictedMs: predicted, ratio: point.medianMs / predicted };
  });

/** The highest share of the peak at which the median stays below this, by the model. */
export const shareWithin = (idle: number, limitMs: number): number => Math.max(0, 1 - idle / limitMs);
