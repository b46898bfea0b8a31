/**
 * `npm run -s k8s:secrets -- --overlay k8s/overlays/prod --vault FILE | kubectl apply -f -`: every Secret that an overlay refers to. What the vault
 * (JSON, `"<secret>/<key>": "value"`) does not hold is made and kept there, so that a later run changes nothing and adds what is new.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { kustomizeCommand } from "../local/k8s-programs.mjs";
import { authorityOf, newAuthority } from "./authority.ts";
import { build, manifestsOf } from "./manifests.ts";
import { complete, neededBy, secretManifests } from "./secrets.ts";

const { values: options } = parseArgs({ options: { overlay: { type: "string" }, vault: { type: "string" } } });

const main = async (overlay: string, vault: string): Promise<number> => {
  const kustomize = await kustomizeCommand();
  if ("missing" in kustomize) throw new Error(`kustomize cannot be had: ${kustomize.missing}`);
  const all = manifestsOf(await build(kustomize.command, overlay));
  const namespace = all.find(({ kind }) => kind === "Namespace")?.metadata.name ?? "default";

  const kept = existsSync(vault) ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(vault, "utf8"))) : {};
  const certificate = kept["authority/ca.crt"];
  const key = kept["authority/ca.key"];
  const pair = certificate !== undefined && key !== undefined ? { certificate, key } : newAuthority();
  const needed = neededBy(all);
  const { values, missing } = complete(
    needed,
    { ...kept, "authority/ca.crt": pair.certificate, "authority/ca.key": pair.key },
    authorityOf(pair),
  );
  writeFileSync(vault, `${JSON.stringify(values, null, 2)}\n`, { mode: 0o600 });
  if (missing.length > 0) {
    process.stderr.write(
      `Nobody but you can know these; put them into ${vault}:\n${missing.map((name) => `  "${name}"`).join("\n")}\n`,
    );
    return 1;
  }
  process.stdout.write(`${JSON.stringify(secretManifests(needed, values, namespace), null, 2)}\n`);
  return 0;
};

if (options.overlay === undefined || options.vault === undefined) {
  process.stderr.write("usage: npm run -s k8s:secrets -- --overlay DIR --vault FILE\n");
  process.exitCode = 2;
} else process.exitCode = await main(options.overlay, options.vault);
