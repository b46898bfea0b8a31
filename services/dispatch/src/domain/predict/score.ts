/** 评分. How good predictions were, once it is known how things ended. */
export interface Scored {
  readonly p: number;
  readonly late: boolean;
}

/** The probability that a late one was thought likelier than one in time; ties count half. */
export const auc = (scored: readonly Scored[]): number => {
  const sorted = [...scored].sort((a, b) => a.p - b.p);
  let ranks = 0;
  let late = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]!.p === sorted[start]!.p) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let index = start; index < end; index += 1)
      if (sorted[index]!.late) {
        ranks += rank;
        late += 1;
      }
    start = end;
  }
  const inTime = sorted.length - late;
  return late === 0 || inTime === 0 ? Number.NaN : (ranks - (late * (late + 1)) / 2) / (late * inTime);
};

/** Mean squared error of the probability: smaller is better. */
export const brier = (scored: readonly Scored[]): number =>
  scored.reduce((sum, { p, late }) => sum + (p - (late ? 1 : 0)) ** 2, 0) / scored.length;

export interface Bin {
  readonly from: number;
  readonly n: number;
  readonly predicted: number;
  readonly observed: number;
}

/** Equally many in each, from the least to the most likely. */
export const calibration = (scored: readonly Scored[], bins = 10): readonly Bin[] => {
  const sorted = [...scored].sort((a, b) => a.p - b.p);
  return Array.from({ length: bins }, (_, index) => {
    const part = sorted.slice(
      Math.floor((index * sorted.length) / bins),
      Math.floor(((index + 1) * sorted.length) / bins),
    );
    return {
      from: part[0]?.p ?? 0,
      n: part.length,
      predicted: part.reduce((sum, { p }) => sum + p, 0) / part.length,
      observed: part.filter(({ late }) => late).length / part.length,
    };
  }).filter(({ n }) => n > 0);
};

/** How far predicted and observed shares are apart on average. */
export const calibrationError = (bins: readonly Bin[]): number => {
  const all = bins.reduce((sum, { n }) => sum + n, 0);
  return bins.reduce((sum, { n, predicted, observed }) => sum + (n / all) * Math.abs(predicted - observed), 0);
};
