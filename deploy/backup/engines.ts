/** What of the bus and the stores is ours. */
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { connectNats, jetstreamBus, silentLog, type AggregateKind, type Bus } from "@wangge/kit";
import { openStores, type Database } from "../doctor/stores.ts";
import type { Where } from "../doctor/where.ts";

export interface Engines {
  readonly connection: NatsConnection;
  readonly bus: Bus;
  readonly manager: JetStreamManager;
  readonly dbOf: (service: string) => Database;
  readonly close: () => Promise<void>;
}

/** Those that have a store, who calls before who is called. */
export const servicesOf = (kinds: readonly AggregateKind[]): readonly string[] => {
  const order = ["webhooks", "appraisal", "social", "enforcement", "intake", "dispatch", "registry"];
  const services = [...new Set(kinds.map(({ service }) => service))];
  return services.sort((one, other) => order.indexOf(one) - order.indexOf(other));
};

export const openEngines = async (
  { natsUrl: url, user, password, credentialsFile, mongoUrl }: Where,
  services: readonly string[],
): Promise<Engines> => {
  const stores = await openStores({ services, mongoUrl, name: "backup" });
  const connection = await connectNats({ url, user, password, credentialsFile, name: "backup", log: silentLog });
  const bus = jetstreamBus(connection, silentLog);
  const manager = await jetstreamManager(connection);
  const close = async (): Promise<void> => {
    await bus.close();
    await stores.close();
  };
  return { connection, bus, manager, dbOf: stores.dbOf, close };
};
