import type { Decider } from "../domain.ts";
import { DomainError, reject } from "../errors.ts";
import { isRedaction, withoutField, type chainOf, type FieldRedacted } from "./chain.ts";
import type { Change, Persistence, StoredDocument } from "./document.ts";
import type { Relay } from "./outbox.ts";
import type { Chain, HistoryEntry } from "./port.ts";

const ATTEMPTS = 3;
/** How long a removal waits for an outbox that still holds the text. */
const OUTBOX_WAIT_MS = 2_000;

export interface ChainParts<State, Event> {
  readonly decider: Pick<Decider<State, never, Event>, "name" | "initial" | "evolve">;
  readonly chain: ReturnType<typeof chainOf<Event>> | undefined;
  readonly persistence: Persistence<State, Event>;
  readonly relay: Relay;
  readonly write: Persistence<State, Event>["write"];
}

const within = async (ms: number, work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, late]);
  clearTimeout(timer);
};

/** What a chained store offers to auditors, and to whoever removes a field by order. */
export const chainPort = <State, Event>({
  decider,
  chain: given,
  persistence,
  relay,
  write,
}: ChainParts<State, Event>): Chain<State, Event> => {
  type Document = StoredDocument<State, Event>;
  const { name } = decider;

  const chain = (): NonNullable<typeof given> => {
    if (given === undefined) throw new Error(`the store of ${name} is not chained`);
    return given;
  };

  const read = async (id: string): Promise<Document> => {
    const [document] = await persistence.read([id]);
    if (document === undefined) throw new DomainError("missing", `${name}.unknown`, "There is no such thing", { id });
    return document;
  };

  const holds = ({ outbox = [] }: Document, text: string): boolean => {
    const written = JSON.stringify(text).slice(1, -1);
    return outbox.some(({ body }) => body.includes(written));
  };

  /** The state as the history makes it: nothing of what was removed stays in it. */
  const stateOf = (history: readonly HistoryEntry<Event>[]): State =>
    history.reduce((state, { event }) => (isRedaction(event) ? state : decider.evolve(state, event)), decider.initial);

  const redact: Chain<State, Event>["redact"] = async (id, redaction, { messageId, actor } = {}) => {
    const { extend } = chain();
    const { sequence, path } = redaction;
    const refuse = (code: string, message: string): DomainError =>
      reject(`${name}.redaction.${code}`, message, { sequence, path });

    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      let document = await read(id);
      const unchanged = { id, version: document.version, state: document.state, changed: false };
      if (messageId !== undefined && document.handled.includes(messageId)) return unchanged;
      const event: FieldRedacted = { type: "FieldRedacted", data: redaction };
      const entry = { event: event as Event, ...(actor === undefined ? {} : { by: actor }) };
      const { added, rewritten } = extend(id, document.history, [entry], Date.now());
      const history = [...(rewritten ?? document.history)];
      const target = history[sequence - 1];
      if (target === undefined) throw refuse("no_entry", "There is no such entry");
      const without = withoutField(target, path);
      if (without === undefined) throw refuse("not_allowed", "This field may not be removed");
      if (without === "redacted") return unchanged;
      if (holds(document, without.removed)) {
        relay.sweep([document]);
        await within(OUTBOX_WAIT_MS, relay.flush());
        document = await read(id);
        if (holds(document, without.removed))
          throw new DomainError("unavailable", `${name}.redaction.not_yet`, "An event with it is not on the bus yet", {
            id,
          });
        if (document.version !== unchanged.version) continue;
      }
      history[sequence - 1] = without.entry;
      const state = stateOf(history);
      const change: Change<State, Event> = {
        id,
        expected: document.version,
        state,
        events: added,
        handled: messageId === undefined ? [] : [messageId],
        outbox: [],
        chained: true,
        rewritten: history,
      };
      if ((await write([change])).size > 0) continue;
      const version = document.version + 1;
      // Only the newest version can be cleared.
      if (document.outbox !== undefined)
        relay.add([{ id, version, entries: relay.adopt(document.outbox), since: performance.now() }]);
      return { id, version, state, changed: true };
    }
    throw new DomainError("conflict", `${name}.conflict`, "Someone was quicker, several times in a row", { id });
  };

  return {
    records: async (ids) => {
      chain();
      return (await persistence.read(ids)).map(({ _id: id, version, history, seals = [] }) => ({
        id,
        version,
        history,
        seals,
      }));
    },
    unsealed: (limit) => {
      chain();
      return persistence.unsealed(limit);
    },
    markSealed: (epoch, heads) => {
      chain();
      return persistence.markSealed(epoch, heads);
    },
    redact,
  };
};
