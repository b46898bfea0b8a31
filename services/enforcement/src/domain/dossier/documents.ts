/**
 * 文书. What a notice, a decision or a receipt says, section by section, from templates: a line whose facts are not there is left
 * out, but of what the law demands.
 */
import { dayOf } from "@wangge/calendar";
import data from "../../../data/dossier/documents.json" with { type: "json" };
import type { DossierEvent, EventOf, EventType } from "./events.ts";
import { owedOn } from "./money.ts";
import { refuse } from "./refusals.ts";
import { termOn, type Rules, type TermName } from "./rules.ts";
import type { Dossier } from "./state.ts";
import type { Day, Deadline, DeliveryMethod, Fen, Penalty, PenaltyKind, Period, Purpose } from "./words.ts";

export interface Section {
  readonly name: string;
  readonly heading: string;
  readonly lines: readonly string[];
}
interface Template {
  readonly title: { readonly zh: string; readonly en: string };
  /** `needs`: what the law demands of it; other lines may be left out. */
  readonly sections: readonly (Section & { readonly needs?: readonly string[] })[];
}

export const DOCUMENTS = data.documents as Readonly<Record<keyof typeof data.documents, Template>>;
export type DocumentKind = keyof typeof DOCUMENTS;
export const DOCUMENT_KINDS = Object.keys(DOCUMENTS) as [DocumentKind, ...DocumentKind[]];

export interface Document {
  readonly kind: DocumentKind;
  readonly title: { readonly zh: string; readonly en: string };
  readonly sections: readonly Section[];
}

/** What of the party stands in a document; comes out of the seal. */
export interface PartyNames {
  readonly name?: string | undefined;
  readonly idNumber?: string | undefined;
  readonly address?: string | undefined;
  readonly representative?: string | undefined;
}

export interface DocumentParts {
  readonly dossier: Dossier;
  readonly history: readonly DossierEvent[];
  readonly party: PartyNames;
  /** 查询码, where it may be seen. */
  readonly code?: string | undefined;
  readonly rules: Rules;
  /** The day on which it is written: last days of what is not delivered yet are those of a delivery today. */
  readonly on: Day;
}

const KINDS: Readonly<Record<PenaltyKind, string>> = {
  warning: "警告",
  fine: "罚款",
  confiscation: "没收",
  lowerQualification: "降低资质等级",
  revokeLicence: "吊销许可证件",
  stopBusiness: "责令停产停业",
  restrictOccupation: "限制从业",
  detention: "行政拘留",
};

const METHODS: Readonly<Record<DeliveryMethod, string>> = {
  direct: "直接送达",
  left: "留置送达",
  mail: "邮寄送达",
  entrusted: "委托送达",
  forwarded: "转交送达",
  notice: "公告送达",
  electronic: "电子送达",
};

const UNITS: Readonly<Record<Period["unit"], string>> = {
  workingDay: "个工作日",
  day: "日",
  month: "个月",
  year: "年",
};

export const yuan = (fen: Fen): string => `${String(Math.floor(fen / 100))}.${String(fen % 100).padStart(2, "0")}元`;
const periodText = ({ amount, unit }: Period): string => `${String(amount)}${UNITS[unit]}`;

const penaltyText = ({ kinds, fine, confiscated }: Penalty): string | undefined =>
  kinds.length === 0
    ? undefined
    : kinds
        .map((kind) => {
          if (kind === "fine") return `罚款${yuan(fine)}`;
          return kind === "confiscation" && confiscated > 0 ? `没收违法所得${yuan(confiscated)}` : KINDS[kind];
        })
        .join("；");

type Values = Readonly<Record<string, string | undefined>>;

const lastEvent = <Type extends EventType>(
  history: readonly DossierEvent[],
  ...types: readonly Type[]
): EventOf<Type> | undefined =>
  history.findLast((event): event is EventOf<Type> & DossierEvent => (types as readonly string[]).includes(event.type));

/** A last day that was issued; of what waits for a delivery, that of one today. */
const termValues = (name: string, purpose: Purpose & TermName, { dossier, rules, on }: DocumentParts): Values => {
  const process = rules.processOf(dossier.process);
  const issued: Deadline | undefined = dossier.deadlines.findLast((one) => one.purpose === purpose);
  const term = termOn(rules, process, purpose, on);
  const period = issued?.period ?? term?.value;
  if (period === undefined) return {};
  return {
    [`${name}Period`]: periodText(period),
    [`${name}LastDay`]: issued?.lastDay ?? rules.law.lastDay(on, period),
    [`${name}Article`]:
      issued === undefined ? `${term?.version ?? ""} ${term?.article ?? ""}` : `${issued.edition} ${issued.article}`,
  };
};

/** Only what was issued: nobody is told of a right that he does not have. */
const issuedValues = (name: string, purpose: Purpose & TermName, parts: DocumentParts): Values =>
  parts.dossier.deadlines.some((one) => one.purpose === purpose) ? termValues(name, purpose, parts) : {};

const moneyValues = ({ dossier, rules, on }: DocumentParts): Values => {
  const { left, surcharge, paid } = owedOn(dossier, on, rules.law);
  const rate = rules.law.figureIfAny("penalty", on, "surchargeDaily")?.value;
  return {
    owed: yuan(left),
    surcharge: yuan(surcharge),
    paid: yuan(paid),
    ...(rate === undefined ? {} : { surchargeRate: `${String(rate / 100)}%` }),
  };
};

