import { reject } from "@wangge/kit/errors";
import type { By, CommandOf } from "./commands.ts";
import type { EventOf, OperationEvent } from "./events.ts";
import {
  activePersons,
  openAlarms,
  type Alarm,
  type Check,
  type Live,
  type Person,
  type PersonStatus,
  type SafetyTerms,
} from "./operation.ts";
import { mustHold, personOf } from "./refuse.ts";

/** Who raises what nobody asked for. */
const ITSELF = "enforcement";

const minutesAfter = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();

const checkAt = (dueAt: string, { graceMinutes }: SafetyTerms): Check => ({
  dueAt,
  lapsesAt: minutesAfter(dueAt, graceMinutes),
});

/** 安全点名: only who is on the scene has to answer, and sooner when inside. */
export const checkFor = (terms: SafetyTerms, status: PersonStatus, at: string): Check | undefined => {
  if (status === "onScene") return checkAt(minutesAfter(at, terms.everyMinutes), terms);
  if (status === "inside") return checkAt(minutesAfter(at, terms.insideEveryMinutes), terms);
  return undefined;
};

const alarmOf = (
  state: Pick<Live, "alarms" | "terms">,
  about: Pick<Alarm, "kind" | "officer" | "dueAt">,
  at: string,
  offset = 0,
): Alarm => ({
  id: `a${state.alarms.length + 1 + offset}`,
  ...about,
  at,
  acknowledgeBy: minutesAfter(at, state.terms.acknowledgeMinutes),
});

const isUnheard = ({ acknowledged, escalatedAt, resolved }: Alarm): boolean =>
  acknowledged === undefined && escalatedAt === undefined && resolved === undefined;

/** When the next thing is due by itself; undefined where nothing is. */
export const nextDue = (state: Pick<Live, "persons" | "alarms">): string | undefined =>
  [
    ...activePersons(state).flatMap(({ check }) => check?.lapsesAt ?? []),
    ...state.alarms.filter(isUnheard).map(({ acknowledgeBy }) => acknowledgeBy),
  ]
    .sort()
    .at(0);

/**
 * What is due by itself, the earliest first: a check-in that was missed is an alarm once, since the person has none to miss until he is
 * heard of again; an alarm nobody acknowledges goes up the line once.
 */
export const overdue = (state: Live, at: string): readonly OperationEvent[] => {
  const missed = activePersons(state)
    .flatMap(({ officer, check }) => (check !== undefined && check.lapsesAt <= at ? [{ officer, ...check }] : []))
    .sort((one, other) => (`${one.lapsesAt} ${one.officer}` < `${other.lapsesAt} ${other.officer}` ? -1 : 1));
  const unheard = state.alarms.filter((alarm) => isUnheard(alarm) && alarm.acknowledgeBy <= at);
  const said = { by: ITSELF, at };
  return [
    ...unheard.map(({ id }) => ({ type: "AlarmEscalated", data: { alarm: id, ...said } }) as const),
    ...missed.map(({ officer, dueAt }, index) => {
      const alarm = alarmOf(state, { kind: "missedCheckIn", officer, dueAt }, at, index);
      return { type: "AlarmRaised", data: { alarm, ...said } } as const;
    }),
  ];
};

const mayAnswerFor = (state: Live, by: By, person: Person): void => {
  const isOwn = by.account === person.officer || (by.aid !== undefined && by.aid === person.aid);
  if (!isOwn) mustHold(state, by, ["safety", "deputy", "operations"]);
};

/** Some ten metres: enough to find somebody by, and no more is kept. */
const STEPS = 10_000;
const rounded = (degrees: number): number => Math.round(degrees * STEPS) / STEPS;

export const checkIn = (
  { officer, needsHelp, place, by, at }: CommandOf<"CheckIn">,
  state: Live,
): readonly OperationEvent[] => {
  const person = personOf(state, officer);
  mayAnswerFor(state, by, person);
  const check = checkFor(state.terms, person.status, at);
  if (check === undefined)
    throw reject("enforcement.check_in.not_due", "Only who is on the scene checks in", { status: person.status });
  if (place !== undefined && by.account !== officer)
    throw reject("enforcement.check_in.others_place", "Where somebody is, only he says himself");
  const there = place === undefined ? {} : { place: { lng: rounded(place.lng), lat: rounded(place.lat) } };
  const said = { by: by.account, at };
  const isKnown = openAlarms(state).some((alarm) => alarm.kind === "help" && alarm.officer === officer);
  const alarm = alarmOf(state, { kind: "help", officer }, at);
  return [
    { type: "CheckedIn", data: { officer, check, ...there, ...said } },
    ...(needsHelp && !isKnown ? [{ type: "AlarmRaised", data: { alarm, ...said } } as const] : []),
  ];
};

export const callAll = ({ by, at }: CommandOf<"CallAll">, state: Live): readonly EventOf<"AllCalled">[] => {
  mustHold(state, by, ["safety", "deputy"]);
  const officers = activePersons(state)
    .filter(({ check }) => check !== undefined)
    .map(({ officer }) => officer);
  if (officers.length === 0) return [];
  return [{ type: "AllCalled", data: { officers, check: checkAt(at, state.terms), by: by.account, at } }];
};

const openAlarmOf = (state: Live, id: string): Alarm | undefined => {
  const alarm = state.alarms.find((one) => one.id === id);
  if (alarm === undefined) throw reject("enforcement.alarm.unknown", "There is no such alarm", { alarm: id });
  return alarm.resolved === undefined ? alarm : undefined;
};

export const acknowledge = (
  { alarm, by, at }: CommandOf<"AcknowledgeAlarm">,
  state: Live,
): readonly EventOf<"AlarmAcknowledged">[] => {
  mustHold(state, by, ["safety", "deputy", "operations"]);
  const open = openAlarmOf(state, alarm);
  if (open === undefined || open.acknowledged !== undefined) return [];
  return [{ type: "AlarmAcknowledged", data: { alarm, by: by.account, at } }];
};

/** Somebody else than the one it is about says what came of it; from then on he checks in again. */
export const resolve = (
  { alarm, outcome, by, at }: CommandOf<"ResolveAlarm">,
  state: Live,
): readonly EventOf<"AlarmResolved">[] => {
  mustHold(state, by, ["safety", "deputy", "operations"]);
  const open = openAlarmOf(state, alarm);
  if (open === undefined) return [];
  if (open.officer === by.account)
    throw reject("enforcement.alarm.own", "Somebody else says what came of this alarm", { alarm });
  const person = activePersons(state).find(({ officer }) => officer === open.officer);
  const check =
    person === undefined || person.check !== undefined ? undefined : checkFor(state.terms, person.status, at);
  return [{ type: "AlarmResolved", data: { alarm, outcome, check, by: by.account, at } }];
};
