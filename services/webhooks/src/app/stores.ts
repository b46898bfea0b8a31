import { EndpointDisabledV1 } from "@wangge/contracts/events";
import {
  publicEvent,
  type DeciderStore,
  type PublicEvent,
  type Stored,
  type StoreFactory,
  type Where,
} from "@wangge/kit";
import {
  deliveryDecider,
  endpointDecider,
  type DeliveryCommand,
  type DeliveryEvent,
  type DeliveryState,
  type Endpoint,
  type EndpointCommand,
  type EndpointEvent,
  type EndpointState,
} from "../domain/index.ts";

export type Endpoints = DeciderStore<EndpointState, EndpointCommand, EndpointEvent>;
export type Deliveries = DeciderStore<DeliveryState, DeliveryCommand, DeliveryEvent>;

export const publishEndpointAs = (event: EndpointEvent, { id }: Stored<EndpointState>): readonly PublicEvent[] => {
  if (event.type !== "EndpointDisabled") return [];
  const { because, at } = event.data;
  return [publicEvent(EndpointDisabledV1, { endpointId: id, because, disabledAt: at })];
};

export const createStores = async (store: Pick<StoreFactory, "decider">) => ({
  endpoints: await store.decider("endpoints", endpointDecider, {
    publishAs: publishEndpointAs,
    indexes: [["state.integrator"], ["state.status"]],
  }),
  deliveries: await store.decider("deliveries", deliveryDecider, {
    publishAs: () => [],
    forgettable: true,
    indexes: [
      ["state.endpoint", "state.wakeAt"],
      ["state.endpoint", "state.status", "state.stream"],
    ],
    sparse: ["state.wakeAt", "state.finishedAt", "state.claimedBy"],
  }),
});

/** 在用: events are taken in for them, whether they are sent just now or not. */
export const LISTENING: Where = { "state.status": { in: ["active", "paused"] } };

export type Known = Stored<Endpoint>;
export const isKnown = (stored: Stored<EndpointState> | undefined): stored is Known =>
  stored !== undefined && stored.state.status !== "none";
