import { withVoided } from "./course.ts";
import type { OperationEvent } from "./events.ts";
import { withAdded } from "./needs.ts";
import {
  type Alarm,
  type Check,
  type Live,
  type OperationPlan,
  type OperationState,
  type Person,
  type Planned,
  type Post,
} from "./operation.ts";
import { nextDue } from "./safety.ts";

type PlanEvent = Extract<
  OperationEvent["type"],
  "OperationPlanned" | "PlanRevised" | "OperationApproved" | "OperationCancelled" | "OperationOpened"
>;
type LiveEvent = Exclude<
  OperationEvent,
  { readonly type: PlanEvent | "OperationReopened" | "OperationClosed" | "ClaimVoided" }
>;

const misplaced = (state: OperationState, { type }: OperationEvent): Error =>
  new Error(`${type} in an operation that is ${state.status}`);

const without = <T extends object, Key extends keyof T>(value: T, key: Key): Omit<T, Key> => {
  const { [key]: _, ...rest } = value;
  return rest;
};

/** Due anew after every event: `wakeAt` is what the sweep looks for. */
const timed = (state: Live): Live => {
  const wakeAt = nextDue(state);
  const { wakeAt: _, ...rest } = state;
  return wakeAt === undefined ? rest : { ...rest, wakeAt };
};

const plannedOf = (plan: OperationPlan, plannedBy: string, voided: readonly string[]): Planned => ({
  ...plan,
  plannedBy,
  voided,
});

const changed = (persons: readonly Person[], officer: string, change: (one: Person) => Person): readonly Person[] =>
  persons.map((one) => (one.officer === officer && one.status !== "released" ? change(one) : one));

const checked = (person: Person, check: Check | undefined): Person =>
  check === undefined ? without(person, "check") : { ...person, check };

const released = (person: Person): Person => ({ ...without(without(person, "check"), "seen"), status: "released" });

const vacated = (posts: Live["posts"], officers: readonly string[]): Live["posts"] =>
  Object.fromEntries(Object.entries(posts).filter(([, officer]) => !officers.includes(officer)));

const changedAlarm = (alarms: readonly Alarm[], id: string, more: Partial<Alarm>): readonly Alarm[] =>
  alarms.map((one) => (one.id === id ? { ...one, ...more } : one));

const afterRelease = (state: Live, officers: readonly string[], units: readonly string[]): Live => {
  const kept = state.offer !== undefined && officers.includes(state.offer.to) ? without(state, "offer") : state;
  return {
    ...kept,
    persons: state.persons.map((one) => (officers.includes(one.officer) ? released(one) : one)),
    units: state.units.map((one) => {
      if (units.includes(one.unit)) return without(one, "status");
      // An earlier stay of the same unit keeps the crew that it had.
      return one.status === undefined ? one : { ...one, crew: one.crew.filter((crew) => !officers.includes(crew)) };
    }),
    posts: vacated(state.posts, officers),
  };
};

