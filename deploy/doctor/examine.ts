import { setTimeout as sleep } from "node:timers/promises";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { streamOf, type Manifest } from "@wangge/contracts";
import { isEnforcementBody } from "@wangge/enforcement";
import { deliveriesKeptDays } from "@wangge/webhooks";
import {
  connectNats,
  jetstreamBus,
  openDeadLetters,
  readAll,
  silentLog,
  topologyOf,
  type AggregateKind,
  type StoredDocument,
} from "@wangge/kit";
import { checkDocument, checkReceipts, type Expected } from "./aggregates.ts";
import { auditsOf, keepersOf } from "./audit.ts";
import { leadChecker } from "./leads.ts";
import { ledgerChecker } from "./ledger.ts";
import { openStores } from "./stores.ts";
import { factOf, streamCheck } from "./streams.ts";
import type { Problem } from "./problem.ts";
import { webhookChecker } from "./webhooks.ts";
import type { Where } from "./where.ts";

export interface ExamineOptions extends Where {
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

/** Looks once over every store and every stream, as soon as they come to rest. */
const look = async (options: ExamineOptions): Promise<Findings> => {
  const { natsUrl: url, mongoUrl, manifests, aggregates, databaseOf, waitMs = 30_000 } = options;
  const { user, password, credentialsFile } = options;
  const connection = await connectNats({ url, user, password, credentialsFile, name: "doctor", log: silentLog });
  const bus = jetstreamBus(connection, silentLog);
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const services = new Set(aggregates.map(({ service }) => service));
  const { dbOf, close } = await openStores({
    services: [...services, ...keepersOf(services)],
    ...{ mongoUrl, name: "doctor", databaseOf },
  });
  const collectionOf = ({ service, collection }: AggregateKind) =>
    dbOf(service).collection<StoredDocument<unknown, { readonly type: string }>>(collection);

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
    const audits = await auditsOf(dbOf, services);
    const leads = leadChecker(isEnforcementBody);
    const ledger = ledgerChecker();
    const webhooks = webhookChecker(deliveriesKeptDays());
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
        if (kind.service === "webhooks" && kind.collection === "endpoints") webhooks.seeEndpoint(document);
        if (kind.service === "webhooks" && kind.collection === "deliveries") webhooks.seeDelivery(document);
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
      for await (const message of readAll(bus, stream)) {
        facts += 1;
        const { sequence, subject, id, storedAt } = message;
        const fact = factOf(stream, message);
        if (fact === undefined) {
          const place = `${stream}:${String(sequence)}`;
          problems.push({ check: "unreadable", subject: place, detail: "no event: whoever reads it gives it up" });
          continue;
        }
        check.see(fact);
        const key = subject.slice(subject.lastIndexOf(".") + 1);
        webhooks.seeEvent({ stream, sequence, id, type: fact.type, key, storedAt });
      }
    problems.push(
      ...check.problems(),
      ...webhooks.problems(),
      ...[...audits.values()].flatMap((audit) => audit.problems()),
    );

    for (const { consumer, code, reason, sequence } of await openDeadLetters(bus))
      problems.push({
        check: "deadLetter",
        subject: `${consumer}, DLQ:${String(sequence)}`,
        detail: `${code}: ${reason}`,
      });
    return { problems, aggregates: count, facts };
  } finally {
    await bus.close();
    await close();
  }
};

/**
 * Looks at every store and every stream, changes nothing, and says what does not fit together.
 * What is under way while it reads looks like an error too, so what it finds has to be there on a second look.
 */
export const examine = async (options: ExamineOptions): Promise<Findings> => {
  const first = await look(options);
  if (first.problems.length === 0) return first;
  const second = await look(options);
  const seen = new Set(first.problems.map(({ check, subject }) => `${check} ${subject}`));
  return { ...second, problems: second.problems.filter(({ check, subject }) => seen.has(`${check} ${subject}`)) };
};
