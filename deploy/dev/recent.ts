/** What happened lately: never more than `most` things, none older than `forMs`. The developer's page keeps nothing for long. */
export interface Recent<T> {
  readonly add: (item: T) => void;
  /** Oldest first. */
  readonly all: () => readonly T[];
}

export interface Bounds {
  readonly most: number;
  readonly forMs: number;
  readonly now?: () => number;
}

/** `at`: when it happened, ms. Items come in about the order in which they happened. */
export const recent = <T extends { readonly at: number }>({ most, forMs, now = Date.now }: Bounds): Recent<T> => {
  let items: T[] = [];
  const trim = (): void => {
    const oldest = now() - forMs;
    const first = items.findIndex(({ at }) => at >= oldest);
    const fresh = first === -1 ? [] : items.slice(first);
    items = fresh.slice(Math.max(0, fresh.length - most));
  };
  return {
    add: (item) => {
      items.push(item);
      // Only now and then: a trim for every line of a storm would copy the whole list each time.
      if (items.length > most * 2) trim();
    },
    all: () => {
      trim();
      return items;
    },
  };
};
