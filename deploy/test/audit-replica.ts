import { randomBytes } from "node:crypto";
import { compose as composeDispatch } from "@wangge/dispatch";
import { manifest as dispatch } from "@wangge/dispatch/manifest";
import {
  baseConfig,
  connectMongo,
  deciderStore,
  load,
  mongoPersistence,
  startService,
  type Call,
  type Parts,
  type Running,
  type StoreFactory,
} from "@wangge/kit";

/** Where the engines are and which database is this service's. */
export interface Places {
  readonly natsUrl: string;
  readonly user: string;
  readonly password: string;
  readonly mongoUrl: string;
  readonly database: string;
  readonly auditKey: string;
}

export interface Replica extends Running {
  /** As the service itself calls. */
  readonly call: Call;
}

export const configOf = (service: string, { natsUrl, user, password, mongoUrl, database }: Places) =>
  load(baseConfig, {
    NODE_ID: `${service}.${randomBytes(4).toString("hex")}`,
    NATS_URL: natsUrl,
    NATS_USER: user,
    NATS_PASSWORD: password,
    MONGO_URL: mongoUrl,
    MONGO_DB: database,
    LOG_LEVEL: "error",
  });

const SELDOM = { ROSTER_REFRESH_MS: 3_600_000, RULES_REFRESH_MS: 3_600_000, SWEEP_MS: 3_600_000 };

type Config = ReturnType<typeof configOf> & typeof SELDOM & { readonly AUDIT_KEY: string };

/** One replica of dispatch on real engines, with the store as the test wants it. */
export const startDispatch = async (
  places: Places,
  storeOf: (parts: Parts<Config>) => StoreFactory = ({ store }) => store,
): Promise<Replica> => {
  let call: Call | undefined;
  const running = await startService<Config>({
    config: { ...configOf("dispatch", places), ...SELDOM, AUDIT_KEY: places.auditKey },
    manifest: dispatch,
    compose: (parts) => {
      call = parts.call;
      return composeDispatch({ ...parts, store: storeOf(parts) });
    },
  });
  if (call === undefined) throw new Error("no calls");
  return { ...running, call };
};

/**
 * A store whose epochs are saved and never published, and whose cases are never marked: what is left when a process dies between
 * sealing and anchoring.
 */
export const dyingStore =
  ({ mongoUrl: url, database }: Places) =>
  ({ store, bus, log }: Parts<Config>): StoreFactory => {
    const never = (): Promise<never> => new Promise(() => undefined);
    return {
      ...store,
      decider: async (collection, decider, options) => {
        if (collection === "cases") {
          const cases = await store.decider(collection, decider, options);
          let isFirst = true;
          /** It finishes what was sealed before it, and no more. */
          const once: typeof cases.chain.markSealed = (epoch, heads) => {
            if (!isFirst) return never();
            isFirst = false;
            return cases.chain.markSealed(epoch, heads);
          };
          return { ...cases, chain: { ...cases.chain, markSealed: once } };
        }
        if (collection !== "audit") return store.decider(collection, decider, options);
        const mongo = await connectMongo({ url, database, name: "dying" });
        const persistence = await mongoPersistence<never, never>(mongo, collection, options);
        const parts = { persistence, bus: { ...bus, publish: never }, log, service: "dispatch" };
        return deciderStore(decider, options, parts as never);
      },
    };
  };

if (process.argv[1] === import.meta.filename) {
  const places = JSON.parse(process.argv[2] ?? "{}") as Places;
  const { call } = await startDispatch(places, dyingStore(places));
  call("dispatch.seal", {}).catch(() => undefined);
}
