import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { nameOf, newServiceFiles, Refusal } from "../make.ts";
import { places } from "../places.ts";

const root = join(import.meta.dirname, "../../..");

describe("the name of a new service", () => {
  it.each(["no", "Noise", "noise-control", "n0ise", "", "噪声", "a".repeat(21)])("cannot be %o", (asked) => {
    expect(() => nameOf(asked, root)).toThrow(Refusal);
  });

  it.each(["dispatch", "gateway", "kit", "admin", "examples", "dlq"])("is taken: %s", (asked) => {
    expect(() => nameOf(asked, root)).toThrow(Refusal);
  });

  it("is a word in small letters that nobody has", () => {
    expect(nameOf("noise", root)).toEqual({ lower: "noise", pascal: "Noise" });
  });
});

describe("a new service", () => {
  let clone: string;
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), "wangge-places-"));
    for (const { file } of places) {
      mkdirSync(dirname(join(clone, file)), { recursive: true });
      cpSync(join(root, file), join(clone, file));
    }
  });
  afterEach(() => {
    rmSync(clone, { recursive: true, force: true });
  });

  const write = (files: ReadonlyMap<string, string>): void => {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(clone, path)), { recursive: true });
      writeFileSync(join(clone, path), text);
    }
  };

  it("has nothing of the template's name left in it", () => {
    for (const [path, text] of newServiceFiles(nameOf("noise", clone), clone)) {
      if (places.some(({ file }) => file === path)) continue;
      expect(`${path}\n${text}`).not.toMatch(/sample/i);
    }
  });

  it("is entered in every place, and so is the next one", () => {
    write(newServiceFiles(nameOf("noise", clone), clone));
    write(newServiceFiles(nameOf("water", clone), clone));
    for (const { file } of places)
      for (const name of ["noise", "water"]) expect(readFileSync(join(clone, file), "utf8"), file).toContain(name);
    expect(() => nameOf("water", clone)).toThrow("taken");
  });

  it("is a service, a password on the bus and a volume of compose", () => {
    const compose = newServiceFiles(nameOf("noise", clone), clone).get("deploy/compose.yaml") ?? "";
    const { services, volumes, configs } = parse(compose, { merge: true, maxAliasCount: -1 }) as {
      readonly services: Readonly<Record<string, { readonly environment: object; readonly depends_on: object }>>;
      readonly volumes: object;
      readonly configs: { readonly users: { readonly content: string } };
    };
    expect(services["noise"]).toMatchObject({
      ...{ image: "wangge/noise", volumes: ["noise:/data"], read_only: true },
      build: { args: { PART: "noise" } },
      environment: { NODE_ID: "noise.1", NATS_USER: "noise", MONGO_URL: expect.any(String) as string },
    });
    for (const variable of ["NATS_PASSWORD_NOISE", "NATS_PASSWORD_NOISE_2"])
      expect(configs.users.content).toMatch(new RegExp(`^${variable}: "`, "m"));
    expect(volumes).toHaveProperty("noise");
  });

  it("is saved by night: its store is named where stores are, with the address to read it by", () => {
    const cronJob = newServiceFiles(nameOf("noise", clone), clone).get("k8s/components/store-backup/mongo.yaml") ?? "";
    expect(parse(cronJob)).toHaveProperty("kind", "CronJob");
    expect(cronJob).toMatch(/value: registry .* webhooks noise$/m);
    const keys = [...cronJob.matchAll(/path: (\w+)\/BACKUP_URL/g)].map(([, store]) => store);
    expect(keys).toEqual(/value: (registry .*)/.exec(cronJob)?.[1]?.split(" "));
  });

  it.each([
    ["deploy/provision/district.yaml", () => "services: {}\n"],
    ["deploy/security/definitions.ts", (text: string) => text.replace("[webhooks, ", "[webhook, ")],
    ["deploy/compose.yaml", (text: string) => text.replace("NATS_PASSWORD_GATEWAY", "NATS_PASSWORD_OTHER")],
    ["k8s/overlays/prod/kustomization.yaml", (text: string) => text.replace("base/mongo/registry", "base/mongo/first")],
  ])("is not made where %s does not look as it did, though only in part", (file, change) => {
    writeFileSync(join(clone, file), change(readFileSync(join(clone, file), "utf8")));
    expect(() => newServiceFiles(nameOf("noise", clone), clone)).toThrow(`${file} does not look as it did`);
  });
});
