/** One thing that is not as it must be. */
export interface Problem {
  readonly check: Check;
  /** The aggregate, message or consumer it is about. */
  readonly subject: string;
  readonly detail: string;
}

export type Check =
  | "fold" // the history makes another state than the stored one, or none at all
  | "version" // gaps, or a version that is not the number of events
  | "handled" // a message that was handled twice
  | "assignment" // two open orders at once
  | "outbox" // saved, and not on the bus after a while
  | "lost" // a fact that its stream does not have
  | "repeated" // a fact that its stream has twice
  | "altered" // a fact that says something else than the history
  | "unexplained" // a fact of which the history knows nothing
  | "unreadable" // a message that is no event at all
  | "receipt" // a receipt without a case, or a case without a receipt
  | "chain" // an entry of a history that is not as it was chained
  | "seal" // a head that is not sound, or says something else of a case than its history
  | "anchor" // a head that who keeps it knows otherwise, or not at all
  | "lead" // a body that does not know of its order, or whose answer its case does not know
  | "ledger" // a book that does not add up, or that says something else of a grant than the grant
  | "delivery" // an event that is due to another system, and is neither delivered nor waiting nor given up
  | "lag" // a consumer that is not at the end of its stream after a while
  | "deadLetter"; // a message that was given up and not put back
