/** What has to be so when all is at rest: the doctor's own checks, and that nothing that was due was left out or done twice. */
import { isEnforcementBody } from "@wangge/enforcement";
import { DEAD_LETTERS, type AggregateKind } from "@wangge/kit";
import { streamOf } from "@wangge/contracts";
import { checkDocument, checkReceipts, type Expected } from "../doctor/aggregates.ts";
import { allAggregates } from "../doctor/aggregates-of-all.ts";
import { leadChecker } from "../doctor/leads.ts";
import { ledgerChecker } from "../doctor/ledger.ts";
import { streamCheck } from "../doctor/streams.ts";
import { services } from "./faults.ts";
import type { Finding } from "./finding.ts";
import { purseProblems, type Paid } from "./purse.ts";
import type { Document } from "./stores.ts";
import { manifests, type World, type WorldImage } from "./world.ts";

const known = new Set<string>(services);
const kinds: readonly AggregateKind[] = allAggregates.filter(({ service }) => known.has(service));
const streams = [...new Set(manifests.flatMap(({ publishes }) => publishes.map(({ subject }) => streamOf(subject))))];

interface DueSeen {
  readonly wakeAt?: string;
}

/** Each rung of a ladder is told once for each deadline; a lead is late once for each order. */
const repeatedTellings = ({ _id, history }: Document): readonly Finding[] => {
  const seen = new Set<string>();
  return history.flatMap(({ event }) => {
    const { type, data = {} } = event as unknown as {
      readonly type: string;
      readonly data?: Readonly<Record<string, unknown>>;
    };
    const told =
      type === "CaseEscalated"
        ? `${String(data.about)} ${String(data.breachedAt)} ${String(data.level)}`
        : type === "LeadOverdue"
          ? String(data.acceptBy)
          : undefined;
    if (told === undefined) return [];
    const key = `${type} ${told}`;
    if (seen.has(key)) return [{ check: "timer", subject: _id, detail: `twice: ${key}` }];
    seen.add(key);
    return [];
  });
};

export interface JudgeOptions {
  readonly world: World;
  /** With what the history began: it was judged then. */
  readonly image: WorldImage;
  readonly receipts: ReadonlyMap<string, string>;
  readonly paid: Paid;
  readonly now: string;
}

export const judge = ({ world, image, receipts, paid, now }: JudgeOptions): readonly Finding[] => {
  const findings: Finding[] = [];
  const expected: Expected[] = [];
  const ids = new Map<string, Set<string>>();
  const leads = leadChecker(isEnforcementBody);
  const ledger = ledgerChecker();

  for (const kind of kinds) {
    const name = `${kind.service}/${kind.collection}`;
    const before = new Map((image.stores.documents.get(name) ?? []).map((one) => [one._id, one]));
    const own = new Set<string>();
    ids.set(name, own);
    for (const document of world.stores.documents(kind)) {
      const { _id } = document;
      own.add(_id);
      if (name === "dispatch/cases") leads.seeCase(document);
      if (name === "enforcement/leads") leads.seeLead(document);
      if (name === "social/fund-books") ledger.seeBook(document);
      if (name === "social/grants") ledger.seeGrant(document);
      const known = before.get(_id);
      if (known === document) continue;
      const checked = checkDocument(kind, document);
      findings.push(...checked.problems, ...repeatedTellings(document));
      expected.push(...checked.expected.filter(({ sequence }) => sequence > (known?.version ?? 0)));
      const { wakeAt } = document.state as DueSeen;
      if (wakeAt !== undefined && wakeAt <= now)
        findings.push({ check: "timer", subject: `${name}/${_id}`, detail: `due at ${wakeAt}, and it is ${now}` });
    }
  }

  const reports = ids.get("intake/reports") ?? new Set<string>();
  findings.push(...checkReceipts(reports, ids.get("dispatch/cases") ?? new Set()));
  for (const report of receipts.keys())
    if (!reports.has(report))
      findings.push({ check: "receipt", subject: report, detail: "a receipt was given, and there is no report" });
  const keys = [...receipts.values()];
  if (new Set(keys).size !== keys.length)
    findings.push({ check: "receipt", subject: keys.join(), detail: "two reports under one key" });
  findings.push(...leads.problems(), ...ledger.problems());
  const social = (collection: string) => world.stores.documents({ service: "social", collection });
  findings.push(...purseProblems(social("fund-books"), social("grants"), paid));

  const check = streamCheck(expected);
  for (const stream of streams)
    for (const { sequence: position, text } of world.bus
      .stored(stream)
      .slice(image.bus.streams.get(stream)?.length ?? 0)) {
      const { type, subject, sequence, data } = JSON.parse(text) as {
        readonly type: string;
        readonly subject: string;
        readonly sequence: string;
        readonly data: unknown;
      };
      check.see({ stream, position, type, aggregate: subject, sequence, data });
    }
  findings.push(...check.problems());
  for (const { subject, headers } of world.bus.stored(DEAD_LETTERS))
    findings.push({
      check: "deadLetter",
      subject,
      detail: `${headers["Wangge-Code"] ?? ""}: ${headers["Wangge-Reason"] ?? ""}`,
    });
  return findings;
};
