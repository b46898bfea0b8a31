import { describe, expect, it } from "vitest";
import { ownersIn, renewed, retired, withoutCertificates, type Values } from "../credentials.ts";
import { complete, externalManifests, neededBy, secretManifests, vaultRecords, type Authority } from "../secrets.ts";
import { goodPod, manifests } from "./builders.ts";

const authority: Authority = {
  certificate: "the authority",
  sign: (name, names) => ({ certificate: `${name} for ${names.join(" ")}`, key: "key" }),
};

const needing = (...env: readonly object[]) => {
  const pod = goodPod();
  pod.containers[0].env.push(...env);
  pod["volumes"] = [{ name: "secrets", secret: { secretName: "dispatch" } }];
  return manifests({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "dispatch" },
    spec: { template: { spec: pod } },
  });
};

it("needs what containers name: files of the mounted secret and single keys", () => {
  const reference = { secretKeyRef: { name: "nats", key: "NATS_PASSWORD_ADMIN" } };
  const all = needing({ name: "AUDIT_KEY_FILE", value: "/secrets/AUDIT_KEY" }, { name: "X", valueFrom: reference });
  expect(neededBy(all)).toEqual(["dispatch/AUDIT_KEY", "nats/NATS_PASSWORD_ADMIN"]);
});

const credentials = (values: Values, secret: string): unknown => JSON.parse(values[`${secret}/NATS_CREDS`] ?? "{}");

it("two that share a password get the same one", () => {
  const needed = [
    "dispatch/MONGO_URL",
    "dispatch/NATS_CREDS",
    "mongo-dispatch/PASSWORD",
    "nats/NATS_PASSWORD_DISPATCH",
  ];
  const { values, missing } = complete(needed, {}, authority);
  expect(missing).toEqual([]);
  expect(credentials(values, "dispatch")).toEqual({
    user: "dispatch",
    password: values["nats/NATS_PASSWORD_DISPATCH"],
  });
  expect(values["dispatch/MONGO_URL"]).toContain(
    `dispatch:${values["mongo-dispatch/PASSWORD"] ?? "?"}@mongo-dispatch:27017`,
  );
});

it("keeps what is given, and says what nobody but the operator can know", () => {
  const given = { "nats/NATS_PASSWORD_ADMIN": "mine" };
  const { values, missing } = complete(
    ["nats/NATS_PASSWORD_ADMIN", "dispatch/NATS_CREDS", "telemetry/OTLP_ENDPOINT"],
    given,
    authority,
  );
  expect(values["nats/NATS_PASSWORD_ADMIN"]).toBe("mine");
  expect(missing).toEqual(["dispatch/NATS_CREDS", "telemetry/OTLP_ENDPOINT"]);
});

it("the bus reads every password as text, whatever is in it", () => {
  const needed = ["nats/NATS_PASSWORD_ADMIN", "nats/users.conf"];
  const { values } = complete(needed, { "nats/NATS_PASSWORD_ADMIN": '5k"$x' }, authority);
  expect(values["nats/users.conf"]).toBe('NATS_PASSWORD_ADMIN: "5k\\"$x"\n');
});

it("a certificate names its server as members and clients call it", () => {
  const { values } = complete(["mongo-dispatch-tls/tls.crt"], {}, authority);
  expect(values["mongo-dispatch-tls/tls.crt"]).toBe("mongo-dispatch for mongo-dispatch *.mongo-dispatch");
});

it("the bus has also the names by which other clusters call it", () => {
  const { values } = complete(["nats-tls/tls.crt"], { "authority/bus-names": "bus.example" }, authority);
  expect(values["nats-tls/tls.crt"]).toBe("nats for nats nats-servers *.nats-servers metrics bus.example");
});

it("trusts its own authority, and those of others that are given", () => {
  const { values } = complete(["ca/ca.crt"], { "authority/others": " and the district's" }, authority);
  expect(values["ca/ca.crt"]).toBe("the authority and the district's");
});

it("gives one Secret for all keys of a name, and nothing that is not needed", () => {
  const made = secretManifests(
    ["dispatch/A", "dispatch/B"],
    { "dispatch/A": "1", "dispatch/B": "2", "authority/ca.key": "k" },
    "wangge",
  );
  expect(made).toMatchObject({
    items: [{ metadata: { name: "dispatch", namespace: "wangge" }, stringData: { A: "1", B: "2" } }],
  });
  expect(JSON.stringify(made)).not.toContain("ca.key");
});

