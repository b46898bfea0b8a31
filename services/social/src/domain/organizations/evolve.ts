import { dayAfter } from "@wangge/calendar";
import type { OrganizationEvent } from "./events.ts";
import type { Organization, OrganizationState, Profile, StandingBan, Status } from "./organization.ts";

type Data<Type extends OrganizationEvent["type"]> = Extract<OrganizationEvent, { readonly type: Type }>["data"];

const fresh = (status: Status, { profile, on }: { readonly profile: Profile; readonly on: string }): Organization => ({
  status,
  statuses: [{ status, from: on }],
  profile,
  earlier: [],
  people: [],
  reports: [],
  missed: [],
  bans: [],
});

const turned = (
  state: Organization,
  status: Status,
  { on: from, reason }: { readonly on: string; readonly reason?: string },
): Organization => ({
  ...state,
  status,
  statuses: [...state.statuses, { status, from, ...(reason === undefined ? {} : { reason }) }],
});

const applied = (state: OrganizationState, data: Data<"Applied">): Organization => {
  const { profile, by, on, decideBy } = data;
  const application = { profile, enteredBy: by, on, decideBy };
  if (state.status === "none") return { ...fresh("applied", data), application };
  // A group that is recorded stays what it is until its application is granted.
  if (state.status === "forming") return { ...state, application };
  return { ...amended(turned(state, "applied", { on }), data), application };
};

const registered = (state: Organization, { code, on }: Data<"Registered">): Organization => {
  const profile = state.application?.profile ?? state.profile;
  return { ...amended(turned(decided(state), "registered", { on }), { profile, on }), code, registeredOn: on };
};

const decided = (state: Organization): Organization => {
  const { application: _application, ...rest } = state;
  return rest;
};

const amended = (state: Organization, { profile, on }: Pick<Data<"Amended">, "profile" | "on">): Organization => {
  if (JSON.stringify(profile) === JSON.stringify(state.profile)) return state;
  return { ...state, profile, earlier: [...state.earlier, { until: dayAfter(on, -1), profile: state.profile }] };
};

const withBans = (state: Organization, bans: readonly StandingBan[]): Organization => {
  const { bannedUntil: _before, ...rest } = state;
  const last = bans
    .filter(({ lifted }) => lifted === undefined)
    .map(({ until }) => until)
    .toSorted()
    .at(-1);
  return { ...rest, bans, ...(last === undefined ? {} : { bannedUntil: last }) };
};

const onKnown = (state: Organization, { type, data }: OrganizationEvent): Organization => {
  switch (type) {
    case "GroupRecorded":
      return fresh("forming", data);
    case "Applied":
      return applied(state, data);
    case "Registered":
      return registered(state, data);
    case "Refused":
      return turned(decided(state), state.status === "forming" ? "forming" : "refused", data);
    case "Amended":
      return amended(state, data);
    case "PeopleSet":
      return { ...state, people: data.people, names: data.names };
    case "Suspended":
      return turned(state, "suspended", data);
    case "Resumed":
      return turned(state, "registered", { on: data.on });
    case "Deregistered":
      return turned(state, "deregistered", data);
    case "HubDesignated": {
      const { hub: _hub, ...rest } = state;
      return data.hub ? { ...rest, hub: true } : rest;
    }
    case "ReportReceived":
      return { ...state, reports: [...state.reports, data.report] };
    case "ReportMissed": {
      const { year, to, lastDay } = data;
      return { ...state, missed: [...state.missed, { year, to, lastDay }] };
    }
    case "DecisionOverdue":
      return state.application === undefined
        ? state
        : { ...state, application: { ...state.application, overdue: true } };
    case "Banned":
      return withBans(state, [...state.bans, { ...data.ban, by: data.by }]);
    case "BanLifted": {
      const { id, by, on, reason } = data;
      return withBans(
        state,
        state.bans.map((one) => (one.id === id ? { ...one, lifted: { on, by, reason } } : one)),
      );
    }
    case "WakeSet": {
      const { wakeAt: _wake, ...rest } = state;
      return data.wakeAt === undefined ? rest : { ...rest, wakeAt: data.wakeAt };
    }
  }
};

export const evolve = (state: OrganizationState, event: OrganizationEvent): OrganizationState => {
  if (state.status !== "none") return onKnown(state, event);
  if (event.type === "GroupRecorded") return fresh("forming", event.data);
  return event.type === "Applied" ? applied(state, event.data) : state;
};
