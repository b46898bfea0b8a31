import type { AnyBulkWriteOperation } from "mongodb";
import { HANDLED_KEPT, type Change } from "./document.ts";

/**
 * Documents that one statement changes. A store may commit every statement by itself: many documents share what that costs.
 * Each document looks for its own part among them, so more of them cost more than they save.
 */
const MOST = 25;

interface Save {
  readonly savedAt: Date;
  /** The mark of this write in the histories that it makes longer. */
  readonly save: string;
}

type Saved = Change<unknown, unknown>;

const entriesOf = ({ events }: Saved, { save }: Save): readonly object[] => events.map((entry) => ({ ...entry, save }));

/** By `$set`, `$push` and `$unset`: anything that can be saved. */
const single = (change: Saved, save: Save): AnyBulkWriteOperation => {
  const { id, expected, state, events, handled, outbox, replacesOutbox, sealed, chained, rewritten } = change;
  const hasNews = outbox.length > 0;
  const added = entriesOf(change, save);
  const pushed = {
    ...(rewritten === undefined ? { history: { $each: added } } : {}),
    ...(handled.length > 0 ? { handled: { $each: handled, $slice: -HANDLED_KEPT } } : {}),
    ...(hasNews && !replacesOutbox ? { outbox: { $each: outbox } } : {}),
  };
  const gone = {
    ...(!hasNews && replacesOutbox ? { outbox: "", pending: "" } : {}),
    ...(sealed === null ? { sealed: "" } : {}),
  };
  const update = {
    $set: {
      state,
      version: expected + events.length,
      savedAt: save.savedAt,
      ...(hasNews ? { pending: 1 } : {}),
      ...(hasNews && replacesOutbox ? { outbox } : {}),
      ...(sealed ? { sealed } : {}),
      ...(chained ? { unsealed: 1 } : {}),
      ...(rewritten === undefined ? {} : { history: [...rewritten, ...added] }),
    },
    ...(Object.keys(pushed).length > 0 ? { $push: pushed } : {}),
    ...(Object.keys(gone).length > 0 ? { $unset: gone } : {}),
  };
  return { updateOne: { filter: { _id: id as never, version: expected }, update: update as object } };
};

/** What happens to an outbox: news behind what stands there, news in its place, nothing any more, or it stays. */
const outboxOf = ({ outbox, replacesOutbox }: Saved): "grows" | "replaced" | "cleared" | "stays" => {
  if (outbox.length > 0) return replacesOutbox ? "replaced" : "grows";
  return replacesOutbox ? "cleared" : "stays";
};

const joined = (field: string): object => ({ $concatArrays: [{ $ifNull: [`$${field}`, []] }, `$news.${field}`] });

/** Changes of one kind to documents of one version, each with its own part of what the statement brings. */
const together = (changes: readonly Saved[], save: Save): AnyBulkWriteOperation => {
  const [first] = changes;
  if (first === undefined) throw new Error("a statement of nothing");
  const ids = changes.map(({ id }) => id);
  // Not by its place in a list: stores copy a list as a whole for every document that takes one part of it.
  const branches = changes.map((change) => ({
    case: { $eq: ["$_id", change.id] },
    then: {
      $literal: {
        state: change.state,
        version: change.expected + change.events.length,
        history: entriesOf(change, save),
        handled: change.handled,
        outbox: change.outbox,
      },
    },
  }));
  const kind = outboxOf(first);
  const update = [
    { $set: { news: { $switch: { branches } } } },
    {
      $set: {
        state: "$news.state",
        version: "$news.version",
        savedAt: save.savedAt,
        history: joined("history"),
        handled: { $slice: [joined("handled"), -HANDLED_KEPT] },
        ...(first.chained ? { unsealed: 1 } : {}),
        ...(kind === "grows" ? { outbox: joined("outbox"), pending: 1 } : {}),
        ...(kind === "replaced" ? { outbox: "$news.outbox", pending: 1 } : {}),
      },
    },
    { $unset: ["news", ...(kind === "cleared" ? ["outbox", "pending"] : [])] },
  ];
  return { updateMany: { filter: { _id: { $in: ids as never[] }, version: first.expected }, update } };
};

const isPlain = ({ sealed, rewritten }: Saved): boolean => sealed === undefined && rewritten === undefined;

/** The statements that save these changes, each only where the document still has its expected version. */
export const statementsOf = (changes: readonly Saved[], save: Save): readonly AnyBulkWriteOperation[] => {
  const alike = Map.groupBy(changes, (change) =>
    isPlain(change) ? `${change.expected} ${outboxOf(change)} ${String(change.chained === true)}` : change.id,
  );
  return [...alike.values()].flatMap((group) => {
    const statements: AnyBulkWriteOperation[] = [];
    for (let start = 0; start < group.length; start += MOST) {
      const part = group.slice(start, start + MOST);
      // Alone it can be repeated by the driver when a primary steps down; a statement for many cannot.
      if (part.length === 1) statements.push(...part.map((change) => single(change, save)));
      else statements.push(together(part, save));
    }
    return statements;
  });
};
