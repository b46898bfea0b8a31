/** The Secrets that manifests refer to: which there must be, and how those are made that nobody gives. */
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { inUse, ownerOf, ownersIn, type Values } from "./credentials.ts";
import { environmentOf, podsOf, type Container, type Manifest, type Pod } from "./manifests.ts";

const MOUNT = "/secrets/";

const ofContainer = (container: Container, pod: Pod, all: readonly Manifest[]): readonly string[] => {
  const volume = pod.volumes.find(({ name }) => name === "secrets")?.secret;
  const files = Object.values(environmentOf(container, all)).filter((value) => value.startsWith(MOUNT));
  const mounted =
    volume === undefined || volume.items !== undefined
      ? []
      : files.map((file) => `${volume.secretName}/${file.slice(MOUNT.length)}`);
  const single = container.env.flatMap(({ valueFrom }) => {
    const ref = valueFrom?.secretKeyRef;
    return ref === undefined ? [] : [`${ref.name}/${ref.key}`];
  });
  return [...mounted, ...single];
};

const ofVolumes = ({ volumes }: Pod): readonly string[] =>
  volumes.flatMap(({ secret }) => {
    if (secret === undefined) return [];
    const keys =
      secret.items?.map(({ key }) => key) ??
      (secret.secretName.endsWith("-tls") ? ["tls.crt", "tls.key", "ca.crt"] : []);
    return keys.map((key) => `${secret.secretName}/${key}`);
  });

/** Passwords that the configuration of the bus names; it reads them from `nats/users.conf`. */
const ofBus = (all: readonly Manifest[]): readonly string[] =>
  all
    .filter(({ kind, data }) => kind === "ConfigMap" && data?.["permissions.conf"] !== undefined)
    .flatMap(({ data }) => [...(data?.["permissions.conf"] ?? "").matchAll(/"password": \$(\w+)/g)])
    .map(([, variable]) => `nats/${variable ?? ""}`);

/** Every `<secret>/<key>` without which a pod of these manifests would not start, sorted. */
export const neededBy = (all: readonly Manifest[]): readonly string[] => {
  const pods = all.flatMap((manifest) => podsOf(manifest)?.pod ?? []);
  const stores = all.filter(
    ({ kind, metadata }) => kind === "StatefulSet" && metadata.labels["app.kubernetes.io/name"] === "mongo",
  );
  const needed = [
    ...ofBus(all),
    ...pods.flatMap((pod) => [...ofVolumes(pod), ...pod.containers.flatMap((one) => ofContainer(one, pod, all))]),
    ...stores.flatMap(({ metadata }) =>
      ["PASSWORD", "BACKUP_PASSWORD", "RESTORE_PASSWORD"]
        .flatMap((key) => [key, `${key}_2`])
        // What saves each store reads of every store that is there.
        .concat("BACKUP_URL")
        .map((key) => `${metadata.name}/${key}`),
    ),
  ];
  return [...new Set(needed)].sort();
};

const password = (): string => randomBytes(24).toString("hex");
const key32 = (): string => randomBytes(32).toString("base64");
const signingKey = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();

const REDIS_USER = "wangge";
const redisUsers = (secrets: readonly string[]): string =>
  [
    "user default off",
    ...secrets.map((secret, at) => {
      const user = at === 0 ? REDIS_USER : `${REDIS_USER}.${String(at + 1)}`;
      return `user ${user} on #${createHash("sha256").update(secret).digest("hex")} ~* &* +@all -@admin -@dangerous +info`;
    }),
  ].join("\n");

/** Signs names with the authority of the installation. */
export interface Authority {
  readonly certificate: string;
  readonly sign: (
    commonName: string,
    names: readonly string[],
  ) => { readonly certificate: string; readonly key: string };
}

/** Who has to do with the bus as `admin`. */
const ADMINS = ["provision", "backup", "restore"];
const busPassword = (user: string): string => `nats/NATS_PASSWORD_${user.toUpperCase()}`;

/**
 * What is made of other values: an address with its password, a file of users.
 * @param valueOf gives a password by its name
 * @returns undefined where it cannot be, or is a secret itself
 */
