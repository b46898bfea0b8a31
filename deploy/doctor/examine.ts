import { setTimeout as sleep } from "node:timers/promises";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { streamOf, type Manifest } from "@wangge/contracts";
import { isEnforcementBody } from "@wangge/enforcement";
import {
  connectMongo,
  connectNats,
  jetstreamBus,
  readAll,
  silentLog,
  topologyOf,
  type AggregateKind,
  type StoredDocument,
} from "@wangge/kit";
import { openDeadLetters } from "../replay/dead-letters.ts";
import { checkDocument, checkReceipts, type Expected } from "./aggregates.ts";
import { auditsOf } from "./audit.ts";
import { leadChecker } from "./leads.ts";
import { ledgerChecker } from "./ledger.ts";
import { streamCheck } from "./streams.ts";
import type { Problem } from "./problem.ts";

export interface ExamineOptions {
  readonly natsUrl: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly mongoUrl: string;
  readonly manifests: readonly Manifest[];
  readonly aggregates: readonly AggregateKind[];
  /** How long consumers and outboxes may take to come to rest. Default 30 s. */
  readonly waitMs?: number;
  /** The database of a service. Default: `wangge_<service>`. */
  readonly databaseOf?: (service: string) => string;
}

export interface Findings {
  readonly problems: readonly Problem[];
  readonly aggregates: number;
  readonly facts: number;
}

interface Lag {
  readonly consumer: string;
  readonly behind: number;
}

const lagsOf = async (manager: JetStreamManager, manifests: readonly Manifest[]): Promise<readonly Lag[]> => {
  const lags: Lag[] = [];
  for (const { stream, name } of topologyOf(manifests).consumers) {
    const { num_pending, num_ack_pending } = await manager.consumers.info(stream, name);
    if (num_pending + num_ack_pending > 0) lags.push({ consumer: name, behind: num_pending + num_ack_pending });
  }
  return lags;
};

/** Looks at every store and every stream, changes nothing, and says what does not fit together. */
export const examine = async (options: ExamineOptions): Promise<Findings> => {
  const { natsUrl, user, password, mongoUrl, manifests, aggregates, waitMs = 30_000 } = options;
  const { databaseOf = (service) => `wangge_${service}` } = options;
  const connection = await connectNats({ url: natsUrl, user, password, name: "doctor", log: silentLog });
  const bus = jetstreamBus(connection, silentLog);
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const mongo = await connectMongo({ url: mongoUrl, database: "admin", name: "doctor" });
  const collectionOf = ({ service, collection }: AggregateKind) =>
    mongo.client.db(databaseOf(service)).collection<StoredDocument<unknown, { readonly type: string }>>(collection);

  try {
    const until = Date.now() + waitMs;
    let lags: readonly Lag[] = [];
    for (;;) {
      lags = await lagsOf(manager, manifests);
      const pending = await Promise.all(aggregates.map((kind) => collectionOf(kind).countDocuments({ pending: 1 })));
      if ((lags.length === 0 && pending.every((count) => count === 0)) || Date.now() > until) break;
      await sleep(250);
    }
    const problems: Problem[] = lags.map(({ consumer, behind }) => ({
      check: "lag",
      subject: consumer,
      detail: `${String(behind)} messages behind`,
    }));

    const expected: Expected[] = [];
    const audits = await auditsOf(mongo, databaseOf, new Set(aggregates.map(({ service }) => service)));
    const leads = leadChecker(isEnforcementBody);
    const ledger = ledgerChecker();
    const ids = new Map<string, Set<string>>();
    let count = 0;
    for (const kind of aggregates) {
      const own = new Set<string>();
      ids.set(`${kind.service}/${kind.collection}`, own);
      for await (const document of collectionOf(kind).find()) {
        count += 1;
        own.add(document._id);
        const checked = checkDocument(kind, document);
        problems.push(...checked.problems);
        expected.push(...checked.expected);
        audits.get(kind.service)?.see(kind.collection, document);
        if (kind.service === "dispatch" && kind.collection === "cases") leads.seeCase(document);
        if (kind.service === "enforcement" && kind.collection === "leads") leads.seeLead(document);
        if (kind.service === "social" && kind.collection === "fund-books") ledger.seeBook(document);
        if (kind.service === "social" && kind.collection === "grants") ledger.seeGrant(document);
      }
    }
    const reports = ids.get("intake/reports");
    const cases = ids.get("dispatch/cases");
    if (reports !== undefined && cases !== undefined) problems.push(...checkReceipts(reports, cases));

    if (cases !== undefined && ids.has("enforcement/leads")) problems.push(...leads.problems());
    problems.push(...ledger.problems());

    const check = streamCheck(expected);
    let facts = 0;
    const streams = new Set(manifests.flatMap(({ publishes }) => publishes.map(({ subject }) => streamOf(subject))));
    for (const stream of streams)
      for await (const { sequence: position, text } of readAll(bus, stream)) {
        facts += 1;
        const {
          type,
          subject: aggregate,
          sequence,
          data,
        } = JSON.parse(text) as {
          readonly type: string;
          readonly subject: string;
          readonly sequence: string;
          readonly data: unknown;
        };
        check.see({ stream, position, type, aggregate, sequence, data });
      }
    problems.push(...check.problems(), ...[...audits.values()].flatMap((audit) => audit.problems()));

    for (const { consumer, code, reason, sequence } of await openDeadLetters(bus))
      problems.push({
        check: "deadLetter",
        subject: `${consumer}, DLQ:${String(sequence)}`,
        detail: `${code}: ${reason}`,
      });
    return { problems, aggregates: count, facts };
  } finally {
    await bus.close();
    await mongo.client.close();
  }
};
