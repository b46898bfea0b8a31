import { setTimeout as sleep } from "node:timers/promises";
import type { Custody } from "@wangge/contracts";
import { DomainError } from "../errors.ts";
import type { Audit } from "../audit/audit.ts";
import type { AuditExport } from "../audit/exports.ts";
import type { Bus, StreamMessage } from "../bus/port.ts";
import { canonicalJson } from "../crypto/canonical.ts";
import { signJws, type PublicJwk, type SigningKey } from "../crypto/signing.ts";
import type { Call } from "../service/broker.ts";
import { blockId, EVENT_LOG, treeOver, type Block } from "./block.ts";
import type { EventLog } from "./log.ts";

/** An event with its place under the root of its block. */
export interface ProvenEvent {
  readonly sequence: number;
  readonly id: string;
  readonly subject: string;
  /** The event as it was published: a CloudEvent. */
  readonly text: string;
  readonly block: number;
  readonly index: number;
  readonly path: readonly string[];
}

/** 证据: events with all that proves that this service published them, in this order, and has not altered them since. */
export interface Evidence {
  readonly format: "wangge.evidence.v1";
  readonly service: string;
  readonly stream: string;
  readonly exportedAt: string;
  readonly key: PublicJwk;
  readonly events: readonly ProvenEvent[];
  /** The blocks as histories, with the heads over them: what `npm run verify` checks of any history. */
  readonly audit: AuditExport;
  /** What the keeper has of the heads, as it says now; an auditor asks it himself. */
  readonly anchors: unknown;
  /** JWS (EdDSA, typ `wangge-evidence+json`) over the canonical JSON of all the rest. */
  readonly signature: string;
}

export interface EvidenceParts {
  readonly custody: Pick<Custody, "service" | "keeper">;
  readonly eventLog: EventLog;
  readonly audit: Pick<Audit, "exportOf">;
  readonly bus: Pick<Bus, "read">;
  readonly call: Call;
  readonly key: SigningKey;
  readonly now?: () => number;
}

interface Anchors {
  readonly anchors: readonly { readonly epoch: number }[];
}

const ANCHORED_WITHIN_MS = 5_000;
const LOOK_AGAIN_MS = 100;

const missing = (service: string, sequence: number): DomainError =>
  new DomainError("missing", `${service}.event_log.no_event`, "There is no such event in the log", { sequence });

/** @throws DomainError `<service>.event_log.no_event` */
export const createEvidence = ({ custody, eventLog, audit, bus, call, key, now = Date.now }: EvidenceParts) => {
  const { service, keeper } = custody;
  const { stream } = eventLog;
  const readBlock = async ({ first, last, count }: Block): Promise<readonly StreamMessage[]> =>
    (await bus.read(stream, { fromSequence: first, limit: count })).filter(({ sequence }) => sequence <= last);

  const provenIn = async (block: Block, wanted: ReadonlySet<number>): Promise<readonly ProvenEvent[]> => {
    const messages = await readBlock(block);
    const tree = treeOver(messages);
    return messages.flatMap(({ sequence, id, subject, text }, index) => {
      if (!wanted.has(sequence)) return [];
      const path = tree.proofOf(index).map((node) => node.toString("base64url"));
      return [{ sequence, id, subject, text, block: block.number, index, path }];
    });
  };

  /** What the keeper has of these heads. The newest may be on its way there: it is waited for a while. */
  const anchorsOf = async (epochs: readonly number[]): Promise<unknown> => {
    const newest = Math.max(...epochs);
    const after = Math.min(...epochs) - 1;
    for (const until = now() + ANCHORED_WITHIN_MS; ;) {
      const told = (await call(`${keeper}.anchors`, { service, after, limit: newest - after })) as Anchors;
      if (now() > until || told.anchors.some(({ epoch }) => epoch === newest)) return told;
      await sleep(LOOK_AGAIN_MS);
    }
  };

  return async (sequences: readonly number[]): Promise<Evidence> => {
    await eventLog.advance();
    const wanted = new Set(sequences);
    const blocks = new Map<number, Block>();
    for (const sequence of wanted) {
      const block = await eventLog.blockOf(sequence);
      if (block === undefined) throw missing(service, sequence);
      blocks.set(block.number, block);
    }
    const sorted = [...blocks.values()].sort((one, other) => one.number - other.number);
    const events: ProvenEvent[] = [];
    for (const block of sorted) events.push(...(await provenIn(block, wanted)));
    const lost = [...wanted].find((sequence) => !events.some((one) => one.sequence === sequence));
    if (lost !== undefined) throw missing(service, lost);
    const exported = await audit.exportOf(
      EVENT_LOG,
      sorted.map(({ number }) => blockId(number)),
    );
    const anchors = await anchorsOf(exported.heads.map(({ head }) => head.epoch));
    const body = {
      format: "wangge.evidence.v1" as const,
      service,
      stream,
      exportedAt: new Date(now()).toISOString(),
      key: key.publicJwk,
      events,
      audit: exported,
      anchors,
    };
    return { ...body, signature: signJws("wangge-evidence+json", canonicalJson(body), key).signature };
  };
};
