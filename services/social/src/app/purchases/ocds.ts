/** 开放采购数据. A purchase in the words of the Open Contracting Data Standard 1.1: a release for each public step, and the record of all. */
import { instantOf } from "@wangge/calendar";
import type { HistoryEntry } from "@wangge/kit";
import {
  contractSum,
  evolve,
  initial,
  PRICE,
  type Buyer,
  type Contract,
  type Proposal,
  type Purchase,
  type PurchaseEvent,
  type PurchaseState,
} from "../../domain/purchases/index.ts";
import type { Fen } from "../../domain/money.ts";
import type { OcdsPublisher } from "./data.ts";

export type OcdsRelease = Readonly<Record<string, unknown>> & {
  readonly ocid: string;
  readonly id: string;
  readonly date: string;
  readonly tag: readonly string[];
};

export interface OcdsRecord {
  readonly ocid: string;
  readonly releases: readonly OcdsRelease[];
  readonly compiledRelease: OcdsRelease;
}

/** The step of the standard that a fact is; what is not here tells the public nothing new. */
const TAGS: Readonly<Partial<Record<PurchaseEvent["type"], string>>> = {
  CallPublished: "tender",
  BidsOpened: "tenderUpdate",
  AwardProposed: "award",
  ChallengeAnswered: "awardUpdate",
  PurchaseAwarded: "awardUpdate",
  ContractSigned: "contract",
  ContractExtended: "contractAmendment",
  MilestoneJudged: "implementation",
  PaymentMade: "implementation",
  ContractTerminated: "contractTermination",
  PurchaseClosed: "implementationUpdate",
  PurchaseFailed: "tenderCancellation",
  PurchaseCancelled: "tenderCancellation",
};

/** The standard counts in yuan. Whole fen up to 90 trillion yuan come through a double unharmed. */
const valueOf = (amount: Fen) => ({ amount: amount / 100, currency: "CNY" });
const dayStart = (day: string): string => instantOf(day, "00:00");
const buyerId = ({ kind, code }: Buyer): string => `${kind}-${code}`;

const tenderStatus = ({ status }: Purchase): string => {
  switch (status) {
    case "stated":
    case "refused":
    case "approved":
      return "planning";
    case "published":
    case "opened":
    case "proposed":
      return "active";
    case "awarded":
    case "contracted":
    case "closed":
    case "terminated":
      return "complete";
    case "failed":
      return "unsuccessful";
    case "cancelled":
      return "cancelled";
  }
};

const awardStatus = ({ status, award }: Purchase): string => {
  if (award !== undefined) return "active";
  return status === "cancelled" ? "cancelled" : "pending";
};

const tenderOf = (id: string, state: Purchase, publisher: OcdsPublisher) => {
  const { need, call, openedAt, bids, publishedAt } = state;
  const { code, label } = publisher.methods[need.method];
  const isOpened = openedAt !== undefined;
  return {
    id,
    title: need.title,
    status: tenderStatus(state),
    value: valueOf(need.amount),
    procurementMethod: code,
    procurementMethodDetails: label,
    ...(need.single === undefined ? {} : { procurementMethodRationale: need.single.why }),
    mainProcurementCategory: "services",
    items: [
      { id: "1", description: need.title, classification: { scheme: "x_service-classes", id: need.serviceClass } },
    ],
    contractPeriod: { startDate: dayStart(need.from), endDate: dayStart(need.until) },
    ...(call === undefined
      ? {}
      : {
          tenderPeriod: { startDate: publishedAt, endDate: call.closesAt },
          awardCriteria: "ratedCriteria",
          awardCriteriaDetails: call.criteria
            .map(({ code: one, label: name, weight }) => `${name} (${one === PRICE ? "price, " : ""}${weight})`)
            .join("; "),
          documents: call.documents.map(({ title }, index) => ({
            id: String(index + 1),
            documentType: "biddingDocuments",
            title,
          })),
        }),
    ...(isOpened
      ? { numberOfTenderers: bids.length, tenderers: bids.map(({ organization }) => ({ id: organization })) }
      : {}),
  };
};

const awardsOf = (id: string, state: Purchase) => {
  const { proposal, setAside, award } = state;
  const awardOf = ({ round, supplier, amount, proposedAt }: Proposal, status: string) => ({
    id: `${id}-${round}`,
    status,
    date: status === "active" && award !== undefined ? award.at : proposedAt,
    value: valueOf(amount),
    suppliers: [{ id: supplier }],
  });
  return [
    ...setAside.map((one) => awardOf(one, "unsuccessful")),
    ...(proposal === undefined ? [] : [awardOf(proposal, awardStatus(state))]),
  ];
};

