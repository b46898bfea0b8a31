import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "@wangge/kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { kustomizeCommand } from "../../local/k8s-programs.mjs";
import { manifests } from "../../provision/principals.ts";
import { combinations, subsetsOf } from "../combinations.ts";
import { build, environmentOf, manifestsOf, podsOf, type Manifest } from "../manifests.ts";
import {
  busUsers,
  grantsFile,
  grantsText,
  passwordVariable,
  permissionsFile,
  permissionsText,
  usersOf,
} from "../permissions.ts";
import { ownersIn, renewed, retired, type Values } from "../credentials.ts";
import { complete, neededBy } from "../secrets.ts";
import { waysOf } from "../ways.ts";

const kustomize = await kustomizeCommand();
const root = new URL("../../../", import.meta.url);

it("permissions of the bus are those of the manifests (mend: node deploy/k8s/permissions.ts)", () => {
  expect(readFileSync(permissionsFile, "utf8")).toBe(permissionsText());
  expect(JSON.parse(readFileSync(grantsFile, "utf8"))).toEqual(JSON.parse(grantsText()));
});

it("compose runs every service that the bus knows, and gives each user a password", () => {
  const file = new URL("deploy/compose.yaml", root);
  const Compose = z.object({
    services: z.record(z.string(), z.looseObject({})),
    configs: z.looseObject({ users: z.object({ content: z.string() }) }),
  });
  const { services, configs } = Compose.parse(parse(readFileSync(file, "utf8"), { merge: true, maxAliasCount: -1 }));
  expect(Object.keys(services)).toEqual(expect.arrayContaining(manifests.map(({ name }) => name)));
  const given = [...configs.users.content.matchAll(/^(\w+): "\$\{WANGGE_PASSWORD\}"$/gm)].map(
    ([, variable]) => variable,
  );
  expect(given.sort()).toEqual(busUsers.flatMap(usersOf).map(passwordVariable).sort());
});

it("an overlay meets every set of components that it does not have", () => {
  expect(subsetsOf(["a", "b"])).toEqual([[], ["a"], ["b"], ["a", "b"]]);
  const has = (overlay: string) => (overlay === "prod" ? ["a", "b"] : []);
  const can = (overlay: string, component: string) => overlay !== "alone" || component === "b";
  expect(combinations(["prod", "dev", "alone"], ["a", "b"], has, can)).toHaveLength(1 + 4 + 2);
});

/** What Node and OpenTelemetry read, and the variables that others are made of. */
const others = [
  "NODE_ENV",
  "NODE_EXTRA_CA_CERTS",
  "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
  "OTEL_EXPORTER_OTLP_CLIENT_KEY",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_TRACES_SAMPLER_ARG",
  "POD_NAME",
  "SERVICE",
];