const deliveryValues = ({ history }: DocumentParts): Values => {
  const delivered = lastEvent(history, "DecisionDelivered")?.data;
  if (delivered === undefined) return {};
  const { delivery, deliveredOn, by, officers } = delivered;
  return {
    deliveryMethod: METHODS[delivery.method],
    deliveredOn,
    deliveredBy: [by.account, ...officers.map(({ officer }) => officer)].join("、"),
    witnesses: delivery.witnesses?.join("、"),
  };
};

const seizureValues = ({ history }: DocumentParts): Values => {
  const seized = lastEvent(history, "PropertySeized", "PropertySeizedUrgently")?.data;
  if (seized === undefined) return {};
  const { evidence, handover, basis, deadlines } = seized;
  const last = deadlines.find(({ purpose }) => purpose === "seizure");
  return {
    seized: evidence.join("、"),
    seizureList: handover.list,
    seizureBasis: basis,
    seizedOn: dayOf("seizedAt" in seized ? seized.seizedAt : seized.at),
    ...("urgency" in seized ? { urgency: seized.urgency } : {}),
    ...(last === undefined ? {} : { seizureLastDay: last.lastDay, seizureArticle: `${last.edition} ${last.article}` }),
  };
};

const wordsOf = (kind: DocumentKind, { history }: DocumentParts): Values => {
  const told =
    kind === "notice" ? lastEvent(history, "PenaltyProposed") : lastEvent(history, "Decided", "DecidedOnSpot");
  if (told === undefined) return {};
  const { facts, reasons, evidence, penalty, norm } = told.data;
  return {
    facts,
    reasons,
    evidence: evidence.length === 0 ? undefined : evidence.join("、"),
    penalty: penaltyText(penalty),
    norm: norm === undefined ? undefined : `《${norm.title}》${norm.article}`,
    ...("payee" in told.data ? { payee: told.data.payee } : {}),
  };
};

const caseValues = ({ dossier, history, party, code }: DocumentParts): Values => {
  const { decision, hearing } = dossier;
  const closed = lastEvent(history, "DossierClosed")?.data;
  return {
    number: dossier.number,
    body: (data.bodies as Values)[dossier.body] ?? dossier.body,
    partyName: party.name,
    partyIdNumber: party.idNumber,
    partyAddress: party.address,
    partyRepresentative: party.representative,
    partyCode: code,
    openedFacts: lastEvent(history, "DossierOpened")?.data.facts,
    committedOn: dossier.act.committedOn,
    foundOn: dossier.act.foundOn,
    filedOn: dossier.filedOn,
    filedBy: dossier.filedBy,
    investigators: dossier.investigators.map(({ account }) => account).join("、"),
    informedOn: dossier.informed?.on,
    hearingOn: hearing?.on,
    hearingChair: hearing?.chair,
    decisionNumber: decision?.number,
    decidedOn: decision?.on,
    governingLaw: decision?.law.edition,
    report: closed?.report,
    closedOn: closed === undefined ? undefined : dayOf(closed.at),
  };
};

const valuesOf = (kind: DocumentKind, parts: DocumentParts): Values => ({
  ...caseValues(parts),
  ...wordsOf(kind, parts),
  ...issuedValues("decision", "decision", parts),
  ...issuedValues("defence", "defence", parts),
  ...issuedValues("hearing", "hearingRequest", parts),
  ...termValues("payment", "payment", parts),
  ...termValues("reconsideration", "reconsideration", parts),
  ...termValues("suit", "suit", parts),
  ...termValues("urge", "urgeAnswer", parts),
  ...moneyValues(parts),
  ...deliveryValues(parts),
  ...seizureValues(parts),
  on: parts.on,
});

const isThere = (values: Values, name: string): boolean => values[name] !== undefined && values[name] !== "";

const filled = (line: string, values: Values): readonly string[] => {
  const names = [...line.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  if (!names.every((name) => isThere(values, name))) return [];
  return [line.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "")];
};

/** @throws DomainError `enforcement.dossier.content_missing` where the law demands more than there is */
export const documentOf = (kind: DocumentKind, parts: DocumentParts): Document => {
  const { title, sections } = DOCUMENTS[kind];
  const values = valuesOf(kind, parts);
  const missing = sections.filter(({ needs = [] }) => needs.some((name) => !isThere(values, name)));
  if (missing.length > 0) throw refuse("content_missing", { missing: missing.map(({ name }) => name) });
  const written = sections.map(({ name, heading, lines }) => ({
    name,
    heading,
    lines: lines.flatMap((line) => filled(line, values)),
  }));
  return { kind, title, sections: written.filter(({ lines }) => lines.length > 0) };
};

const { prefix, dossier: filing, decision } = data.numbers;

/** 案号: `成华执立〔2021〕12号` */
export const dossierNumber = (year: string, serial: number): string =>
  `${prefix}${filing}〔${year}〕${String(serial)}号`;

/** 文号 of its decision: the same serial, so that no number is lost where one is refused; `之二` where it is decided anew. */
export const decisionNumber = (number: string, before: number): string =>
  number
    .replace(`${prefix}${filing}`, `${prefix}${decision}`)
    .replace(/号$/, before === 0 ? "号" : `号之${String(before + 1)}`);
