/** What is on the bus of cases, as an integrator sees it. */
import { blocksOf } from "../src/common/event-stream.ts";
import type { TestStack } from "../../../deploy/test/stack.ts";

export interface Happened {
  /** Its place in the stream. */
  readonly id: string;
  readonly type: string;
  readonly data: { readonly caseId: string; readonly department?: string; readonly [field: string]: unknown };
}

/** What comes, and with or without something the place that it brought the reader to. */
interface Came {
  readonly happened?: Happened;
  readonly place: string | undefined;
}

const HELD_MS = 20_000;

/** From a place on, or from now on, until it is cut. */
async function* coming({ stack, as }: TestStack, signal: AbortSignal, after?: string): AsyncGenerator<Came> {
  const token = await as({ sub: "supervisor-1", roles: ["supervisor"] });
  const answer = await fetch(`${stack.url}/api/v1/stream/cases`, {
    headers: { authorization: `Bearer ${token}`, ...(after === undefined ? {} : { "last-event-id": after }) },
    signal,
  });
  if (!answer.ok || answer.body === null) throw new Error(`the stream answered ${String(answer.status)}`);
  const decoder = new TextDecoder();
  let rest = "";
  let place: string | undefined;
  for await (const chunk of answer.body) {
    const found = blocksOf(rest + decoder.decode(chunk as Uint8Array, { stream: true }));
    rest = found.rest;
    for (const { id = "", type, data } of found.blocks) {
      place = id === "" ? place : id;
      if (type !== undefined && data !== undefined)
        yield { happened: { id, type, data: JSON.parse(data) as Happened["data"] }, place };
    }
    yield { place };
  }
}

export interface Stream {
  /** In the order in which they came. */
  readonly events: readonly Happened[];
  readonly stop: () => void;
}

/** What happens to cases, from now on and without a break. */
export const followCases = async (platform: TestStack): Promise<Stream> => {
  const stopped = new AbortController();
  const events: Happened[] = [];
  const begun = Promise.withResolvers<undefined>();
  const read = async (): Promise<void> => {
    for await (const { happened } of coming(platform, stopped.signal)) {
      begun.resolve(undefined);
      if (happened !== undefined) events.push(happened);
    }
  };
  // It ends with the test.
  void read().catch((error: unknown) => {
    begun.reject(error);
  });
  await begun.promise;
  return {
    events,
    stop: () => {
      stopped.abort();
    },
  };
};

/** Reads until there is enough. */
const read = async (
  platform: TestStack,
  after: string | undefined,
  isEnough: (seen: readonly Happened[], place: string | undefined) => boolean,
): Promise<{ readonly seen: readonly Happened[]; readonly place: string }> => {
  const seen: Happened[] = [];
  let last: string | undefined;
  for await (const { happened, place } of coming(platform, AbortSignal.timeout(HELD_MS), after)) {
    last = place;
    if (happened !== undefined) seen.push(happened);
    if (isEnough(seen, last)) break;
  }
  return { seen, place: last ?? "" };
};

/** The place in the stream now. */
export const placeOf = async (platform: TestStack): Promise<string> =>
  (await read(platform, undefined, (_, place) => place !== undefined)).place;

/** So many events of a case since a place. */
export const eventsAfter = async (
  platform: TestStack,
  place: string,
  caseId: string,
  count: number,
): Promise<readonly Happened[]> => {
  const ofCase = (all: readonly Happened[]) => all.filter(({ data }) => data.caseId === caseId);
  return ofCase((await read(platform, place, (seen) => ofCase(seen).length >= count)).seen);
};

/** All events after a place, to another one. */
export const since = async (platform: TestStack, place: string, end: string): Promise<readonly Happened[]> => {
  if (place === end) return [];
  const { seen } = await read(platform, place, (_, last) => Number(last ?? 0) >= Number(end));
  return seen.filter(({ id }) => Number(id) <= Number(end));
};