const derivedBy =
  (needed: readonly string[], given: Values, { certificate }: Authority, valueOf: (name: string) => string) =>
  (name: string): string | undefined => {
    const [secret = "", key = ""] = name.split("/");
    const storeAddress = (store: string, owner: string, password: string, more = "&tls=true"): string => {
      const { user, name: at } = inUse(given, owner, { user: owner, name: `mongo-${store}/${password}` });
      return `mongodb://${user}:${valueOf(at)}@mongo-${store}:27017/?replicaSet=wangge&authSource=admin${more}`;
    };
    const addresses = (owner: string, password: string): string => {
      const stores = needed.flatMap((one) => /^mongo-(\w+)\/BACKUP_PASSWORD$/.exec(one)?.[1] ?? []);
      return JSON.stringify(Object.fromEntries(stores.map((store) => [store, storeAddress(store, owner, password)])));
    };
    switch (key) {
      // Who is trusted: this installation, and whoever else the operator names.
      case "ca.crt":
        return secret === "ca" ? [certificate, given["authority/others"] ?? ""].join("") : undefined;
      case "users.conf":
        return needed
          .filter((one) => one.startsWith("nats/NATS_PASSWORD_"))
          .map((one) => `${one.slice("nats/".length)}: ${JSON.stringify(valueOf(one))}\n`)
          .join("");
      case "NATS_CREDS": {
        const owner = ADMINS.includes(secret) ? "admin" : secret;
        if (!needed.includes(busPassword(owner))) return undefined;
        const { user, name: at } = inUse(given, owner, { user: owner, name: busPassword(owner) });
        return JSON.stringify({ user, password: valueOf(at) });
      }
      case "MONGO_URL":
        return storeAddress(secret, secret, "PASSWORD");
      // The doctor only reads, as a backup does.
      case "MONGO_URLS":
        return secret === "restore" ? addresses("restore", "RESTORE_PASSWORD") : addresses("backup", "BACKUP_PASSWORD");
      case "BACKUP_URL":
        return storeAddress(
          secret.slice("mongo-".length),
          "backup",
          "BACKUP_PASSWORD",
          "&readPreference=secondaryPreferred",
        );
      case "USERS":
        return redisUsers(["redis/PASSWORD", "redis/PASSWORD_2"].map(valueOf));
      case "REDIS_URL": {
        const { user, name: at } = inUse(given, "redis", { user: REDIS_USER, name: "redis/PASSWORD" });
        return `rediss://${user}:${valueOf(at)}@redis:6379`;
      }
      default:
        return undefined;
    }
  };

const makers: readonly (readonly [RegExp, () => string])[] = [
  [/^mongo-\w+\/KEY_FILE$/, () => randomBytes(567).toString("base64")],
  [/\/PERSONAL_DATA_KEYS$/, () => JSON.stringify({ current: "1", keys: { "1": key32() } })],
  [/\/PERSONAL_INDEX_KEY$/, key32],
  [/\/(AUDIT|RECORDS|COVERAGE|CERTIFICATE)_KEY$/, signingKey],
];

export interface Completed {
  readonly values: Values;
  /** What has to be kept, since it cannot be made again of the rest. */
  readonly kept: Values;
  /** What is given though it could be made: the operator's own, and his to change. */
  readonly own: readonly string[];
  readonly missing: readonly string[];
}

/** What servers are told of all their users is made every time. */
const ALWAYS_MADE = ["nats/users.conf", "redis/USERS"];

/** Makes what is needed and not given. What is given stays. */
export const complete = (needed: readonly string[], all: Values, authority: Authority): Completed => {
  const given = Object.fromEntries(Object.entries(all).filter(([name]) => !ALWAYS_MADE.includes(name)));
  const values: Record<string, string> = { ...given };
  const derived = derivedBy(needed, given, authority, (name) => (values[name] ??= password()));

  const tls = (secret: string): void => {
    const name = secret.replace(/-tls$/, "");
    // As departments call the bus from their own clusters.
    const outside = name === "nats" ? (given["authority/bus-names"] ?? "").split(" ").filter((one) => one !== "") : [];
    const made = authority.sign(name, [...namesOf(name), ...outside]);
    values[`${secret}/tls.crt`] = made.certificate;
    values[`${secret}/tls.key`] = made.key;
    values[`${secret}/ca.crt`] = authority.certificate;
  };
  const made = (name: string): string | undefined =>
    ownerOf(name) === undefined ? (derived(name) ?? makers.find(([pattern]) => pattern.test(name))?.[1]()) : password();

  const missing: string[] = [];
  // Of everybody on the bus: of a department too, whose service is elsewhere.
  const credentials = ownersIn(needed.filter((name) => name.startsWith("nats/"))).map((user) => `${user}/NATS_CREDS`);
  for (const name of [...needed, ...credentials]) {
    if (values[name] !== undefined) continue;
    const secret = name.split("/")[0] ?? "";
    if (secret.endsWith("-tls")) tls(secret);
    else {
      const value = made(name);
      if (value === undefined) missing.push(name);
      else values[name] = value;
    }
  }
  const again = derivedBy(needed, given, authority, (name) => values[name] ?? "");
  const isDerived = ([name, value]: readonly [string, string]): boolean => again(name) === value;
  return {
    values,
    kept: Object.fromEntries(Object.entries(values).filter((entry) => !isDerived(entry))),
    own: Object.entries(given).flatMap(([name, value]) => {
      const other = again(name);
      return other === undefined || other === value ? [] : [name];
    }),
    missing,
  };
};

