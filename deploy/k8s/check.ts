/**
 * `npm run check`'s look at Kubernetes: builds every overlay with every set of components that it does not have yet, holds what comes out against
 * the schemas of the oldest and the newest version we speak of, and against our own rules. What cannot be had here is said, and is no failure.
 */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { kustomizeCommand } from "../local/k8s-programs.mjs";
import { pythonTool } from "../local/tools.mjs";
import { build, manifestsOf, nameOf, type Manifest } from "./manifests.ts";
import { combinations } from "./combinations.ts";
import { faultsOf } from "./policy.ts";
import { waysOf } from "./ways.ts";

const VERSIONS = ["1.32", "1.36"];
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const foldersIn = (path: string): readonly string[] =>
  readdirSync(here(path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** Schema faults of manifests, each once however many combinations it is in. */
const schemaFaults = async (all: readonly Manifest[]): Promise<readonly string[]> => {
  const tool = await pythonTool("kubernetes-validate");
  if ("missing" in tool) {
    console.log(`schemas are not looked at: ${tool.missing}`);
    return [];
  }
  return new Promise((resolve, reject) => {
    const child = execFile(
      tool.python,
      [here("validate.py"), ...VERSIONS],
      { env: { ...process.env, ...tool.env }, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null) {
          reject(new Error(stderr, { cause: error }));
          return;
        }
        if (stderr !== "") console.log(stderr.trim());
        resolve(stdout.split("\n").filter((line) => line !== ""));
      },
    );
    child.stdin?.end(JSON.stringify(all));
  });
};

const main = async (): Promise<number> => {
  const kustomize = await kustomizeCommand();
  if ("missing" in kustomize) {
    console.log(`manifests are not built here: kubectl, kustomize or go is needed (${kustomize.missing})`);
    return 0;
  }
  const wanted = combinations(foldersIn("../../k8s/overlays"), foldersIn("../../k8s/components"));
  const faults = new Set<string>();
  const seen = new Map<string, Manifest>();
  const controller = manifestsOf(await build(kustomize.command, "k8s/traefik"));
  for (const manifest of controller) seen.set(JSON.stringify(manifest), manifest);
  for (const fault of faultsOf(controller)) faults.add(`traefik: ${fault}`);
  const one = async ({ overlay, components }: (typeof wanted)[number]): Promise<void> => {
    const paths = components.map((name) => `k8s/components/${name}`);
    const all = manifestsOf(await build(kustomize.command, `k8s/overlays/${overlay}`, paths));
    for (const manifest of all) seen.set(JSON.stringify(manifest), manifest);
    const names = all.map((manifest) => `${manifest.metadata.namespace ?? ""} ${nameOf(manifest)}`);
    for (const name of names.filter((each, at) => names.indexOf(each) !== at)) faults.add(`${overlay}: twice: ${name}`);
    // Who carries out a way in stands in a namespace of its own; both ends must agree there too.
    const there = all.some(({ kind }) => kind === "Gateway") ? [...all, ...controller] : all;
    for (const fault of [...faultsOf(all), ...waysOf(there).oneSided]) faults.add(`${overlay}: ${fault}`);
  };
  const waiting = [...wanted];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await one(next);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  for (const fault of await schemaFaults([...seen.values()])) faults.add(fault);
  for (const fault of faults) console.log(fault);
  console.log(`${wanted.length} combinations, ${seen.size} different manifests, ${faults.size} faults`);
  return faults.size === 0 ? 0 : 1;
};

process.exitCode = await main();
