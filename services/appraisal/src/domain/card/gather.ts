import type { CompiledIndicator, Source, Value } from "../dictionary/index.ts";
import { ZERO, type Exact } from "@wangge/kit/exact";
import type { Fact, Gathering, Leaf, Span } from "../formula/index.ts";

/**
 * What is counted for each subject, fact by fact. Facts come in any order and can be taken out again, so that a change of one case
 * costs one case and not the period.
 */
export class Gatherer {
  readonly #leaves = new Map<Source, Map<string, Leaf>>();
  readonly #subjects = new Map<string, Map<Source, Map<string, Gathering>>>();
  /** How many facts each has: one that all were taken from again was never there. */
  readonly #facts = new Map<string, number>();
  readonly #span: Span;
  readonly #subjectOf: (source: Source, fact: Fact) => string | undefined;

  constructor(
    indicators: readonly CompiledIndicator[],
    span: Span,
    /** Whom a fact is about; undefined: nobody here. */
    subjectOf: (source: Source, fact: Fact) => string | undefined,
  ) {
    this.#span = span;
    this.#subjectOf = subjectOf;
    for (const { leaves } of indicators)
      for (const { source, leaf } of leaves) {
        const ofSource = this.#leaves.get(source) ?? new Map<string, Leaf>();
        this.#leaves.set(source, ofSource.set(leaf.key, leaf));
      }
  }

  /** The sources that anything asks. */
  get sources(): readonly Source[] {
    return [...this.#leaves.keys()];
  }

  get subjects(): readonly string[] {
    return [...this.#subjects.keys()].toSorted();
  }

  add(source: Source, fact: Fact, times: 1 | -1 = 1): void {
    const leaves = this.#leaves.get(source);
    const subject = this.#subjectOf(source, fact);
    if (leaves === undefined || subject === undefined) return;
    for (const gathering of this.#of(subject, source, leaves)) gathering.add(fact, this.#span, times);
    const count = (this.#facts.get(subject) ?? 0) + times;
    this.#facts.set(subject, count);
    if (count !== 0) return;
    this.#facts.delete(subject);
    this.#subjects.delete(subject);
  }

  #of(subject: string, source: Source, leaves: ReadonlyMap<string, Leaf>): Iterable<Gathering> {
    const bySource = this.#subjects.get(subject) ?? new Map<Source, Map<string, Gathering>>();
    this.#subjects.set(subject, bySource);
    const known = bySource.get(source);
    if (known !== undefined) return known.values();
    const opened = new Map([...leaves].map(([key, leaf]) => [key, leaf.open()]));
    bySource.set(source, opened);
    return opened.values();
  }

  /** Of a subject that nothing was told of: zero of everything. */
  value(subject: string, indicator: CompiledIndicator): Value {
    const bySource = this.#subjects.get(subject);
    return indicator.value((source, leaf): Exact => bySource?.get(source)?.get(leaf)?.value() ?? ZERO);
  }
}
