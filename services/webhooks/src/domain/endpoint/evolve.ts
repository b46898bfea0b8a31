import type { CatchUp, Endpoint, EndpointEvent, EndpointState } from "./endpoint.ts";

type CatchUps = Endpoint["catchUps"];

/** What every status has, without what only some have. */
const registeredOf = (state: Endpoint) => {
  const { url, events, ordered, atOnce, timeoutMs, integrator, keys, registeredAt, oldSecretUntil } = state;
  const { from, catchUps } = state;
  return {
    ...{ url, events, ordered, atOnce, timeoutMs, integrator, registeredAt, from, catchUps },
    ...(keys === undefined ? {} : { keys }),
    ...(oldSecretUntil === undefined ? {} : { oldSecretUntil }),
  };
};

const withCatchUp = (state: Endpoint, stream: string, change: (open: CatchUp) => CatchUp): Endpoint => {
  const open = state.catchUps[stream];
  return open === undefined ? state : { ...state, catchUps: { ...state.catchUps, [stream]: change(open) } };
};

/** Between looking where the streams are and saving it events come: they are read from the stream. */
const fromPlaces = (places: Readonly<Record<string, number>>, at: string): CatchUps =>
  Object.fromEntries(Object.entries(places).map(([stream, next]) => [stream, { next, liveSince: at }]));

export const evolve = (state: EndpointState, event: EndpointEvent): EndpointState => {
  if (event.type === "EndpointRegistered") {
    const { at, ...asked } = event.data;
    return { ...asked, status: "registered", registeredAt: at, from: {}, catchUps: {} };
  }
  if (state.status === "none") return state;
  const registered = registeredOf(state);
  switch (event.type) {
    case "EndpointApproved":
      return { ...registered, status: "approved" };
    case "EndpointDeclined":
      return { ...registered, status: "declined", reason: event.data.reason };
    case "EndpointActivated": {
      const { places, at } = event.data;
      return { ...registered, status: "active", from: places, catchUps: fromPlaces(places, at) };
    }
    case "EndpointPaused":
      return { ...registered, status: "paused" };
    case "EndpointResumed":
      return { ...registered, status: "active" };
    case "EndpointDeleted":
      return { ...registered, status: "deleted", catchUps: {} };
    case "EndpointDisabled": {
      const { because, at } = event.data;
      return { ...registered, status: "disabled", because, disabledAt: at, catchUps: {} };
    }
    case "SecretRotated":
      return { ...state, oldSecretUntil: event.data.oldUntil };
    case "FellBehind": {
      const { stream, sequence } = event.data;
      const { liveSince: _since, ...open } = state.catchUps[stream] ?? { next: sequence };
      return { ...state, catchUps: { ...state.catchUps, [stream]: open } };
    }
    case "ReplayBegun": {
      const { from, until, at } = event.data;
      const begun = Object.entries(from).map(([stream, next]): [string, CatchUp] => {
        const last = until[stream];
        return [stream, { next, liveSince: at, ...(last === undefined ? {} : { againUntil: last }) }];
      });
      return { ...state, catchUps: { ...state.catchUps, ...Object.fromEntries(begun) } };
    }
    case "CaughtUp":
      return withCatchUp(state, event.data.stream, (open) => ({ ...open, next: event.data.next }));
    case "WentLive":
      return withCatchUp(state, event.data.stream, (open) => ({ ...open, liveSince: event.data.at }));
    case "CatchUpEnded": {
      const { [event.data.stream]: _ended, ...catchUps } = state.catchUps;
      return { ...state, catchUps };
    }
  }
};
