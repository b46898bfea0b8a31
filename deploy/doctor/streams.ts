import { isDeepStrictEqual } from "node:util";
import { Envelope } from "@wangge/contracts";
import type { StreamMessage } from "@wangge/kit";
import { keyOf, type Expected } from "./aggregates.ts";
import type { Problem } from "./problem.ts";

/** What is looked at of a message on a stream. */
export interface Fact {
  readonly stream: string;
  readonly position: number;
  readonly type: string;
  readonly aggregate: string;
  readonly sequence: string;
  readonly data: unknown;
}

/** What a message on a stream says; undefined where it is no event. */
export const factOf = (stream: string, { sequence: position, text }: StreamMessage): Fact | undefined => {
  try {
    const { type, subject, sequence, data } = Envelope.parse(JSON.parse(text));
    return { stream, position, type, aggregate: subject, sequence: sequence ?? "", data };
  } catch {
    return undefined;
  }
};

/** Compares what the histories say with what the streams have. Feed facts in any order, then ask for the problems. */
export const streamCheck = (
  expected: readonly Expected[],
): { readonly see: (fact: Fact) => void; readonly problems: () => readonly Problem[] } => {
  const waiting = new Map(expected.map((one) => [keyOf(one.type, one.aggregate, one.sequence), one]));
  const seen = new Set<string>();
  const problems: Problem[] = [];

  const see = ({ stream, position, type, aggregate, sequence, data }: Fact): void => {
    const key = keyOf(type, aggregate, sequence);
    const where = `${stream}:${String(position)}`;
    if (seen.has(key)) {
      problems.push({ check: "repeated", subject: key, detail: `again at ${where}` });
      return;
    }
    seen.add(key);
    const wanted = waiting.get(key);
    if (wanted === undefined)
      problems.push({ check: "unexplained", subject: key, detail: `at ${where}, not in any history` });
    else if (!isDeepStrictEqual(wanted.data, data))
      problems.push({ check: "altered", subject: key, detail: `at ${where}, its data differ from the history` });
  };

  return {
    see,
    problems: () => [
      ...problems,
      ...[...waiting.keys()]
        .filter((key) => !seen.has(key))
        .map((key): Problem => ({ check: "lost", subject: key, detail: "saved, and its stream does not have it" })),
    ],
  };
};