it("gives the way in a ConfigMap with the authority that signed the gateway, and with no other", () => {
  const needed = ["ca/ca.crt", "gateway-tls/ca.crt", "gateway-tls/tls.crt", "gateway-tls/tls.key"];
  const { values } = complete(needed, { "authority/others": " and the district's" }, authority);
  expect(secretManifests(needed, values, "wangge")).toMatchObject({
    items: [
      { kind: "Secret", metadata: { name: "ca" } },
      { kind: "Secret", metadata: { name: "gateway-tls" } },
      { kind: "ConfigMap", metadata: { name: "gateway-ca", namespace: "wangge" }, data: { "ca.crt": "the authority" } },
    ],
  });
});

describe("a vault", () => {
  const needed = [
    "ca/ca.crt",
    "dispatch/AUDIT_KEY",
    "dispatch/NATS_CREDS",
    "gateway-tls/ca.crt",
    "gateway-tls/tls.crt",
  ];
  const { values } = complete([...needed, "nats/NATS_PASSWORD_DISPATCH"], {}, authority);
  const place = { store: "district", path: "wangge/prod" };

  it("is given the very records of which the cluster would have got Secrets, and no others", () => {
    const { items } = secretManifests(needed, values, "wangge") as {
      readonly items: readonly {
        readonly kind: string;
        readonly metadata: { readonly name: string };
        readonly stringData: Values;
      }[];
    };
    const secrets = items.filter(({ kind }) => kind === "Secret");
    const records = secrets.map(({ metadata, stringData }) => [`wangge/prod/${metadata.name}`, stringData]);
    expect(records).toHaveLength(3);
    expect(vaultRecords(needed, values, place)).toEqual(Object.fromEntries(records));
  });

  it("is named to the cluster, which gets no value, and keeps what it has where the vault is away", () => {
    const external = externalManifests(needed, values, "wangge", place);
    const secret = (name: string) => ({
      kind: "ExternalSecret",
      metadata: { name, namespace: "wangge" },
      spec: {
        secretStoreRef: { kind: "ClusterSecretStore", name: "district" },
        target: { name, deletionPolicy: "Retain" },
        dataFrom: [{ extract: { key: `wangge/prod/${name}` } }],
      },
    });
    // The authority's certificate is no secret.
    const trust = { kind: "ConfigMap", metadata: { name: "gateway-ca" }, data: { "ca.crt": "the authority" } };
    expect(external).toMatchObject({ items: [secret("ca"), secret("dispatch"), secret("gateway-tls"), trust] });
    const said = JSON.stringify(external);
    for (const name of needed.filter((one) => !one.endsWith("ca.crt")))
      expect(said).not.toContain(JSON.stringify(values[name]).slice(1, -1));
  });
});

it("the doctor reads every store, as the user that reads for backups", () => {
  const needed = ["doctor/MONGO_URLS", "mongo-intake/BACKUP_PASSWORD", "mongo-dispatch/BACKUP_PASSWORD"];
  const { values, missing } = complete(needed, {}, authority);
  expect(missing).toEqual([]);
  const urls = JSON.parse(values["doctor/MONGO_URLS"] ?? "{}") as Record<string, string>;
  expect(Object.keys(urls).sort()).toEqual(["dispatch", "intake"]);
  expect(urls["intake"]).toContain(`backup:${values["mongo-intake/BACKUP_PASSWORD"] ?? "?"}@mongo-intake:27017`);
});

it("a backup reads with the doctor's user; what puts it back has one of its own, whose password nothing else is given", () => {
  const stores = ["mongo-intake/BACKUP_PASSWORD", "mongo-intake/RESTORE_PASSWORD"];
  const { values, missing } = complete(["backup/MONGO_URLS", "restore/MONGO_URLS", ...stores], {}, authority);
  expect(missing).toEqual([]);
  const addressOf = (secret: string) =>
    (JSON.parse(values[`${secret}/MONGO_URLS`] ?? "{}") as { intake?: string }).intake;
  expect(addressOf("backup")).toContain(`//backup:${values["mongo-intake/BACKUP_PASSWORD"] ?? "?"}@mongo-intake:27017`);
  expect(addressOf("restore")).toContain(
    `//restore:${values["mongo-intake/RESTORE_PASSWORD"] ?? "?"}@mongo-intake:27017`,
  );
  expect(values["mongo-intake/RESTORE_PASSWORD"]).not.toBe(values["mongo-intake/BACKUP_PASSWORD"]);
});

