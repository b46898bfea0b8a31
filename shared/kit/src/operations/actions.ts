import { z } from "zod";
import { withoutNumbers } from "../crypto/numbers.ts";
import type { DeadLetter } from "../dead-letters/letter.ts";
import { unknownLetter, type LetterDesk } from "../dead-letters/desk.ts";
import { ANONYMOUS } from "../service/actor.ts";
import { action } from "../service/define.ts";
import { InstanceStatus, LetterView } from "./status.ts";

export interface OperationParts {
  readonly status: () => Promise<InstanceStatus>;
  /** Absent: the service reads nothing of the bus, and gives nothing up. */
  readonly letters: Pick<LetterDesk, "open" | "settle"> | undefined;
}

/** What says which letter, what is done with it, and why. */
export const settleShape = {
  sequence: z.coerce.number().int().min(1).describe("its place among the dead letters"),
  reason: withoutNumbers(1, 200).describe("why; stays on record beside the account"),
} as const;

export const pageShape = {
  before: z.coerce.number().int().min(1).optional().describe("the last sequence of the page before"),
  limit: z.coerce.number().int().min(1).max(500).default(100),
} as const;

const viewOf = ({ sequence, consumer, code, reason, storedAt, redriven }: DeadLetter): LetterView => ({
  ...{ sequence, consumer, code, reason, event: redriven.subject, eventId: redriven.id },
  givenUpAt: new Date(storedAt).toISOString(),
});

/** 运维. What every service answers about itself, over the bus alone: the gateway asks all of them. */
export const operationActions = ({ status, letters }: OperationParts) => ({
  operationStatus: action({
    summary: "运行状态: this process, its consumers and outboxes",
    access: ["operator"],
    idempotent: true,
    input: z.strictObject({}),
    output: InstanceStatus,
    run: () => status(),
  }),
  deadLetters: action({
    summary: "死信: open ones of this service, newest first",
    access: ["operator"],
    idempotent: true,
    input: z.strictObject(pageShape),
    output: z.object({ letters: z.array(LetterView), next: z.int().optional() }),
    run: async ({ before, limit }) => {
      const found = ((await letters?.open(limit, before)) ?? []).map(viewOf);
      const next = found.length === limit ? found.at(-1)?.sequence : undefined;
      return { letters: found, ...(next === undefined ? {} : { next }) };
    },
  }),
  settleDeadLetter: action({
    summary: "重投 or 弃置: gives a dead letter to its consumer again, or says that nobody needs it",
    access: ["operator"],
    input: z.strictObject({ ...settleShape, outcome: z.enum(["putBack", "discarded"]) }),
    output: z.object({ sequence: z.int() }),
    run: async ({ sequence, outcome, reason }, { actor }) => {
      if (letters === undefined) throw unknownLetter(sequence);
      await letters.settle(sequence, outcome, { by: actor?.id ?? ANONYMOUS, reason });
      return { sequence };
    },
  }),
});
