/** One promise of an adapter, as a sentence, and how to see that it is kept. Any test runner can run it. */
export interface Case {
  readonly promise: string;
  readonly check: () => Promise<void>;
}
