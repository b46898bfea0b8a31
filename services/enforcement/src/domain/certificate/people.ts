/** 谁: each of those who acted was competent on the day, and there were enough of them. */
import type { Competent, ProcedureStep } from "../dossier/words.ts";
import { articleOn, check, figureOn, isSummary, officersIn, openedIn, verdictOf } from "./course.ts";
import type { Check, Placed, Proceeding } from "./terms.ts";

const codeOf = (item: string): string => item.slice(0, item.indexOf("@"));

const isWithin = (on: string, from: string, until: string | undefined): boolean =>
  from <= on && (until === undefined || on <= until);

const competence = (
  of: Proceeding,
  placed: Placed,
  account: string,
  step: ProcedureStep,
  fact: Competent | undefined,
): Check => {
  const { area, item, decidingBody } = openedIn(of).event.data;
  const { on } = placed;
  const rule = figureOn(of, on, "officers")?.rule ?? articleOn(of, on, "decider");
  const required = { step, on, area, item: codeOf(item), decidingBody };
  if (fact === undefined) return check("competence", placed, rule, required, {}, "breached", account);
  const { certificate, delegation } = fact;
  const found = {
    step: fact.step,
    on: fact.on,
    area: fact.area,
    item: fact.item,
    decidingBody: fact.decidingBody,
    ...(certificate === undefined
      ? {}
      : { certificate: { issuedOn: certificate.issuedOn, expiresOn: certificate.expiresOn } }),
    ...(delegation === undefined
      ? {}
      : { delegation: { kind: delegation.kind, from: delegation.from, until: delegation.until } }),
  };
  const isMet =
    fact.officer === account &&
    fact.step === step &&
    fact.on === on &&
    fact.area === area &&
    codeOf(fact.item) === codeOf(item) &&
    fact.decidingBody === decidingBody &&
    (certificate === undefined
      ? of.rules.byOffice.includes(step)
      : isWithin(on, certificate.issuedOn, certificate.expiresOn)) &&
    (delegation === undefined || isWithin(on, delegation.from, delegation.until));
  return check("competence", placed, rule, required, found, verdictOf(isMet), account);
};

const enough = (of: Proceeding, placed: Placed): readonly Check[] => {
  const { event, on } = placed;
  if (!of.rules.together.includes(event.type)) return [];
  const figure = figureOn(of, on, isSummary(of) ? "summaryOfficers" : "officers");
  if (figure === undefined) return [];
  const named = officersIn(event).map(({ officer }) => officer);
  const acting = of.rules.namesOfficers.includes(event.type) ? named : [event.data.by.account, ...named];
  const officers = new Set(acting).size;
  const verdict = verdictOf(officers >= figure.value);
  return [check("officers", placed, figure.rule, { officers: figure.value }, { officers }, verdict)];
};

export const checksOfPeople = (of: Proceeding): readonly Check[] =>
  of.course.flatMap((placed) => {
    const { event } = placed;
    const step = of.rules.steps[event.type];
    if (step === undefined) return [];
    const { account, competence: own } = event.data.by;
    const others = of.rules.namesOfficers.includes(event.type) ? "investigate" : step;
    return [
      competence(of, placed, account, step, own),
      ...officersIn(event)
        .filter(({ officer }) => officer !== account)
        .map((fact) => competence(of, placed, fact.officer, others, fact)),
      ...enough(of, placed),
    ];
  });
