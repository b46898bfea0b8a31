/** Things to do, ordered by simulated time: a binary heap. */
export interface Schedule<Task> {
  readonly add: (at: number, task: Task) => void;
  /** The earliest task if it is due at `now`. */
  readonly take: (now: number) => Task | undefined;
  readonly next: () => number | undefined;
  readonly size: () => number;
}

export const createSchedule = <Task>(): Schedule<Task> => {
  const heap: { readonly at: number; readonly task: Task }[] = [];
  const atOf = (place: number): number => heap[place]?.at ?? Number.POSITIVE_INFINITY;
  const swap = (one: number, other: number): void => {
    const [first, second] = [heap[one], heap[other]];
    if (first === undefined || second === undefined) return;
    heap[one] = second;
    heap[other] = first;
  };
  const rise = (start: number): void => {
    for (let place = start; place > 0;) {
      const parent = (place - 1) >> 1;
      if (atOf(parent) <= atOf(place)) return;
      swap(place, parent);
      place = parent;
    }
  };
  const sink = (): void => {
    for (let place = 0; ;) {
      const left = 2 * place + 1;
      const least = atOf(left + 1) < atOf(left) ? left + 1 : left;
      if (atOf(least) >= atOf(place)) return;
      swap(place, least);
      place = least;
    }
  };
  return {
    add: (at, task) => {
      heap.push({ at, task });
      rise(heap.length - 1);
    },
    take: (now) => {
      const first = heap[0];
      if (first === undefined || first.at > now) return undefined;
      swap(0, heap.length - 1);
      heap.pop();
      sink();
      return first.task;
    },
    next: () => heap[0]?.at,
    size: () => heap.length,
  };
};
