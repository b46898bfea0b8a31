/** The Secrets that manifests refer to: which there must be, and how those are made that nobody gives. */
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { environmentOf, podsOf, type Container, type Manifest, type Pod } from "./manifests.ts";

/** Values by `<secret>/<key>`. */
export type Values = Readonly<Record<string, string>>;

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

/** Passwords that the bus reads from its environment, by its configuration. */
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
      ["PASSWORD", "BACKUP_PASSWORD", "RESTORE_PASSWORD"].map((key) => `${metadata.name}/${key}`),
    ),
  ];
  return [...new Set(needed)].sort();
};

/** Begins with a letter: the bus would read 5k as a number. */
const password = (): string => `p${randomBytes(24).toString("hex")}`;
const key32 = (): string => randomBytes(32).toString("base64");
const signingKey = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();

const REDIS_USER = "wangge";
const redisUsers = (secret: string): string =>
  [
    "user default off",
    `user ${REDIS_USER} on #${createHash("sha256").update(secret).digest("hex")} ~* &* +@all -@admin -@dangerous +info`,
  ].join("\n");

/** Signs names with the authority of the installation. */
export interface Authority {
  readonly certificate: string;
  readonly sign: (
    commonName: string,
    names: readonly string[],
  ) => { readonly certificate: string; readonly key: string };
}

/** Makes what is needed and not there yet; what depends on another value (an address with its password) is made from that one. */
export const complete = (
  needed: readonly string[],
  given: Values,
  authority: Authority,
): { readonly values: Values; readonly missing: readonly string[] } => {
  const values: Record<string, string> = { ...given };
  const valueOf = (name: string, make: () => string): string => (values[name] ??= make());

  const addresses = (user: string): string => {
    const key = `${user.toUpperCase()}_PASSWORD`;
    const stores = needed.flatMap((name) => /^mongo-(\w+)\/BACKUP_PASSWORD$/.exec(name)?.[1] ?? []);
    return JSON.stringify(
      Object.fromEntries(
        stores.map((store) => [
          store,
          `mongodb://${user}:${valueOf(`mongo-${store}/${key}`, password)}@mongo-${store}:27017/?replicaSet=wangge&authSource=admin&tls=true`,
        ]),
      ),
    );
  };

  const makers: readonly (readonly [RegExp, (secret: string, key: string) => string | undefined])[] = [
    // Who is trusted: this installation, and whoever else the operator names.
    [/^ca\/ca\.crt$/, () => [authority.certificate, given["authority/others"] ?? ""].join("")],
    [/^nats\/NATS_PASSWORD_\w+$/, () => password()],
    [/^redis\/USERS$/, () => redisUsers(valueOf("redis/PASSWORD", password))],
    [/^mongo-\w+\/((BACKUP|RESTORE)_)?PASSWORD$/, () => password()],
    [/^mongo-\w+\/KEY_FILE$/, () => randomBytes(567).toString("base64")],
    [
      /\/NATS_PASSWORD$/,
      (secret) => {
        const name = `nats/NATS_PASSWORD_${secret.toUpperCase()}`;
        return needed.includes(name) ? valueOf(name, password) : undefined;
      },
    ],
    [
      /\/MONGO_URL$/,
      (secret) =>
        `mongodb://${secret}:${valueOf(`mongo-${secret}/PASSWORD`, password)}@mongo-${secret}:27017/?replicaSet=wangge&authSource=admin&tls=true`,
    ],
    // The doctor only reads, as a backup does.
    [/^(doctor|backup)\/MONGO_URLS$/, () => addresses("backup")],
    [/^restore\/MONGO_URLS$/, () => addresses("restore")],
    [/\/REDIS_URL$/, () => `rediss://${REDIS_USER}:${valueOf("redis/PASSWORD", password)}@redis:6379`],
    [/\/PERSONAL_DATA_KEYS$/, () => JSON.stringify({ current: "1", keys: { "1": key32() } })],
    [/\/PERSONAL_INDEX_KEY$/, () => key32()],
    [/\/(AUDIT|RECORDS|COVERAGE|CERTIFICATE)_KEY$/, () => signingKey()],
  ];

  const tls = (secret: string): void => {
    const name = secret.replace(/-tls$/, "");
    // As departments call the bus from their own clusters.
    const outside = name === "nats" ? (given["authority/bus-names"] ?? "").split(" ").filter((one) => one !== "") : [];
    const made = authority.sign(name, [...namesOf(name), ...outside]);
    values[`${secret}/tls.crt`] = made.certificate;
    values[`${secret}/tls.key`] = made.key;
    values[`${secret}/ca.crt`] = authority.certificate;
  };

  const missing: string[] = [];
  for (const name of needed) {
    if (values[name] !== undefined) continue;
    const [secret = "", key = ""] = name.split("/");
    if (secret.endsWith("-tls")) tls(secret);
    else {
      const make = makers.find(([pattern]) => pattern.test(name))?.[1];
      const value = make?.(secret, key);
      if (value === undefined) missing.push(name);
      else values[name] = value;
    }
  }
  return { values, missing };
};

/** What clients and members call a server: the names of its Services. */
const namesOf = (name: string): readonly string[] =>
  name === "nats" ? ["nats", "nats-servers", "*.nats-servers"] : name === "redis" ? ["redis"] : [name, `*.${name}`];

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

/** Secrets as one manifest, and what goes with them, ready for `kubectl apply`; only what is needed. */
export const secretManifests = (needed: readonly string[], values: Values, namespace: string): object => {
  const bySecret = Map.groupBy(needed, (name) => name.split("/")[0] ?? "");
  const secrets = [...bySecret].map(([secret, names]) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secret, namespace, labels },
    type: "Opaque",
    stringData: Object.fromEntries(names.map((name) => [name.split("/")[1] ?? "", values[name] ?? ""])),
  }));
  return { apiVersion: "v1", kind: "List", items: [...secrets, ...trustManifests(needed, values, namespace)] };
};