const milestonesOf = ({ milestones }: Contract) =>
  milestones.map(({ id, title, due, status, judgedAt }) => ({
    id,
    title,
    type: "delivery",
    dueDate: dayStart(due),
    status: status === "accepted" ? "met" : "scheduled",
    ...(status === "accepted" && judgedAt !== undefined ? { dateMet: judgedAt } : {}),
  }));

const contractsOf = (id: string, state: Purchase) => {
  const { contract, proposal, award, payments, need, status } = state;
  if (contract === undefined || award === undefined) return [];
  const paid = payments.filter((one) => one.status === "paid");
  const { additions, signedAt, from, until } = contract;
  return [
    {
      id: `${id}-contract`,
      awardID: `${id}-${proposal?.round ?? 1}`,
      title: contract.number,
      status: status === "contracted" ? "active" : "terminated",
      period: { startDate: dayStart(from), endDate: dayStart(until) },
      value: valueOf(contractSum(contract)),
      dateSigned: signedAt,
      ...(additions.length === 0
        ? {}
        : {
            amendments: additions.map(({ milestone, reason, at }) => ({ id: milestone, date: at, rationale: reason })),
          }),
      implementation: {
        milestones: milestonesOf(contract),
        ...(paid.length === 0
          ? {}
          : {
              transactions: paid.map(({ id: payment, amount, decidedAt }) => ({
                id: payment,
                date: decidedAt,
                value: valueOf(amount),
                payer: { id: buyerId(need.buyer) },
                payee: { id: award.supplier },
              })),
            }),
      },
    },
  ];
};

const partiesOf = ({ need, openedAt, bids, proposal, setAside, award }: Purchase) => {
  const roles = new Map<string, Set<string>>([[buyerId(need.buyer), new Set(["buyer", "procuringEntity", "payer"])]]);
  const add = (organization: string, role: string): void => {
    roles.set(organization, (roles.get(organization) ?? new Set()).add(role));
  };
  if (openedAt !== undefined) for (const { organization } of bids) add(organization, "tenderer");
  for (const { supplier } of proposal === undefined ? setAside : [...setAside, proposal]) add(supplier, "supplier");
  if (award !== undefined) add(award.supplier, "payee");
  return [...roles].map(([id, own]) => ({ id, roles: [...own] }));
};

const releaseOf = (
  id: string,
  state: Purchase,
  publisher: OcdsPublisher,
  about: { readonly release: string; readonly date: string; readonly tag: string },
): OcdsRelease => {
  const awards = awardsOf(id, state);
  const contracts = contractsOf(id, state);
  const { need } = state;
  return {
    ocid: `${publisher.prefix}-${id}`,
    id: about.release,
    date: about.date,
    tag: [about.tag],
    initiationType: "tender",
    language: "zh",
    parties: partiesOf(state),
    buyer: { id: buyerId(need.buyer) },
    planning: { budget: { id: need.budgetLine, amount: valueOf(need.amount) } },
    tender: tenderOf(id, state, publisher),
    ...(awards.length === 0 ? {} : { awards }),
    ...(contracts.length === 0 ? {} : { contracts }),
  };
};

/** What the public may have of a purchase; undefined before anything of it is public. */
export const ocdsRecord = (
  id: string,
  history: readonly Pick<HistoryEntry<PurchaseEvent>, "event">[],
  publisherAt: (at: string) => OcdsPublisher,
): OcdsRecord | undefined => {
  const releases: OcdsRelease[] = [];
  let state: PurchaseState = initial;
  let publisher: OcdsPublisher | undefined;
  for (const { event } of history) {
    state = evolve(state, event);
    const tag = TAGS[event.type];
    if (tag === undefined || state.publishedAt === undefined) continue;
    const { at: date } = event.data;
    publisher ??= publisherAt(date);
    const release = `${publisher.prefix}-${id}-${releases.length + 1}`;
    releases.push(releaseOf(id, state, publisher, { release, date, tag }));
  }
  const last = releases.at(-1);
  if (last === undefined) return undefined;
  return {
    ocid: last.ocid,
    releases,
    compiledRelease: { ...last, tag: ["compiled"], id: `${last.ocid}-${last.date}` },
  };
};
