import { DomainError } from "@wangge/kit/errors";
import { refuse } from "../refuse.ts";
import type { Endpoint, EndpointCommand, EndpointEvent, EndpointState } from "./endpoint.ts";

const missing = (): DomainError => new DomainError("missing", "webhooks.endpoint.missing", "There is no such endpoint");

const notIn = (state: EndpointState, wanted: string): DomainError =>
  refuse("wrong_status", `Only ${wanted} can be asked this`, { status: state.status });

/** Events are taken in for it, whether they are sent just now or not. */
export const isListening = ({ status }: Pick<EndpointState, "status">): boolean =>
  status === "active" || status === "paused";

type Of<Type extends EndpointCommand["type"]> = EndpointCommand & { readonly type: Type };

/** 核准: never by the one who asks. */
const approve = ({ by, reason, type }: Of<"ApproveEndpoint" | "DeclineEndpoint">, state: Endpoint): EndpointEvent[] => {
  if (by === state.integrator) throw refuse("own_approval", "Nobody lets in an endpoint of one's own");
  if (type === "ApproveEndpoint" && state.status === "approved") return [];
  if (state.status !== "registered") throw notIn(state, "an endpoint that was registered");
  return [{ type: type === "ApproveEndpoint" ? "EndpointApproved" : "EndpointDeclined", data: { reason } }];
};

/** From here on everything is due; what had been missed meanwhile is fetched from the stream by `replay`. */
const resume = ({ places, byOffice, at }: Of<"ResumeEndpoint">, state: Endpoint): EndpointEvent[] => {
  if (state.status === "active") return [];
  if (state.status === "paused") return [{ type: "EndpointResumed", data: {} }];
  if (state.status !== "disabled") throw notIn(state, "one that is paused or disabled");
  if (state.because === "notGranted") throw refuse("not_granted", "These events are not granted any more");
  if (state.because === "byOffice" && !byOffice) throw refuse("disabled_by_office", "The office has disabled it");
  return [{ type: "EndpointActivated", data: { places, at } }];
};

const replay = ({ from, until, at }: Of<"Replay">, state: Endpoint): EndpointEvent[] => {
  if (!isListening(state)) throw notIn(state, "one that is active or paused");
  const busy = Object.keys(from).filter((stream) => state.catchUps[stream] !== undefined);
  if (busy.length > 0) throw refuse("catching_up", "It is still catching up; come back later", { streams: busy });
  return [{ type: "ReplayBegun", data: { from, until, at } }];
};

const fallBehind = ({ stream, sequence }: Of<"FallBehind">, state: Endpoint): EndpointEvent[] => {
  if (!isListening(state)) return [];
  const catchUp = state.catchUps[stream];
  if (catchUp !== undefined && catchUp.liveSince === undefined) return [];
  return [{ type: "FellBehind", data: { stream, sequence } }];
};

/** Two replicas may read the same part: whoever began somewhere else than where it stands now has nothing to say. */
const catchUp = ({ stream, from, next }: Of<"CatchUp">, state: Endpoint): EndpointEvent[] =>
  state.catchUps[stream]?.next === from && next > from ? [{ type: "CaughtUp", data: { stream, next } }] : [];

const goLive = ({ stream, at }: Of<"GoLive">, state: Endpoint): EndpointEvent[] => {
  const open = state.catchUps[stream];
  return open === undefined || open.liveSince !== undefined ? [] : [{ type: "WentLive", data: { stream, at } }];
};

/** Only while nobody has fallen behind or begun a replay since the end was seen. */
const endCatchUp = ({ stream, seen }: Of<"EndCatchUp">, state: Endpoint): EndpointEvent[] => {
  const open = state.catchUps[stream];
  const isSame = open?.liveSince !== undefined && open.liveSince === seen.liveSince && open.next === seen.next;
  return isSame ? [{ type: "CatchUpEnded", data: { stream } }] : [];
};

export const decide = (command: EndpointCommand, state: EndpointState): readonly EndpointEvent[] => {
  if (command.type === "RegisterEndpoint") {
    if (state.status !== "none") return [];
    return [{ type: "EndpointRegistered", data: { ...command.data, at: command.at } }];
  }
  if (state.status === "none") throw missing();
  if (state.status === "deleted") {
    if (command.type === "DeleteEndpoint") return [];
    throw missing();
  }
  switch (command.type) {
    case "ApproveEndpoint":
    case "DeclineEndpoint":
      return approve(command, state);
    case "ProveOwnership":
      if (state.status === "active") return [];
      if (state.status !== "approved") throw notIn(state, "an endpoint that was approved");
      return [{ type: "EndpointActivated", data: { places: command.places, at: command.at } }];
    case "PauseEndpoint":
      if (state.status === "paused") return [];
      if (state.status !== "active") throw notIn(state, "an endpoint that is active");
      return [{ type: "EndpointPaused", data: {} }];
    case "ResumeEndpoint":
      return resume(command, state);
    case "DeleteEndpoint":
      return [{ type: "EndpointDeleted", data: {} }];
    case "DisableEndpoint":
      if (!isListening(state)) return [];
      return [{ type: "EndpointDisabled", data: { because: command.because, at: command.at } }];
    case "RotateSecret":
      return [{ type: "SecretRotated", data: { oldUntil: command.oldUntil } }];
    case "FallBehind":
      return fallBehind(command, state);
    case "Replay":
      return replay(command, state);
    case "CatchUp":
      return catchUp(command, state);
    case "GoLive":
      return goLive(command, state);
    case "EndCatchUp":
      return endCatchUp(command, state);
  }
};
