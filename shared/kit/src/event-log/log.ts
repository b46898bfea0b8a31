import { streamOf, type Custody } from "@wangge/contracts";
import type { Audit } from "../audit/audit.ts";
import type { Bus, StreamMessage } from "../bus/port.ts";
import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Call } from "../service/broker.ts";
import { sweeping } from "../service/sweeping.ts";
import type { DeciderStore } from "../store/port.ts";
import { gauge, metrics } from "../telemetry/index.ts";
import {
  blockDigest,
  blockId,
  treeOver,
  type Block,
  type BlockLogged,
  type BlockState,
  type LogBlock,
} from "./block.ts";

export type BlockStore = DeciderStore<BlockState, LogBlock, BlockLogged>;

export interface EventLogParts {
  readonly custody: Custody;
  /** A chained collection among those that the audit seals. */
  readonly blocks: BlockStore;
  readonly audit: Pick<Audit, "sealer">;
  readonly bus: Pick<Bus, "read">;
  readonly call: Call;
  readonly everyMs: number;
  readonly log: Log;
  /** By the clock of the machine: custody does not run on simulated time. */
  readonly now?: () => number;
}

export interface EventLog {
  readonly stream: string;
  /** Logs what was published since, seals it, and looks whether who keeps the heads has them. */
  readonly advance: () => Promise<void>;
  /** Since when something that was published waits to be anchored, ms since 1970; undefined: all of it is. */
  readonly waitingSince: () => number | undefined;
  readonly blockOf: (sequence: number) => Promise<Block | undefined>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

interface Anchors {
  readonly anchors: readonly { readonly signature: string }[];
}

/** Events under one root: read at once. */
const MOST = 1_000;
/** Heads compared at once. */
const ANCHORS = 500;
/** Blocks asked for at once. */
const BLOCKS = 100;

export const createEventLog = (parts: EventLogParts): EventLog => {
  const { custody, blocks, audit, bus, call, everyMs, log, now = Date.now } = parts;
  const { service, sealed, keeper } = custody;
  const stream = streamOf(sealed.subject);
  /** A head is an event too; alone it needs no block, or sealing would never come to rest. */
  const isHead = ({ subject }: StreamMessage): boolean => subject.startsWith(`evt.${sealed.subject}.`);
  let waiting: number | undefined;

  const newest = async (): Promise<Block | undefined> => (await blocks.find({ where: {}, limit: 1 }))[0]?.state.block;

  const logNew = async (): Promise<void> => {
    for (;;) {
      const before = await newest();
      const page = await bus.read(stream, { fromSequence: (before?.last ?? 0) + 1, limit: MOST });
      const [first, last] = [page[0], page.at(-1)];
      if (first === undefined || last === undefined || page.every(isHead)) return;
      const block: Block = {
        number: (before?.number ?? 0) + 1,
        stream,
        first: first.sequence,
        last: last.sequence,
        count: page.length,
        root: treeOver(page).root.toString("base64url"),
        previous: before === undefined ? null : blockDigest(before),
      };
      await blocks.handle(blockId(block.number), { type: "LogBlock", data: block });
    }
  };

  /** Up to which epoch the keeper has every head as this service sealed it. */
  let anchored = 0;
  const learnAnchors = async (): Promise<void> => {
    for (;;) {
      const [told, own] = await Promise.all([
        call(`${keeper}.anchors`, { service, after: anchored, limit: ANCHORS }) as Promise<Anchors>,
        audit.sealer.headsAfter(anchored, ANCHORS),
      ]);
      for (const [index, { head, signature }] of own.entries()) {
        if (told.anchors[index]?.signature !== signature) return;
        anchored = head.epoch;
      }
      if (own.length < ANCHORS) return;
    }
  };

  /** The newest block that is known to stand under an anchored head. */
  let settled: Block | undefined;
  const anchoredTo = async (): Promise<number> => {
    await learnAnchors();
    const known = settled?.number ?? 0;
    for (let to = (await newest())?.number ?? 0; to > known; to -= BLOCKS) {
      const numbers = Array.from({ length: Math.min(BLOCKS, to - known) }, (_, back) => to - back);
      const found = (await blocks.chain.records(numbers.map(blockId)))
        .filter(({ seals }) => seals.some(({ epoch }) => epoch <= anchored))
        .flatMap(({ history }) => history.slice(0, 1).map(({ event }) => event.data))
        .sort((one, other) => other.number - one.number);
      if (found[0] === undefined) continue;
      settled = found[0];
      break;
    }
    return settled?.last ?? 0;
  };

  const firstAfter = async (sequence: number): Promise<number | undefined> => {
    const page = await bus.read(stream, { fromSequence: sequence + 1, limit: MOST });
    return page.find((message) => !isHead(message))?.storedAt;
  };

  const advance = async (): Promise<void> => {
    try {
      await logNew();
      await audit.sealer.seal();
      waiting = await firstAfter(await anchoredTo());
    } catch (error) {
      // Nothing was learnt: what waited waits, and what came since waits from now on at the latest.
      waiting ??= now();
      throw error;
    }
  };

  const sweep = sweeping({ name: "event log", everyMs, work: advance, log });
  let unwatch: (() => void) | undefined;
  return {
    stream,
    advance,
    waitingSince: () => waiting,
    blockOf: async (sequence) => {
      // The last one that begins at or before it.
      const found = await blocks.find({ where: { "state.block.last": { gte: sequence } }, limit: 1, order: "oldest" });
      const block = found[0]?.state.block;
      return block !== undefined && block.first <= sequence ? block : undefined;
    },
    start: () => {
      unwatch = gauge(
        metrics.eventLogWaiting,
        "how long the oldest event has waited to be anchored",
        (observe) => {
          observe(waiting === undefined ? 0 : Math.max(0, now() - waiting));
        },
        "ms",
      );
      advance().catch((error: unknown) => {
        log.warn({ error: messageOf(error) }, "event log not anchored yet");
      });
      sweep.start();
    },
    stop: async () => {
      unwatch?.();
      await sweep.stop();
    },
  };
};