describe("new passwords in two steps", () => {
  const twice = (name: string) => [name, `${name}_2`];
  const checked = [
    ...["ADMIN", "DISPATCH", "INTAKE"].flatMap((user) => twice(`nats/NATS_PASSWORD_${user}`)),
    ...["PASSWORD", "BACKUP_PASSWORD", "RESTORE_PASSWORD"].flatMap((one) => twice(`mongo-dispatch/${one}`)),
    "nats/users.conf",
    "redis/USERS",
  ];
  const used = [
    ...["dispatch/NATS_CREDS", "intake/NATS_CREDS", "provision/NATS_CREDS", "dispatch/MONGO_URL"],
    ...["backup/MONGO_URLS", "restore/MONGO_URLS", "mongo-dispatch/BACKUP_URL", "dispatch/REDIS_URL"],
  ];
  const needed = [...checked, ...used];
  const step = (given: Values) => complete(needed, given, authority);
  const first = step({});
  const everybody = ownersIn(Object.keys(first.values));
  const changedBetween = (one: Values, other: Values) => needed.filter((name) => one[name] !== other[name]);

  it("know everybody who has one", () => {
    expect(everybody).toEqual(["admin", "backup", "dispatch", "intake", "redis", "restore"]); // prettier-ignore
  });

  it("the first changes what is used, and nothing that a server is told", () => {
    const second = step(renewed(first.kept, everybody));
    expect(changedBetween(first.values, second.values)).toEqual(used);
    expect(credentials(second.values, "dispatch")).toEqual({
      user: "dispatch.2",
      password: first.values["nats/NATS_PASSWORD_DISPATCH_2"],
    });
    expect(second.values["dispatch/REDIS_URL"]).toBe(
      `rediss://wangge.2:${first.kept["redis/PASSWORD_2"] ?? "?"}@redis:6379`,
    );
    expect(second.values["mongo-dispatch/BACKUP_URL"]).toContain(
      `//backup.2:${first.values["mongo-dispatch/BACKUP_PASSWORD_2"] ?? "?"}@`,
    );
  });

  it("the second changes what servers are told of those who are not used, and nothing that is used", () => {
    const second = step(renewed(first.kept, everybody));
    const third = step(retired(second.kept, everybody));
    const left = checked.filter((name) => /PASSWORD(_[A-Z]+)?$/.test(name));
    expect(changedBetween(second.values, third.values)).toEqual([...left, "nats/users.conf", "redis/USERS"]);
    // And back again: so it goes on for ever.
    const fifth = step(retired(step(renewed(third.kept, everybody)).kept, everybody));
    expect(credentials(fifth.values, "dispatch")).toMatchObject({ user: "dispatch" });
    for (const name of left) expect(fifth.values[name]).toBe(third.values[name]);
  });

  it("may be one owner's alone", () => {
    const second = step(renewed(first.kept, ["intake"]));
    expect(changedBetween(first.values, second.values)).toEqual(["intake/NATS_CREDS"]);
    const third = step(retired(second.kept, ["intake"]));
    expect(changedBetween(second.values, third.values)).toEqual(["nats/NATS_PASSWORD_INTAKE", "nats/users.conf"]);
  });

  it("the vault keeps no value that is made of others, nor one that an older version kept", () => {
    for (const name of used) expect(first.kept).not.toHaveProperty([name]);
    expect(step(first.values).kept).toEqual(first.kept);
  });

  it("leave alone what the operator gave, and say so", () => {
    const own = { "dispatch/MONGO_URL": "mongodb://elsewhere" };
    const second = step(renewed({ ...first.kept, ...own }, everybody));
    expect(second.values["dispatch/MONGO_URL"]).toBe("mongodb://elsewhere");
    expect(second.own).toEqual(["dispatch/MONGO_URL"]);
    expect(first.own).toEqual([]);
  });

  it("certificates are signed anew in one, by the authority that is there", () => {
    const given = { "nats-tls/tls.crt": "old", "nats-tls/tls.key": "old", "authority/ca.key": "k" };
    expect(withoutCertificates(given)).toEqual({ "authority/ca.key": "k" });
  });
});
