/** What to do with a delivery: work on it, pass over it, or ask the server to begin again at the first unacknowledged one. */
export type Step = "take" | "restart" | "skip" | "reset";

/** Follows the deliveries of one partition, so that nothing is worked on before what comes before it. */
export interface OwnerRun {
  readonly see: (delivery: number, sequence: number) => Step;
  /** A reset is needed: nothing counts until it has been asked for. */
  readonly doubt: () => void;
  readonly isInDoubt: () => boolean;
  /** The reset is on its way: its first delivery may come before its answer. */
  readonly asked: () => void;
  readonly answered: () => void;
}

/**
 * After a reset the server numbers deliveries from 1, beginning after the last acknowledged message. An unbroken run from 1 is
 * therefore complete. Anything else (a message that went to a dead connection, a second owner, one that another owner
 * had before) breaks the run; acknowledging all up to its end would lose what is missing, so the run starts again.
 */
export const ownerRun = (): OwnerRun => {
  let phase: "doubt" | "asked" | "running" = "doubt";
  let expected = 1;
  let highest = 0;
  return {
    see: (delivery, sequence) => {
      if (phase === "doubt") return "skip";
      if (delivery === 1) {
        expected = 2;
        highest = sequence;
        return "restart";
      }
      // What the server sent before it heard of the reset.
      if (phase === "asked" && expected === 1) return "skip";
      if (delivery !== expected) return "reset";
      expected += 1;
      // Sent again because it has been in hand for long: it is being worked on, or waits in the queue.
      if (sequence <= highest) return "skip";
      highest = sequence;
      return "take";
    },
    doubt: () => {
      phase = "doubt";
    },
    isInDoubt: () => phase === "doubt",
    asked: () => {
      phase = "asked";
      expected = 1;
      highest = 0;
    },
    answered: () => {
      if (phase === "asked") phase = "running";
    },
  };
};
