/** 凭什么: what the decision rests on and what it says. */
import type { EventOf } from "../dossier/index.ts";
import { evolve, standingOf, type EvidenceEvent, type EvidenceState } from "../evidence/index.ts";
import { allOf, articleOn, check, figureOn, openedIn, verdictOf } from "./course.ts";
import type { Check, Placed, Proceeding } from "./terms.ts";

type Decision = Placed<EventOf<"Decided"> | EventOf<"DecidedOnSpot">>;

const EVIDENCE_RULE = { edition: "", article: "" };

/** As it stood when it was decided. */
const stateAt = (events: readonly EvidenceEvent[], at: string): EvidenceState =>
  events.filter(({ data }) => data.at <= at).reduce<EvidenceState>(evolve, { status: "none" });

/** 当场: the device has it, and sends it when there is a dossier that it belongs to. */
const namedOnSpot = ([capture]: readonly EvidenceEvent[], at: string): EvidenceState => {
  const sent = capture === undefined ? ({ status: "none" } as const) : evolve({ status: "none" }, capture);
  return sent.status !== "none" && Date.parse(sent.capturedAt) <= Date.parse(at) ? sent : { status: "none" };
};

const stateFor = ({ event: { type, data } }: Decision, events: readonly EvidenceEvent[]): EvidenceState => {
  const then = stateAt(events, data.at);
  return then.status === "none" && type === "DecidedOnSpot" ? namedOnSpot(events, data.at) : then;
};

const evidence = (of: Proceeding, decision: Decision): readonly Check[] =>
  decision.event.data.evidence.map((id) => {
    const state = stateFor(decision, of.evidence.get(id) ?? []);
    if (state.status === "none")
      return check("evidence", decision, EVIDENCE_RULE, { standing: "usable" }, {}, "breached", id);
    const standing = standingOf(state);
    const rule = { edition: state.edition, article: state.article };
    const found = { standing, capturedAt: state.capturedAt };
    return check("evidence", decision, rule, { standing: "usable" }, found, verdictOf(standing === "usable"), id);
  });

/** 决定书载明事项. A text that was removed by order is there: its place says so. */
const contents = (of: Proceeding, decision: Decision): readonly Check[] => {
  const figure = figureOn(of, decision.on, "decisionContents");
  if (figure === undefined) return [];
  const { data, type } = decision.event;
  const kinds: readonly string[] = data.remedies.map(({ kind }) => kind);
  const owes = data.penalty.fine + data.penalty.confiscated > 0;
  const missing = [
    ...(data.facts === "" || data.evidence.length === 0 ? ["factsAndEvidence"] : []),
    ...(data.reasons === "" ? ["reasons"] : []),
    ...(owes && data.performance === undefined ? ["performance"] : []),
    ...(kinds.includes("reconsideration") && kinds.includes("suit") ? [] : ["remedies"]),
    ...(type === "Decided" && !data.hasPartyData ? ["party"] : []),
    ...(type === "Decided" && !data.isSealed ? ["bodyAndDate"] : []),
  ];
  return [check("contents", decision, figure.rule, { missing: [] }, { missing }, verdictOf(missing.length === 0))];
};

/** 从旧兼从轻: by the law of the act, or by that of the decision. */
const governing = (of: Proceeding, decision: Decision): Check => {
  const { act } = openedIn(of).event.data;
  const editions = [
    ...new Set([act.endedOn ?? act.committedOn, decision.on].map((day) => of.law.inForceOn("penalty", day).version)),
  ];
  const { edition } = decision.event.data.law;
  const verdict = verdictOf(editions.includes(edition));
  return check("governing", decision, articleOn(of, decision.on, "governing"), { editions }, { edition }, verdict);
};

/** 当场处罚 within its limits. */
const onSpot = (of: Proceeding): readonly Check[] =>
  allOf(of, "DecidedOnSpot").flatMap((placed) => {
    const { party, penalty } = placed.event.data;
    const name = party.kind === "citizen" ? "summaryCitizen" : "summaryOrganization";
    const figure = figureOn(of, placed.on, name);
    if (figure === undefined) return [];
    const verdict = verdictOf(penalty.fine <= figure.value);
    return [check("summaryLimit", placed, figure.rule, { fine: figure.value }, { fine: penalty.fine }, verdict)];
  });

export const checksOfSubstance = (of: Proceeding): readonly Check[] => [
  ...onSpot(of),
  ...allOf(of, "Decided", "DecidedOnSpot").flatMap((decision) =>
    decision.event.type === "Decided" && decision.event.data.finding !== "penalty"
      ? evidence(of, decision)
      : [...evidence(of, decision), ...contents(of, decision), governing(of, decision)],
  ),
];
