/** Whole proceedings through the real decider, and what a chained store would hold of them. */
import { dayAfter } from "@wangge/calendar";
import { chainOf, isDomainError, signingKeyOf, type HistoryEntry } from "@wangge/kit";
import { generateKeyPairSync } from "node:crypto";
import { certificateOf, type Certificate } from "../src/app/certificate/certificate.ts";
import { REDACTABLE as OF_DOSSIER, type DossierEvent } from "../src/domain/dossier/index.ts";
import { evidenceDecider, REDACTABLE as OF_EVIDENCE, type EvidenceEvent } from "../src/domain/evidence/index.ts";
import { firstLawBook } from "../src/domain/law/index.ts";
import { decision, direct, informedOf, onSpot, pair, told, type Told } from "./dossier-builders.ts";
import { capture, rulesOf } from "./evidence-builders.ts";

export const newKey = () =>
  signingKeyOf(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());
export const key = newKey();
export const ID = "01HZX0000000000000000D0551";

export interface Course {
  readonly day: string;
  readonly fine: number;
  readonly defence: "none" | "answered" | "waived";
  readonly hearing: boolean;
  readonly review: boolean;
  /** Days between one step and the next. */
  readonly gaps: readonly number[];
}

type Ask = (so: Told, day: string) => Told;

/** Whatever is refused is not done; the proceeding goes on with what is. */
const attempt = (before: Told, ask: (so: Told) => Told): Told => {
  try {
    return ask(before);
  } catch (error) {
    if (isDomainError(error)) return before;
    throw error;
  }
};

export const ordinary = ({ day, fine, defence, hearing, review, gaps }: Course): Told => {
  const steps: readonly Ask[] = [
    (so, on) =>
      defence === "answered"
        ? so.then(on, "acc-1", "ReceiveDefence", { channel: "oral", evidence: ["ev-1"] })
        : defence === "waived"
          ? so.then(on, "acc-1", "WaiveDefence", { evidence: ["ev-1"] })
          : so,
    (so, on) => (hearing ? so.then(on, "acc-1", "RequestHearing", { on, evidence: ["ev-1"] }) : so),
    (so, on) =>
      defence === "answered"
        ? so.then(on, "acc-lead", "ConsiderDefence", { adopted: "none", reasons: "理由不成立" })
        : so,
    (so, on) =>
      hearing
        ? so.then(on, "acc-lead", "ScheduleHearing", {
            on: dayAfter(on, 15),
            noticeDeliveredOn: on,
            chair: "acc-chair",
            members: ["acc-8"],
            clerk: "acc-7",
            isPublic: true,
          })
        : so,
    (so, on) =>
      hearing
        ? so.then(dayAfter(on, 15), "acc-chair", "HoldHearing", { record: "ev-3", signed: "signed", opinion: "维持" })
        : so,
    (so, on) =>
      review ? so.then(dayAfter(on, 15), "acc-review", "ReviewLegally", { passed: true, opinion: "同意" }) : so,
    (so, on) =>
      so.then(dayAfter(on, 15), "acc-lead", "DiscussCollectively", {
        members: ["acc-lead", "acc-5", "acc-6"],
        inFavour: 3,
        against: 0,
        minutes: "ev-1",
      }),
    (so, on) => so.then(dayAfter(on, 15), "acc-lead", "Decide", decision(fine, { evidence: ["ev-1", "ev-3"] })),
    (so, on) =>
      so.then(dayAfter(on, 15), "acc-1", "DeliverDecision", {
        ...pair("deliver", dayAfter(on, 15)),
        delivery: direct(dayAfter(on, 15)),
      }),
    (so, on) =>
      so.then(dayAfter(on, 15), "acc-1", "RecordPayment", {
        paymentId: "pay-1",
        amount: fine,
        on: dayAfter(on, 15),
        receipt: "票-1",
      }),
    (so, on) => so.then(dayAfter(on, 20), "enforcement", "WakeDossier", {}),
    (so, on) => so.then(dayAfter(on, 20), "acc-lead", "CloseDossier", { report: "已缴清" }),
  ];
  let on = day;
  return steps.reduce(
    (before, ask, nth) => {
      on = dayAfter(on, gaps[nth % gaps.length] ?? 0);
      const today = on;
      return attempt(before, (so) => ask(so, today));
    },
    informedOf(day, fine),
  );
};

export const summary = (day: string, fine: number): Told =>
  told().then(day, "acc-1", "DecideOnSpot", onSpot(day, fine));

const chained = <Event extends { readonly type: string }>(
  kind: string,
  id: string,
  events: readonly Event[],
  redactable: Readonly<Partial<Record<string, readonly string[]>>>,
): readonly HistoryEntry<Event>[] =>
  chainOf<Event>(kind, { redactable: redactable as Readonly<Record<string, readonly string[]>> }).extend(
    id,
    [],
    events.map((event) => ({ event, by: "acc-1" })),
    Date.parse("2022-01-01T00:00:00Z"),
  ).added;

/** Evidence as it was captured in the morning of the first day; monitoring that nobody reviewed where it is asked for. */
export const evidenceOf = (day: string, isReviewed = true): readonly EvidenceEvent[] => {
  const version = day < "2015-05-01" ? "evidence@2012" : day < "2021-07-15" ? "evidence@2015" : "evidence@2021";
  const at = `${day}T00:30:00.000Z`;
  const monitoring = { device: "CAM-7", site: "North gate", publishedOn: "2012-01-10", publishedIn: "gazette" };
  const more = isReviewed ? {} : ({ origin: "monitoring", monitoring } as const);
  return evidenceDecider.decide(capture({ capturedAt: at, rules: rulesOf(version), ...more }, "li", at), {
    status: "none",
  });
};

export const EVIDENCE = ["ev-1", "ev-3"] as const;

export const historyOf = (events: readonly DossierEvent[]): readonly HistoryEntry<DossierEvent>[] =>
  chained("enforcement.dossier", ID, events, OF_DOSSIER);

export const certify = (
  events: readonly DossierEvent[],
  { signing = key, items = evidenceOf(events[0]?.data.at.slice(0, 10) ?? "") } = {},
): Certificate =>
  certificateOf(
    {
      dossierId: ID,
      number: "成城管立〔2021〕1号",
      history: historyOf(events),
      evidence: EVIDENCE.map((id) => ({ id, history: chained("enforcement.evidence", id, items, OF_EVIDENCE) })),
      law: firstLawBook,
    },
    signing,
  );