const evolveLive = (state: Live, event: LiveEvent): Live => {
  switch (event.type) {
    case "CommandOffered":
      return { ...state, offer: { to: event.data.to, at: event.data.at } };
    case "CommandOfferEnded":
      return without(state, "offer");
    case "CommandTransferred": {
      const { to } = event.data;
      return { ...without(state, "offer"), commander: to, posts: vacated(state.posts, [to]) };
    }
    case "PostFilled":
      return { ...state, posts: { ...state.posts, [event.data.post]: event.data.officer } };
    case "PostVacated":
      return { ...state, posts: without(state.posts as Record<Post, string>, event.data.post) };
    case "LevelRaised":
      return { ...state, level: event.data.level, needs: withAdded(state.needs, event.data.added) };
    case "NeedAsked":
      return { ...state, needs: [...state.needs, event.data.need] };
    case "ForcesAssigned":
      return {
        ...state,
        persons: [...state.persons, ...event.data.persons],
        units: [...state.units, ...event.data.units],
      };
    case "ForcesReleased":
      return afterRelease(state, event.data.officers, event.data.units);
    case "PersonStatusSet": {
      const { officer, status, check } = event.data;
      return { ...state, persons: changed(state.persons, officer, (one) => checked({ ...one, status }, check)) };
    }
    case "UnitStatusSet": {
      const { unit, status } = event.data;
      const units = state.units.map((one) =>
        one.unit === unit && one.status !== undefined ? { ...one, status } : one,
      );
      return { ...state, units };
    }
    case "CheckedIn": {
      const { officer, check, place, at } = event.data;
      const seen = place === undefined ? {} : { seen: { ...place, at } };
      return { ...state, persons: changed(state.persons, officer, (one) => checked({ ...one, ...seen }, check)) };
    }
    case "AllCalled": {
      const { officers, check } = event.data;
      const persons = officers.reduce(
        (all, officer) => changed(all, officer, (one) => checked(one, check)),
        state.persons,
      );
      return { ...state, persons };
    }
    case "AlarmRaised": {
      const { alarm } = event.data;
      const persons =
        alarm.kind === "help" ? state.persons : changed(state.persons, alarm.officer, (one) => checked(one, undefined));
      return { ...state, persons, alarms: [...state.alarms, alarm] };
    }
    case "AlarmEscalated":
      return { ...state, alarms: changedAlarm(state.alarms, event.data.alarm, { escalatedAt: event.data.at }) };
    case "AlarmAcknowledged": {
      const { alarm, by, at } = event.data;
      return { ...state, alarms: changedAlarm(state.alarms, alarm, { acknowledged: { by, at } }) };
    }
    case "AlarmResolved": {
      const { alarm, outcome, check, by, at } = event.data;
      const about = state.alarms.find(({ id }) => id === alarm)?.officer ?? "";
      return {
        ...state,
        alarms: changedAlarm(state.alarms, alarm, { resolved: { outcome, by, at } }),
        persons: check === undefined ? state.persons : changed(state.persons, about, (one) => checked(one, check)),
      };
    }
    case "TaskAdded":
      return { ...state, tasks: [...state.tasks, event.data.task] };
    case "TaskJudged":
      return { ...state, outcomes: { ...state.outcomes, [event.data.task]: event.data.outcome } };
    case "LogNoted":
      return state;
    case "DossierLinked":
      return { ...state, dossiers: [...state.dossiers, event.data.dossier] };
  }
};

const opened = (
  { status: _, ...state }: Extract<OperationState, { readonly status: "approved" }>,
  { commander, terms, unitTypes, needs, at }: Extract<OperationEvent, { type: "OperationOpened" }>["data"],
): Live => ({
  ...state,
  status: "live",
  openedAt: at,
  terms,
  unitTypes,
  posts: {},
  persons: [commander],
  units: [],
  needs,
  outcomes: {},
  alarms: [],
  dossiers: [],
});

const closed = ({ status: _, ...state }: Live, closedAt: string): OperationState => {
  const { wakeAt: _w, offer: _o, ...rest } = state;
  return {
    ...rest,
    status: "closed",
    closedAt,
    posts: {},
    persons: state.persons.map(released),
    units: state.units.map((one) => without(one, "status")),
  };
};

export const evolve = (state: OperationState, event: OperationEvent): OperationState => {
  if (event.type === "OperationPlanned") return { status: "planned", ...plannedOf(event.data.plan, event.data.by, []) };
  if (state.status === "none") throw misplaced(state, event);
  switch (event.type) {
    case "PlanRevised":
      return { status: "planned", ...plannedOf(event.data.plan, event.data.by, state.voided) };
    case "OperationApproved":
      return { ...(state as Planned), status: "approved", approved: { by: event.data.by, at: event.data.at } };
    case "OperationCancelled": {
      return { ...(state as Planned), status: "cancelled", cancelledAt: event.data.at };
    }
    case "ClaimVoided":
      return { ...state, voided: withVoided(state.voided, event.data.claim) };
    case "OperationOpened":
      if (state.status !== "approved") throw misplaced(state, event);
      return timed(opened(state, event.data));
    case "OperationReopened": {
      if (state.status !== "closed") throw misplaced(state, event);
      const { closedAt: _, ...rest } = state;
      const { commander, terms, at } = event.data;
      const persons = [...state.persons, commander];
      return timed({ ...rest, status: "live", openedAt: at, terms, commander: commander.officer, persons });
    }
    case "OperationClosed":
      if (state.status !== "live") throw misplaced(state, event);
      return closed(state, event.data.at);
    default:
      if (state.status !== "live") throw misplaced(state, event);
      return timed(evolveLive(state, event));
  }
};