describe.skipIf("missing" in kustomize)("overlays", () => {
  const built = new Map<string, readonly Manifest[]>();
  let files = "";
  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), "wangge-k8s-"));
    if ("missing" in kustomize) return;
    for (const overlay of readdirSync(new URL("k8s/overlays", root)))
      built.set(overlay, manifestsOf(await build(kustomize.command, `k8s/overlays/${overlay}`)));
  });
  afterAll(() => {
    rmSync(files, { recursive: true });
  });

  it("every service starts with what its overlay gives it, and is given nothing it does not read", async () => {
    let seen = 0;
    for (const [overlay, all] of built) {
      const authority = { certificate: "", sign: () => ({ certificate: "", key: "" }) };
      const { values } = complete(neededBy(all), {}, authority);
      for (const manifest of all) {
        const name = manifest.metadata.labels["app.kubernetes.io/name"] ?? "";
        const source = new URL(`services/${name}/src/config.ts`, root);
        if (manifest.kind !== "Deployment" || !existsSync(source)) continue;
        seen += 1;
        const [container] = podsOf(manifest)?.pod.containers ?? [];
        const given = container === undefined ? {} : environmentOf(container, all);
        const { config } = z.object({ config: z.instanceof(z.ZodObject) }).parse(await import(source.href));
        const known = Object.keys(config.shape).flatMap((key) => [key, `${key}_FILE`]);
        expect(Object.keys(given).filter((key) => !known.includes(key) && !others.includes(key))).toEqual([]);

        const environment = Object.fromEntries(
          Object.entries(given).map(([key, value]) => {
            if (!value.startsWith("/secrets/"))
              return [key, value.replace("$(SERVICE)", name).replace("$(POD_NAME)", `${name}-7d4b9c-x2x9z`)];
            const file = join(files, `${overlay}-${name}-${key}`);
            writeFileSync(file, values[`${name}/${value.slice("/secrets/".length)}`] ?? "given by somebody else");
            return [key, file];
          }),
        );
        expect(load(config, environment), `${overlay} ${name}`).toMatchObject({
          NODE_ID: `${name}.${name}-7d4b9c-x2x9z`,
        });
      }
    }
    expect(seen).toBeGreaterThanOrEqual(15);
  });

  it("the world comes in at the name that the gateway says it has", () => {
    const [ingress, ...more] = (built.get("prod") ?? []).filter(({ kind }) => kind === "Gateway");
    expect(more).toEqual([]);
    const hostname = "wangge.chenghua.example";
    expect(ingress?.spec).toMatchObject({
      listeners: [
        { hostname, port: 80 },
        { hostname, port: 443, tls: { certificateRefs: [{ name: "ingress-tls" }] } },
      ],
    });
  });

  it.each(["prod", "dev"])("%s runs every service that the bus knows", (overlay) => {
    const there = (built.get(overlay) ?? [])
      .filter(({ kind }) => kind === "Deployment")
      .map(({ metadata }) => metadata.name);
    expect(there).toEqual(expect.arrayContaining(manifests.map(({ name }) => name)));
  });

  it("every password of the bus and every key is made; an operator gives where traces go and who may write them", () => {
    const authority = { certificate: "", sign: () => ({ certificate: "", key: "" }) };
    const { values, missing } = complete(neededBy(built.get("prod") ?? []), {}, authority);
    expect(missing).toEqual(["telemetry/OTLP_AUTHORIZATION", "telemetry/OTLP_ENDPOINT"]);
    for (const user of busUsers.flatMap(usersOf)) expect(values).toHaveProperty([`nats/${passwordVariable(user)}`]);
  });

  it("new passwords reach whoever signs in in the first step, and every server in the second", () => {
    const authority = { certificate: "", sign: () => ({ certificate: "", key: "" }) };
    const needed = neededBy(built.get("prod") ?? []);
    const step = (given: Values) => complete(needed, given, authority);
    const first = step({});
    const owners = ownersIn(Object.keys(first.values));
    const second = step(renewed(first.kept, owners));
    const third = step(retired(second.kept, owners));
    const changed = (one: Values, other: Values) => needed.filter((name) => one[name] !== other[name]);
    const used = needed.filter((name) => /(CREDS|_URLS?)$/.test(name));
    expect(used.length).toBeGreaterThan(30);
    expect(changed(first.values, second.values)).toEqual(used);
    const told = needed.filter((name) => /PASSWORD(_[A-Z]+)?$|\/(users\.conf|USERS)$/.test(name));
    expect(changed(second.values, third.values)).toEqual(told);
  });

  it("what saves each store has the address of every store that is there", () => {
    const all = built.get("prod") ?? [];
    const pod = podsOf(all.find(({ metadata }) => metadata.name === "mongo-backup") ?? ({} as Manifest))?.pod;
    const read = pod?.volumes.flatMap(({ projected }) => projected?.sources ?? []) ?? [];
    const names = read.flatMap(({ secret }) => secret?.items?.map(({ key }) => `${secret.name}/${key}`) ?? []);
    const stores = all.filter(({ kind, metadata }) => kind === "StatefulSet" && metadata.name.startsWith("mongo-"));
    expect(names.map((name) => name.slice(0, name.indexOf("/"))).sort()).toEqual(
      stores.map(({ metadata }) => metadata.name).sort(),
    );
    expect(neededBy(all)).toEqual(expect.arrayContaining(names));
  });

  it("only the owner, its setup, its backups, what puts them back and the doctor reach a store", () => {
    const open = waysOf(built.get("prod") ?? []).open.filter((way) => way.endsWith("→ mongo-dispatch:27017"));
    expect(open.map((way) => way.split(" ")[0])).toEqual([
      "backup",
      "dispatch",
      "doctor",
      "mongo-backup",
      "mongo-dispatch",
      "mongo-dispatch-setup",
      "restore",
    ]);
  });

  it("prod has what is kept as it came looked at: evidence and attachments, and nobody else reaches the scanner", () => {
    const all = built.get("prod") ?? [];
    const shown = all.flatMap((manifest) =>
      (podsOf(manifest)?.pod.containers ?? []).flatMap((container) =>
        environmentOf(container, all)["CLAMD_ADDRESS"] === "tls://scanner:3310" ? [manifest.metadata.name] : [],
      ),
    );
    expect(shown.sort()).toEqual(["enforcement", "social"]);
    expect(waysOf(all).open.filter((way) => way.includes("scanner"))).toEqual([
      "enforcement → scanner:3310",
      "social → scanner:3310",
    ]);
    const scanner = all.find(({ kind, metadata }) => kind === "StatefulSet" && metadata.name === "scanner");
    const door = podsOf(scanner ?? ({} as Manifest))?.pod.containers.find(({ name }) => name === "tls");
    const allowed = (door?.["args"] as readonly string[]).filter((arg) => arg.startsWith("--allow"));
    expect(allowed).toEqual(["--allow-cn=enforcement", "--allow-cn=social"]);
  });

  it("only who keeps something in Redis reaches it", () => {
    const open = waysOf(built.get("prod") ?? []).open.filter((way) => way.endsWith("→ redis:6379"));
    expect(open.map((way) => way.split(" ")[0])).toEqual(["dispatch", "enforcement", "gateway", "intake", "webhooks"]);
  });

  it("all services, and what sets up, saves and looks at the bus, reach it; its servers reach each other", () => {
    const open = waysOf(built.get("prod") ?? []).open.filter((way) => way.includes("→ nats:"));
    const services = manifests.map(({ name }) => name);
    expect(open.map((way) => way.replace(" → nats", ""))).toEqual(
      [...services, "backup", "doctor", "provision", "restore"]
        .map((one) => `${one}:4222`)
        .concat("nats:6222")
        .sort((one, other) => (one.replace(/:.*/, " ") < other.replace(/:.*/, " ") ? -1 : 1)),
    );
  });
});
