import { expect, it } from "vitest";
import { complete, neededBy, secretManifests, type Authority } from "../secrets.ts";
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

it("two that share a password get the same one", () => {
  const needed = [
    "dispatch/MONGO_URL",
    "dispatch/NATS_PASSWORD",
    "mongo-dispatch/PASSWORD",
    "nats/NATS_PASSWORD_DISPATCH",
  ];
  const { values, missing } = complete(needed, {}, authority);
  expect(missing).toEqual([]);
  expect(values["dispatch/NATS_PASSWORD"]).toBe(values["nats/NATS_PASSWORD_DISPATCH"]);
  expect(values["dispatch/MONGO_URL"]).toContain(
    `dispatch:${values["mongo-dispatch/PASSWORD"] ?? "?"}@mongo-dispatch:27017`,
  );
});

it("keeps what is given, and says what nobody but the operator can know", () => {
  const given = { "nats/NATS_PASSWORD_ADMIN": "mine" };
  const { values, missing } = complete(
    ["nats/NATS_PASSWORD_ADMIN", "dispatch/NATS_PASSWORD", "telemetry/OTLP_ENDPOINT"],
    given,
    authority,
  );
  expect(values["nats/NATS_PASSWORD_ADMIN"]).toBe("mine");
  expect(missing).toEqual(["dispatch/NATS_PASSWORD", "telemetry/OTLP_ENDPOINT"]);
});

it("passwords of the bus begin with a letter: it would read 5k as a number", () => {
  const users = Array.from({ length: 64 }, (_, at) => `nats/NATS_PASSWORD_U${at}`);
  for (const value of Object.values(complete(users, {}, authority).values)) expect(value).toMatch(/^p[0-9a-f]{48}$/);
});

it("a certificate names its server as members and clients call it", () => {
  const { values } = complete(["mongo-dispatch-tls/tls.crt"], {}, authority);
  expect(values["mongo-dispatch-tls/tls.crt"]).toBe("mongo-dispatch for mongo-dispatch *.mongo-dispatch");
});

it("the bus has also the names by which other clusters call it", () => {
  const { values } = complete(["nats-tls/tls.crt"], { "authority/bus-names": "bus.example" }, authority);
  expect(values["nats-tls/tls.crt"]).toBe("nats for nats nats-servers *.nats-servers bus.example");
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
