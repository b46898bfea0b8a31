/**
 * 批量派单. Many cases to many workers at once: as many as can be, and among all ways to do that one that costs least. A worker has
 * places for so many, and each place costs at least as much as the one before.
 *
 * Minimum-cost flow by successive shortest paths with potentials (Edmonds and Karp 1972): each case in turn takes the cheapest way to
 * a free place, pushing others aside where that is cheaper on the whole. "Nobody" is a worker with room for all at a price above
 * all others together, so that fewest are left to nobody and the rest is cheapest.
 */

export interface Option {
  /** Its place among the workers. */
  readonly worker: number;
  /** A whole number, 0 or more. */
  readonly cost: number;
}

export interface Places {
  /** 0 or more; may be Infinity. */
  readonly room: number;
  /** What the nth place (from 0) costs: whole, 0 or more, never less than the one before. */
  readonly costOf: (nth: number) => number;
}

type Answer = readonly (number | undefined)[];

/** All cases alike: each takes the cheapest place that is left. */
const greedily = (count: number, options: readonly Option[], workers: readonly Places[]): Answer => {
  const used = options.map(() => 0);
  return Array.from({ length: count }, () => {
    let best = -1;
    let least = Infinity;
    for (let index = 0; index < options.length; index += 1) {
      const { worker, cost } = options[index]!;
      const { room, costOf } = workers[worker]!;
      const taken = used[index]!;
      if (taken >= room) continue;
      const total = cost + costOf(taken);
      if (total >= least) continue;
      best = index;
      least = total;
    }
    if (best < 0) return undefined;
    used[best]! += 1;
    return options[best]!.worker;
  });
};

/** Above what any answer can cost without "nobody". */
const priceOfNobody = (cases: readonly (readonly Option[])[], workers: readonly Places[]): number => {
  let price = 1;
  for (const options of cases) {
    let most = 0;
    for (const { worker, cost } of options) {
      const { room, costOf } = workers[worker]!;
      const last = Math.min(room, cases.length) - 1;
      if (last >= 0) most = Math.max(most, cost + costOf(last));
    }
    price += most;
  }
  return price;
};

const optimally = (cases: readonly (readonly Option[])[], all: readonly Places[]): Answer => {
  const nobody = all.length;
  const workers: readonly Places[] = [...all, { room: Infinity, costOf: () => 0 }];
  const price = priceOfNobody(cases, all);
  const options = cases.map((own) => [...own, { worker: nobody, cost: price }]);

  const count = workers.length;
  const given = workers.map((): number[] => []);
  const workerOf = new Int32Array(cases.length).fill(-1);
  const costOfGiven = new Float64Array(cases.length);
  // Potentials: what a way to a worker may still save. Those of cases follow from their worker's, as both ends of a given case are level.
  const potential = new Float64Array(count);
  const distance = new Float64Array(count);
  const isDone = new Uint8Array(count);
  const from = new Int32Array(count); // the case that goes to this worker on the way
  const costFrom = new Float64Array(count);

  const reach = (one: number, before: number, level: number): void => {
    for (const { worker, cost } of options[one]!) {
      if (isDone[worker] === 1) continue;
      const there = before + cost + level - potential[worker]!;
      if (there >= distance[worker]!) continue;
      distance[worker] = there;
      from[worker] = one;
      costFrom[worker] = cost;
    }
  };

  for (let start = 0; start < cases.length; start += 1) {
    distance.fill(Infinity);
    isDone.fill(0);
    // The level at which no way out of this case is below zero.
    let level = -Infinity;
    for (const { worker, cost } of options[start]!) level = Math.max(level, potential[worker]! - cost);
    reach(start, 0, level);
    let end = -1;
    let shortest = Infinity;
    const reached: number[] = [];
    for (;;) {
      let next = -1;
      let least = shortest;
      for (let worker = 0; worker < count; worker += 1)
        if (isDone[worker] === 0 && distance[worker]! < least) {
          least = distance[worker]!;
          next = worker;
        }
      if (next < 0) break;
      isDone[next] = 1;
      reached.push(next);
      const { room, costOf } = workers[next]!;
      const used = given[next]!.length;
      if (used < room) {
        const whole = least + costOf(used) + potential[next]!;
        if (whole < shortest) {
          shortest = whole;
          end = next;
        }
      }
      for (const other of given[next]!) reach(other, least, potential[next]! - costOfGiven[other]!);
    }
    for (const worker of reached) potential[worker]! += Math.min(0, distance[worker]! - shortest);
    // Back along the way: each case leaves its worker for the next one.
    for (let worker = end; worker >= 0;) {
      const moved = from[worker]!;
      const left = workerOf[moved]!;
      if (left >= 0) given[left]!.splice(given[left]!.indexOf(moved), 1);
      given[worker]!.push(moved);
      workerOf[moved] = worker;
      costOfGiven[moved] = costFrom[worker]!;
      worker = left;
    }
  }
  return Array.from(workerOf, (worker) => (worker === nobody ? undefined : worker));
};

const areAlike = (one: readonly Option[], other: readonly Option[]): boolean =>
  one === other ||
  (one.length === other.length &&
    one.every(({ worker, cost }, index) => other[index]!.worker === worker && other[index]!.cost === cost));

/** Cases that could meet at a worker, directly or through others: what one group does is nothing to the others. */
const groupsOf = (cases: readonly (readonly Option[])[], workerCount: number): readonly (readonly number[])[] => {
  const parent = Int32Array.from({ length: workerCount }, (_, index) => index);
  const root = (worker: number): number => {
    let at = worker;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (const [first, ...rest] of cases)
    if (first !== undefined) for (const { worker } of rest) parent[root(worker)] = root(first.worker);
  const groups = new Map<number, number[]>();
  for (const [index, [first]] of cases.entries()) {
    if (first === undefined) continue;
    const key = root(first.worker);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return [...groups.values()];
};

/**
 * The worker of each case, in their order; undefined: nobody. Where costs are equal, workers that come earlier in the options are
 * taken first, and cases that come earlier keep theirs.
 */
export const assignBatch = (cases: readonly (readonly Option[])[], workers: readonly Places[]): Answer => {
  const answer: (number | undefined)[] = cases.map(() => undefined);
  for (const group of groupsOf(cases, workers.length)) {
    const own = group.map((index) => cases[index]!);
    const [first = []] = own;
    const found = own.every((one) => areAlike(first, one))
      ? greedily(own.length, first, workers)
      : optimally(own, workers);
    for (const [place, index] of group.entries()) answer[index] = found[place];
  }
  return answer;
};
