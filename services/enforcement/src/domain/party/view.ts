/** 当事人视图. Where the proceeding stands for the party: what it may do next and until when; nothing of anybody else. */
import { dayOf } from "@wangge/calendar";
import texts from "../../../data/party/texts.json" with { type: "json" };
import { owedOn, type Dossier, type DossierEvent, type Owed } from "../dossier/index.ts";
import type { Day, Deadline, Penalty, Period, Purpose } from "../dossier/words.ts";
import type { LawBook } from "../law/index.ts";

export interface PlainText {
  readonly zh: string;
  readonly en: string;
}
type Texts = Readonly<Record<string, PlainText | undefined>>;

export interface Right {
  readonly right: Purpose;
  readonly text: PlainText;
  readonly lastDay: Day;
  readonly edition: string;
  readonly article: string;
}

export interface PartyView {
  readonly number: string;
  readonly procedure: "ordinary" | "summary";
  readonly body: string;
  readonly status: string;
  readonly statusText: PlainText;
  readonly committedOn: Day;
  /** The next thing that the party may or must do, and all of them. */
  readonly next?: Right | undefined;
  readonly rights: readonly Right[];
  readonly steps: readonly { readonly on: Day; readonly text: PlainText }[];
  /** What the party was told is intended, until it is decided. */
  readonly intended?: Penalty | undefined;
  readonly decision?:
    | {
        readonly number: string;
        readonly finding: string;
        readonly penalty: Penalty;
        readonly deliveredOn: Day;
        readonly finalOn?: Day | undefined;
        readonly annulled: boolean;
        readonly remedies: readonly {
          readonly kind: "reconsideration" | "suit";
          readonly period: Period;
          readonly edition: string;
          readonly article: string;
        }[];
      }
    | undefined;
  readonly money?: Owed | undefined;
  /** 查封、扣押: what is held of his, and until when at most. */
  readonly held: readonly { readonly of: string; readonly since: Day; readonly lastDay?: Day | undefined }[];
  readonly documents: readonly { readonly text: PlainText; readonly on: Day }[];
}

/** Before it is filed there is nothing that concerns the party. */
const HIDDEN: ReadonlySet<string> = new Set(["opened", "refused"]);

const rightOf = ({ purpose, lastDay, edition, article }: Deadline): readonly Right[] => {
  const text = (texts.rights as Texts)[purpose];
  return text === undefined ? [] : [{ right: purpose, text, lastDay, edition, article }];
};

const isDue = (dossier: Dossier, owed: Owed | undefined, purpose: Purpose): boolean =>
  purpose !== "payment" || (owed !== undefined && owed.left > 0 && dossier.decision?.annulled !== true);

const decisionOf = ({ decision }: Dossier): PartyView["decision"] => {
  if (decision?.deliveredOn === undefined) return undefined;
  const { number, finding, penalty, deliveredOn, finalOn, annulled, remedies } = decision;
  return {
    number,
    finding,
    penalty,
    deliveredOn,
    ...(finalOn === undefined ? {} : { finalOn }),
    annulled: annulled === true,
    remedies,
  };
};

/** The day that counts for the party: that of the delivery, where it was told later. */
const dayFor = (event: DossierEvent): Day => {
  if (event.type === "PropertySeizedUrgently") return dayOf(event.data.seizedAt);
  return event.type === "DecisionDelivered" || event.type === "PartyInformed" || event.type === "PartyUrged"
    ? event.data.deliveredOn
    : dayOf(event.data.at);
};

const heldOf = ({ measures, deadlines }: Dossier, history: readonly DossierEvent[]): PartyView["held"] =>
  measures
    .filter(
      ({ kind, status }) => kind === "seizure" && (status === "held" || status === "lapsed" || status === "refused"),
    )
    .map(({ id }) => {
      const seized = history.find(
        (event) =>
          (event.type === "PropertySeized" || event.type === "PropertySeizedUrgently") && event.data.measureId === id,
      );
      const lastDay = deadlines.findLast(({ of }) => of === id)?.lastDay;
      const since = seized === undefined ? "" : dayFor(seized);
      return { of: id, since, ...(lastDay === undefined ? {} : { lastDay }) };
    });

const DELIVERED: Readonly<Partial<Record<DossierEvent["type"], keyof typeof texts.documents>>> = {
  PropertySeized: "seizure",
  PropertySeizedUrgently: "seizure",
  PartyInformed: "notice",
  DecisionDelivered: "decision",
  DecidedOnSpot: "decision",
  PartyUrged: "urge",
};

/** Undefined where there is nothing for the party yet. */
export const partyViewOf = (
  dossier: Dossier,
  history: readonly DossierEvent[],
  on: Day,
  law: LawBook,
): PartyView | undefined => {
  const { status, number, procedure, body, act, deadlines, informed } = dossier;
  const statusText = (texts.statuses as Texts)[status];
  if (HIDDEN.has(status) || statusText === undefined) return undefined;
  const decision = decisionOf(dossier);
  const money = decision === undefined ? undefined : owedOn(dossier, on, law);
  const rights = deadlines
    .filter((one) => one.status === "running" && on <= one.lastDay && isDue(dossier, money, one.purpose))
    .flatMap(rightOf)
    .sort((one, other) => (one.lastDay < other.lastDay ? -1 : one.lastDay > other.lastDay ? 1 : 0));
  const intended = decision === undefined ? informed?.penalty : undefined;
  return {
    number,
    procedure,
    body,
    status,
    statusText,
    committedOn: act.committedOn,
    ...(rights[0] === undefined ? {} : { next: rights[0] }),
    rights,
    steps: history.flatMap((event) => {
      const text = (texts.steps as Texts)[event.type];
      return text === undefined ? [] : [{ on: dayFor(event), text }];
    }),
    ...(intended === undefined ? {} : { intended }),
    ...(decision === undefined ? {} : { decision }),
    ...(money === undefined ? {} : { money }),
    held: heldOf(dossier, history),
    documents: history.flatMap((event) => {
      const name = DELIVERED[event.type];
      return name === undefined ? [] : [{ text: texts.documents[name], on: dayFor(event) }];
    }),
  };
};