/** What clients and members call a server: the names of its Services; and how whoever collects figures calls each pod. */
const namesOf = (name: string): readonly string[] => {
  if (name === "redis") return ["redis"];
  if (name.startsWith("mongo-")) return [name, `*.${name}`];
  return name === "nats" ? ["nats", "nats-servers", "*.nats-servers", "metrics"] : [name, "metrics"];
};

const labels = { "app.kubernetes.io/part-of": "wangge" };

/** Whom to believe that it is the gateway: the way in is told by a ConfigMap, and a certificate of an authority is no secret. */
const trustManifests = (needed: readonly string[], values: Values, namespace: string): readonly object[] =>
  needed.includes("gateway-tls/ca.crt")
    ? [
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "gateway-ca", namespace, labels },
          data: { "ca.crt": values["gateway-tls/ca.crt"] ?? "" },
        },
      ]
    : [];

/** `dispatch` to all keys that it needs, each with its value. */
const bySecret = (needed: readonly string[], values: Values): ReadonlyMap<string, Values> =>
  new Map(
    [...Map.groupBy(needed, (name) => name.split("/")[0] ?? "")].map(([secret, names]) => [
      secret,
      Object.fromEntries(names.map((name) => [name.split("/")[1] ?? "", values[name] ?? ""])),
    ]),
  );

const listOf = (items: readonly object[]): object => ({ apiVersion: "v1", kind: "List", items });

/** Secrets as one manifest, and what goes with them, ready for `kubectl apply`; only what is needed. */
export const secretManifests = (needed: readonly string[], values: Values, namespace: string): object =>
  listOf([
    ...[...bySecret(needed, values)].map(([name, stringData]) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace, labels },
      type: "Opaque",
      stringData,
    })),
    ...trustManifests(needed, values, namespace),
  ]);

/** Where a vault (密钥库) keeps the values, as the External Secrets Operator is told. */
export interface VaultPlace {
  /** The `ClusterSecretStore` that the operator of the cluster has made for this vault. */
  readonly store: string;
  /** What stands before the name of each Secret: `wangge` of `wangge/nats`. */
  readonly path: string;
}

/** One record for each Secret, by the name under which the vault keeps it: what is to be written there. Values. */
export const vaultRecords = (
  needed: readonly string[],
  values: Values,
  { path }: Pick<VaultPlace, "path">,
): Readonly<Record<string, Values>> =>
  Object.fromEntries([...bySecret(needed, values)].map(([secret, record]) => [`${path}/${secret}`, record]));

/** How long a value changed in the vault takes to come into the cluster, at most. */
const REFRESH = "1m";

/**
 * The same Secrets by reference, for the External Secrets Operator: no value in them, so they may be kept with the overlay.
 * A Secret outlives its record: a vault that is away, or empty, stops nothing that runs.
 */
export const externalManifests = (
  needed: readonly string[],
  values: Values,
  namespace: string,
  { store, path }: VaultPlace,
): object =>
  listOf([
    ...[...bySecret(needed, values).keys()].map((name) => ({
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name, namespace, labels },
      spec: {
        refreshInterval: REFRESH,
        secretStoreRef: { kind: "ClusterSecretStore", name: store },
        target: {
          name,
          creationPolicy: "Owner",
          deletionPolicy: "Retain",
          template: { type: "Opaque", metadata: { labels } },
        },
        dataFrom: [{ extract: { key: `${path}/${name}` } }],
      },
    })),
    ...trustManifests(needed, values, namespace),
  ]);
