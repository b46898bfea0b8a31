/** What the platform has answered with a success, kept outside of it: nothing that it says later changes what stands here. */
import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";

/** What somebody asked for and was told that it is done. */
export type Step = "report" | "verify" | "accept" | "handle" | "check";

export interface Receipt {
  readonly step: Step;
  readonly caseId: string;
  /** Under which the same was asked, however often. */
  readonly key: string;
  /** Of a report: the number that its reporter was given. */
  readonly trackingNumber?: string;
}

export interface Receipts {
  /** Resolves when it is on the disk: only then it counts. */
  readonly keep: (receipt: Receipt) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const keepReceipts = async (file: string): Promise<Receipts> => {
  const handle = await open(file, "a");
  let waiting: string[] = [];
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  /** What came while the disk was busy goes together. */
  const writeAll = async (): Promise<void> => {
    await writing.catch(() => undefined);
    next = undefined;
    const lines = waiting;
    waiting = [];
    writing = (async () => {
      await handle.appendFile(lines.join(""));
      await handle.datasync();
    })();
    await writing;
  };
  return {
    keep: (receipt) => {
      waiting.push(`${JSON.stringify(receipt)}\n`);
      return (next ??= writeAll());
    },
    close: async () => {
      await next;
      await writing;
      await handle.close();
    },
  };
};

export const readReceipts = (file: string): readonly Receipt[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Receipt);
