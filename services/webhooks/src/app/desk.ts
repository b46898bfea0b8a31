import { randomBytes } from "node:crypto";
import { streamOf } from "@wangge/contracts";
import { DomainError, newId, type Bus, type CallContext, type Clock } from "@wangge/kit";
import { deliveryId, isListening, refuse, type DeliveryRules, type Places } from "../domain/index.ts";
import type { Courier } from "./courier.ts";
import type { GrantOf } from "./grants.ts";
import type { CheckAddress, Receipt } from "./ports.ts";
import type { SecretVault } from "./secrets.ts";
import { isKnown, type Deliveries, type Endpoints, type Known } from "./stores.ts";

/** All that the actions share. */
export interface Desk {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly grantOf: GrantOf;
  readonly secrets: SecretVault;
  readonly courier: Courier;
  readonly checkAddress: CheckAddress;
  readonly rulesAt: (at: string) => DeliveryRules;
  readonly bus: Pick<Bus, "read" | "lastSequence">;
  readonly clock: Clock;
  /** Something may have become due. */
  readonly wake: (endpoint: string) => void;
}

export const accountOf = ({ actor }: Pick<CallContext, "actor">): string => {
  if (actor === undefined) throw new DomainError("forbidden", "auth.sign_in", "Sign in first");
  return actor.id;
};

const isOffice = ({ actor }: Pick<CallContext, "actor">): boolean =>
  actor?.roles.some((role) => role === "integrationOfficer" || role === "admin") === true;

const missing = (): DomainError => new DomainError("missing", "webhooks.endpoint.missing", "There is no such endpoint");

/** One's own, or any for the office. Of others' nobody learns that they are there. @throws DomainError `webhooks.endpoint.missing` */
export const endpointFor = async (
  { endpoints }: Pick<Desk, "endpoints">,
  id: string,
  context: CallContext,
): Promise<Known> => {
  const found = await endpoints.load(id);
  if (!isKnown(found) || found.state.status === "deleted") throw missing();
  if (!isOffice(context) && found.state.integrator !== accountOf(context)) throw missing();
  return found;
};

export const mayManage = (context: CallContext): boolean => isOffice(context);

/** Where the streams of these kinds of events are now: the place of the next one. */
export const placesNow = async ({ bus }: Pick<Desk, "bus">, events: readonly string[]): Promise<Places> => {
  const streams = [...new Set(events.map(streamOf))];
  const places = streams.map(async (stream) => [stream, (await bus.lastSequence(stream)) + 1] as const);
  return Object.fromEntries(await Promise.all(places));
};

export interface From {
  readonly since?: string | undefined;
  readonly stream?: string | undefined;
  readonly sequence?: number | undefined;
}

/** 重放: where it begins and ends, for each stream that has something there. */
export const placesFrom = async (
  { bus }: Pick<Desk, "bus">,
  events: readonly string[],
  { since, stream, sequence }: From,
): Promise<{ readonly from: Places; readonly until: Places }> => {
  const from: Record<string, number> = {};
  const until: Record<string, number> = {};
  for (const [one, next] of Object.entries(await placesNow({ bus }, events))) {
    if (stream !== undefined && stream !== one) continue;
    const [first] = since === undefined ? [] : await bus.read(one, { fromTime: Date.parse(since), limit: 1 });
    const begin = since === undefined ? sequence : first?.sequence;
    if (begin === undefined || begin >= next) continue;
    from[one] = begin;
    until[one] = next - 1;
  }
  return { from, until };
};

/** 归属验证. The address must give back what it was sent: whoever runs it wants our events. @throws DomainError `webhooks.endpoint.not_proven` */
export const challenge = async ({ courier }: Pick<Desk, "courier">, endpoint: Known): Promise<void> => {
  const token = randomBytes(24).toString("base64url");
  const receipt = await courier.sendOwn(endpoint, newId(), "webhooks.endpoint.challenge", { challenge: token });
  if (answerOf(receipt) !== token)
    throw refuse("not_proven", "The address did not give the challenge back", {
      ...(receipt.status === undefined ? {} : { status: receipt.status }),
      ...(receipt.failure === undefined ? {} : { failure: receipt.failure }),
    });
};

const answerOf = ({ failure, response = "" }: Receipt): unknown => {
  if (failure !== undefined) return undefined;
  try {
    return (JSON.parse(response) as { readonly challenge?: unknown } | null)?.challenge;
  } catch {
    return undefined;
  }
};

/** Sends again what an endpoint was sent, or given up for it. */
export const redeliver = async (
  { deliveries, clock, wake }: Pick<Desk, "deliveries" | "clock" | "wake">,
  { id, state }: Known,
  stream: string,
  sequence: number,
): Promise<void> => {
  if (!isListening(state))
    throw refuse("wrong_status", "Only to an endpoint that is active or paused", { status: state.status });
  const own = deliveryId(id, stream, sequence);
  const found = await deliveries.load(own);
  if (found === undefined || found.state.status === "none")
    throw new DomainError("missing", "webhooks.delivery.missing", "There is no such delivery");
  const { endpoint, eventId, type, key } = found.state;
  const at = clock.now();
  const data = { endpoint, stream, sequence, eventId, type, key };
  await deliveries.handle(own, { type: "Queue", data, dueAt: at, again: true, at });
  wake(id);
};
