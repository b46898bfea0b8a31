import { connectMongo, type MongoStore } from "@wangge/kit";

export type Database = MongoStore["db"];

export interface StoresOptions {
  readonly services: Iterable<string>;
  /** One store for all services, or the one of each. */
  readonly mongoUrl: string | ((service: string) => string);
  /** Who opens them, as the store sees it. */
  readonly name: string;
  /** The database of a service. Default: `wangge_<service>`. */
  readonly databaseOf?: ((service: string) => string) | undefined;
}

export interface Stores {
  /** @throws where the service was not among those opened for */
  readonly dbOf: (service: string) => Database;
  readonly close: () => Promise<void>;
}

/** Opens the stores of services, one connection an address. */
export const openStores = async ({
  services,
  mongoUrl,
  name,
  databaseOf = (service) => `wangge_${service}`,
}: StoresOptions): Promise<Stores> => {
  const urlOf = typeof mongoUrl === "string" ? () => mongoUrl : mongoUrl;
  const stores = new Map<string, MongoStore>();
  const close = async (): Promise<void> => {
    for (const { client } of stores.values()) await client.close();
  };
  try {
    for (const url of new Set([...services].map(urlOf)))
      stores.set(url, await connectMongo({ url, database: "admin", name }));
  } catch (error) {
    await close();
    throw error;
  }
  const dbOf = (service: string): Database => {
    const store = stores.get(urlOf(service));
    if (store === undefined) throw new Error(`no store was opened for ${service}`);
    return store.client.db(databaseOf(service));
  };
  return { dbOf, close };
};
