/** 立案, 调查, 告知, 听证: the steps up to the decision. */
import { dayOf } from "@wangge/calendar";
import { competentOf, lastOf, plain, runningOf, type Asked } from "./asked.ts";
import type { CommandType } from "./commands.ts";
import type { DossierEvent } from "./events.ts";
import { deliveredOn, putOff } from "./time.ts";
import { givesHearing, needsDiscussion, normOf } from "./weigh.ts";

export type Decision<Type extends CommandType> = (asked: Asked<Type>) => readonly DossierEvent[];

/** 移送期间: the clock of the decision stood still while the dossier was away. */
const resumed = ({ state, rules, data: { on } }: Asked<"ReturnFromJustice">) => {
  const { transfer } = state;
  const stopped = lastOf(state, "decision");
  if (stopped === undefined || transfer === undefined) return [];
  const { status: _status, ...deadline } = stopped;
  const from = putOff(deadline.from, transfer.on, on);
  return [{ ...deadline, from, lastDay: rules.law.lastDay(from, deadline.period) }];
};

export const courseDecisions = {
  OpenDossier: ({ data, say }) => [say("DossierOpened", data)],
  FileDossier: ({ data, say, issue }) => [
    say("DossierFiled", { officers: competentOf(data.officers), deadlines: issue("decision") }),
  ],
  AmendParty: ({ data, say }) => [say("PartyAmended", data)],
  RefuseFiling: ({ data, say }) => [say("FilingRefused", data)],
  AddInvestigators: ({ data, state, say }) => {
    const officers = competentOf(data.officers).filter(
      ({ officer }) => !state.investigators.some(({ account, left }) => account === officer && left !== true),
    );
    return officers.length === 0 ? [] : [say("InvestigatorsAdded", { officers })];
  },
  RemoveInvestigator: ({ data, say }) => [say("InvestigatorRemoved", data)],
  AskRecusal: ({ data, say }) => [say("RecusalAsked", data)],
  DecideRecusal: ({ data, say }) => [say("RecusalDecided", data)],
  RecordInvestigation: ({ data, say }) => [
    say("InvestigationRecorded", { ...plain(data), officers: competentOf(data.officers) }),
  ],
  ApproveMeasure: ({ data, say }) => [say("MeasureApproved", data)],
  PreserveEvidence: ({ data, say, issue }) => [
    say("EvidencePreserved", {
      ...plain(data),
      officers: competentOf(data.officers),
      deadlines: issue("preservation", { of: data.measureId }),
    }),
  ],
  DisposePreserved: ({ data, say }) => [say("PreservedDisposed", data)],
  SeizeProperty: ({ data, say, issue }) => [
    say("PropertySeized", {
      ...plain(data),
      officers: competentOf(data.officers),
      deadlines: issue("seizure", { of: data.measureId }),
    }),
  ],
  SeizeUrgently: ({ data, on, rules, say, issue }) => {
    const { value: hours, version: edition, article } = rules.law.figure("compulsion", on, "urgentApprovalHours");
    const by = new Date(Date.parse(data.seizedAt) + hours * 3_600_000).toISOString();
    return [
      say("PropertySeizedUrgently", {
        ...plain(data),
        officers: competentOf(data.officers),
        approval: { by, edition, article },
        deadlines: issue("seizure", { of: data.measureId, from: dayOf(data.seizedAt) }),
      }),
    ];
  },
  DecideUrgentSeizure: ({ data, say, issue }) => [
    say("UrgentSeizureDecided", {
      ...data,
      deadlines: data.approved ? [] : issue("release", { of: data.measureId, through: true }),
    }),
  ],
  ExtendSeizure: ({ data, state, say, issue }) => {
    const from = runningOf(state, "seizure", data.measureId)?.lastDay;
    const deadlines = issue("seizure", { of: data.measureId, term: "seizureExtension", from });
    return [say("SeizureExtended", { ...data, deadlines })];
  },
  LiftSeizure: ({ data, say }) => [say("SeizureLifted", data)],
  ProposePenalty: ({ data, state, rules, on, say }) => [
    say("PenaltyProposed", {
      ...data,
      ...(data.finding === "penalty" ? { norm: normOf(data.norms, on, rules) } : {}),
      hearingRight: data.finding === "penalty" && givesHearing(data.penalty, state.party, on, rules),
      reviewGrounds: data.grounds,
      needsDiscussion:
        data.finding === "penalty" && needsDiscussion(data.penalty, data.grounds, data.isMajor, on, rules),
    }),
  ],
  InformParty: ({ data, state, rules, process, on, say, issue }) => {
    const from = deliveredOn(data.delivery, on, rules, process);
    const hearing = state.proposal?.hearingRight === true ? issue("hearingRequest", { from }) : [];
    const deadlines = [...issue("defence", { from }), ...hearing];
    return [
      say("PartyInformed", { ...plain(data), officers: competentOf(data.officers), deliveredOn: from, deadlines }),
    ];
  },
  ReceiveDefence: ({ data, say }) => [say("DefenceReceived", data)],
  WaiveDefence: ({ data, say }) => [say("DefenceWaived", data)],
  ConsiderDefence: ({ data, say }) => [say("DefenceConsidered", data)],
  RequestHearing: ({ data, say }) => [say("HearingRequested", data)],
  ScheduleHearing: ({ data, say, issue }) => [
    say("HearingScheduled", { ...data, deadlines: issue("hearingNotice", { from: data.noticeDeliveredOn }) }),
  ],
  HoldHearing: ({ data, say }) => [say("HearingHeld", data)],
  ForgoHearing: ({ data, say }) => [say("HearingForgone", data)],
  WithdrawDossier: ({ data, say }) => [say("DossierWithdrawn", data)],
  TransferToJustice: ({ data, say }) => [say("TransferredToJustice", data)],
  AcknowledgeTransfer: ({ data, say }) => [say("TransferAcknowledged", data)],
  ReturnFromJustice: (asked) => [asked.say("ReturnedFromJustice", { ...asked.data, deadlines: resumed(asked) })],
  RaiseDispute: ({ data, say }) => [say("DisputeRaised", data)],
  SettleDispute: ({ data, say }) => [say("DisputeSettled", data)],
  HandOver: ({ data, say }) => [say("HandedOver", data)],
} satisfies { readonly [Type in CommandType]?: Decision<Type> };
