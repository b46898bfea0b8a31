/**
 * `npm run -s k8s:secrets -- --overlay k8s/overlays/prod --vault FILE | kubectl apply -f -`: every Secret that an overlay refers to. What the vault
 * (JSON, `"<secret>/<key>": "value"`) does not hold is made and kept there, so that a later run changes nothing and adds what is new.
 *
 * - `--renew OWNER`, then `--retire OWNER` (`all`, or one after the other): new passwords in two steps, `credentials.ts`; `--renew certificates`: new certificates, in one.
 * - `--show <secret>/<key>`: one value, and no Secrets.
 * - `--print records`: what a vault is to keep, one record for each Secret; `--print external --store NAME`: the Secrets by reference to it, without a value.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { kustomizeCommand } from "../local/k8s-programs.mjs";
import { authorityOf, newAuthority } from "./authority.ts";
import { ownersIn, renewed, retired, withoutCertificates, type Values } from "./credentials.ts";
import { build, manifestsOf } from "./manifests.ts";
import { complete, externalManifests, neededBy, secretManifests, vaultRecords } from "./secrets.ts";

const USAGE =
  "usage: npm run -s k8s:secrets -- --overlay DIR --vault FILE [--renew OWNER|certificates|all] [--retire OWNER|all] [--show SECRET/KEY | --print secrets|records|external [--path PREFIX] [--store NAME]]\n";
const CERTIFICATES = "certificates";
const names = { type: "string", multiple: true, default: [] as string[] } as const;
const { values: options } = parseArgs({
  options: {
    overlay: { type: "string" },
    vault: { type: "string" },
    show: { type: "string" },
    print: { type: "string", default: "secrets" },
    store: { type: "string" },
    path: { type: "string", default: "wangge" },
    renew: names,
    retire: names,
  },
});

class Mistake extends Error {}

/** @throws Mistake where nobody is called so */
const ownersOf = (asked: readonly string[], names: readonly string[]): readonly string[] => {
  const owners = ownersIn(names);
  const unknown = asked.find((one) => one !== "all" && !owners.includes(one));
  if (unknown !== undefined) throw new Mistake(`nobody here is called ${unknown}; there are ${owners.join(", ")}`);
  return asked.includes("all") ? owners : asked;
};

/** What was asked for. @throws Mistake where there is no such thing */
const asked = (needed: readonly string[], values: Values, namespace: string): string | object => {
  const { show, print, store, path } = options;
  if (show !== undefined) {
    const value = values[show];
    if (value === undefined) throw new Mistake(`there is no ${show}`);
    return value;
  }
  if (print === "secrets") return secretManifests(needed, values, namespace);
  if (print === "records") return vaultRecords(needed, values, { path });
  if (print !== "external") throw new Mistake(`--print ${print}: there are secrets, records and external`);
  if (store === undefined) throw new Mistake("--print external needs --store, the name of a ClusterSecretStore");
  return externalManifests(needed, values, namespace, { store, path });
};

const main = async (overlay: string, vault: string): Promise<void> => {
  const kustomize = await kustomizeCommand();
  if ("missing" in kustomize) throw new Mistake(`kustomize cannot be had: ${kustomize.missing}`);
  const all = manifestsOf(await build(kustomize.command, overlay));
  const namespace = all.find(({ kind }) => kind === "Namespace")?.metadata.name ?? "default";

  const given = existsSync(vault)
    ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(vault, "utf8")))
    : {};
  const certificate = given["authority/ca.crt"];
  const key = given["authority/ca.key"];
  const pair = certificate !== undefined && key !== undefined ? { certificate, key } : newAuthority();
  const authority = authorityOf(pair);
  const needed = neededBy(all);
  const before = complete(
    needed,
    { ...given, "authority/ca.crt": pair.certificate, "authority/ca.key": pair.key },
    authority,
  );
  const keep = (values: Values): void => writeFileSync(vault, `${JSON.stringify(values, null, 2)}\n`, { mode: 0o600 });
  keep(before.kept);
  if (before.missing.length > 0)
    throw new Mistake(
      `Nobody but you can know these; put them into ${vault}:\n${before.missing.map((name) => `  "${name}"`).join("\n")}`,
    );
  // Not before all of it can be applied: the same step twice would lead back.
  const there = Object.keys(before.values);
  const renewing = ownersOf(
    options.renew.filter((one) => one !== CERTIFICATES),
    there,
  );
  const retiring = ownersOf(options.retire, there);
  const signed = options.renew.includes(CERTIFICATES) ? withoutCertificates(before.kept) : before.kept;
  const { values, kept, own } = complete(needed, retired(renewed(signed, renewing), retiring), authority);
  const output = asked(needed, values, namespace);
  keep(kept);

  if (renewing.length + retiring.length > 0 && own.length > 0)
    process.stderr.write(
      `You gave these yourself, and no step changes them:\n${own.map((name) => `  "${name}"`).join("\n")}\n`,
    );
  process.stdout.write(`${typeof output === "string" ? output : JSON.stringify(output, null, 2)}\n`);
};

if (options.overlay === undefined || options.vault === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else
  await main(options.overlay, options.vault).catch((error: unknown) => {
    if (!(error instanceof Mistake)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
