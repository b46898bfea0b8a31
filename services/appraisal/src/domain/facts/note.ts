/** What a service said of a subject, as far as appraisal keeps it: no text, no name. */
export interface Note {
  /** Of the event; the same id again is the same note. */
  readonly id: string;
  /** The service that said it. Services count versions of a subject apart. */
  readonly source: string;
  /** The subject's version after it: notes of one subject have one order, however they arrive. */
  readonly version: number;
  /** The contract without its service and version, `case.closed`. */
  readonly type: string;
  /** When it was said. */
  readonly time: string;
  /** The account that acted, where it was one of a post; never a name. */
  readonly by?: string | undefined;
  readonly data: Readonly<Record<string, boolean | number | string | undefined>>;
}

const inOrder = (one: Note, other: Note): number => {
  if (one.source !== other.source) return one.source < other.source ? -1 : 1;
  if (one.version !== other.version) return one.version - other.version;
  if (one.id === other.id) return 0;
  return one.id < other.id ? -1 : 1;
};

/** Notes with more of them, each once and in their order: the same set gives the same list, whatever came first or twice. */
export const withNotes = (notes: readonly Note[], more: readonly Note[]): readonly Note[] => {
  const known = new Set(notes.map(({ id }) => id));
  const fresh = more.filter(({ id }) => !known.has(id) && known.add(id));
  if (fresh.length === 0) return notes;
  const all = [...notes, ...fresh];
  // Mostly they come in their order.
  return all.every((note, index) => inOrder(all[index - 1] ?? note, note) <= 0) ? all : all.sort(inOrder);
};

/** What had been said by an instant. */
export const saidBefore = (notes: readonly Note[], asOf: string): readonly Note[] =>
  notes.filter(({ time }) => time < asOf);
