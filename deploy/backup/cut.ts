/** What was said after its document had been read: the streams are taken last, and may know more than the stores that were. */
import type { AggregateKind, StoredDocument, StreamMessage } from "@wangge/kit";
import { checkDocument, keyOf } from "../doctor/aggregates.ts";
import { factOf } from "../doctor/streams.ts";
import type { StoreDump } from "./manifest.ts";
import { dumpedDocuments } from "./stores.ts";

type Document = StoredDocument<unknown, { readonly type: string }>;

interface Late {
  readonly stream: string;
  readonly sequence: number;
  readonly key: string;
  readonly aggregate: string;
}

export interface Tail {
  readonly stream: string;
  readonly messages: AsyncIterable<StreamMessage>;
}

const lateIn = async (tails: readonly Tail[]): Promise<readonly Late[]> => {
  const late: Late[] = [];
  for (const { stream, messages } of tails)
    for await (const message of messages) {
      const fact = factOf(stream, message);
      if (fact === undefined) continue; // no event: no document could explain it, before or after
      const { type, aggregate, sequence } = fact;
      late.push({ stream, sequence: message.sequence, key: keyOf(type, aggregate, sequence), aggregate });
    }
  return late;
};

/** Of messages that came while the stores were read: those that no dumped history says, by stream. */
export const unexplained = async (
  tails: readonly Tail[],
  stores: readonly StoreDump[],
  kinds: readonly AggregateKind[],
  dir: string,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const late = await lateIn(tails);
  if (late.length === 0) return new Map();
  const ids = new Set(late.map(({ aggregate }) => aggregate));
  const explained = new Set<string>();
  for (const { service, collections } of stores)
    for (const dump of collections) {
      const kind = kinds.find((one) => one.service === service && one.collection === dump.name);
      if (kind === undefined) continue;
      for await (const document of dumpedDocuments<Document>(dump, dir, ids))
        for (const { type, aggregate, sequence } of checkDocument(kind, document).expected)
          explained.add(keyOf(type, aggregate, sequence));
    }
  const cut = late.filter(({ key }) => !explained.has(key));
  return new Map(
    [...Map.groupBy(cut, ({ stream }) => stream)].map(([stream, of]) => [stream, of.map(({ sequence }) => sequence)]),
  );
};
