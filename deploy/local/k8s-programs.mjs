/**
 * Programs of Kubernetes that only tests need, built from source into the cache as the engines are: the parts of a control
 * plane, kwok, kustomize. Where they cannot be had the reason is the answer.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture, lastLine, since, UserError, which } from "./proc.mjs";
import { cached } from "./programs.mjs";
import { root } from "./root.mjs";

const versions = { kubernetes: "1.36.3", kwok: "0.7.0", kustomize: "5.7.1", coredns: "1.13.1" };
const parts = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "kubectl",
];

/** @typedef {(line: string) => void} Log */

/** @type {import("./k8s-programs.d.mts").controlPlane} */
export const controlPlane = (log = () => {}) =>
  orReason(async () => {
    const home = await cached(`kubernetes-with-nodes-${versions.kubernetes}`, (dir) =>
      timed(log, `building Kubernetes ${versions.kubernetes} with go, about five minutes`, () => buildKubernetes(dir)),
    );
    const kwokHome = await cached(`kwok-${versions.kwok}`, (dir) =>
      timed(log, `building kwok ${versions.kwok} with go`, () =>
        goInstall(dir, `sigs.k8s.io/kwok/cmd/kwok@v${versions.kwok}`),
      ),
    );
    return { bin: join(home, "bin"), kwok: join(kwokHome, "bin/kwok"), version: `v${versions.kubernetes}` };
  });

/** @type {import("./k8s-programs.d.mts").podPrograms} */
export const podPrograms = (log = () => {}) =>
  orReason(async () => {
    const home = await cached(`coredns-${versions.coredns}-pause`, (dir) =>
      timed(log, `building CoreDNS ${versions.coredns} with go`, async () => {
        await buildMain(dir, "coredns", [`require github.com/coredns/coredns v${versions.coredns}`]);
        await buildMain(dir, "pause", []);
      }),
    );
    return { bin: join(home, "bin") };
  });

/** A program of ours, from `deploy/k8s/cluster/programs`. */
async function buildMain(/** @type {string} */ dir, /** @type {string} */ name, /** @type {string[]} */ requires) {
  const module = join(dir, "src");
  mkdirSync(module);
  copyFileSync(join(root, "deploy/k8s/cluster/programs", name, "main.go"), join(module, "main.go"));
  writeFileSync(join(module, "go.mod"), [`module wangge.invalid/${name}`, "go 1.26.0", ...requires, ""].join("\n"));
  await go(["build", "-mod=mod", "-ldflags", "-s -w", "-o", join(dir, "bin", name), "."], module);
  rmSync(module, { recursive: true });
}

/** @type {import("./k8s-programs.d.mts").kustomizeCommand} */
export const kustomizeCommand = (log = () => {}) =>
  orReason(async () => {
    const kubectl = which("kubectl");
    const { out } = kubectl ? await capture(kubectl, ["version", "--client"]) : { out: "" };
    // Components with replacements: since kubectl 1.27.
    if (kubectl && Number(/Kustomize Version: v(\d+)/.exec(out)?.[1]) >= 5) return { command: [kubectl, "kustomize"] };
    const kustomize = which("kustomize");
    if (kustomize) return { command: [kustomize, "build"] };
    const home = await cached(`kustomize-${versions.kustomize}`, (dir) =>
      timed(log, `building kustomize ${versions.kustomize} with go`, () =>
        goInstall(dir, `sigs.k8s.io/kustomize/kustomize/v5@v${versions.kustomize}`),
      ),
    );
    return { command: [join(home, "bin/kustomize"), "build"] };
  });

/**
 * @template T
 * @param {() => Promise<T>} find
 * @returns {Promise<T | { missing: string }>}
 */
async function orReason(find) {
  try {
    return await find();
  } catch (error) {
    if (error instanceof UserError) return { missing: error.message };
    throw error;
  }
}

async function timed(/** @type {Log} */ log, /** @type {string} */ what, /** @type {() => Promise<void>} */ work) {
  log(what);
  const startedAt = Date.now();
  await work();
  log(`built (${since(startedAt)})`);
}

/**
 * All parts as one program under several names. The published module names its own libraries as v0.0.0; they are published
 * beside it as v0.<minor>.<patch>.
 */
async function buildKubernetes(/** @type {string} */ dir) {
  const module = join(dir, "src");
  mkdirSync(module);
  copyFileSync(join(root, "deploy/k8s/control-plane/main.go"), join(module, "main.go"));
  const { GoMod } = JSON.parse(
    await go(["mod", "download", "-json", `k8s.io/kubernetes@v${versions.kubernetes}`], module),
  );
  const [, minor, patch] = versions.kubernetes.split(".");
  const own = [...readFileSync(GoMod, "utf8").matchAll(/^\s+(k8s\.io\/\S+) v0\.0\.0$/gm)].map(([, name]) => name);
  const text = [
    "module wangge.invalid/control-plane",
    "",
    "go 1.26.0",
    "",
    `require k8s.io/kubernetes v${versions.kubernetes}`,
    "",
    ...own.map((name) => `replace ${name} => ${name} v0.${minor}.${patch}`),
  ];
  writeFileSync(join(module, "go.mod"), `${text.join("\n")}\n`);
  const flags = [
    "-s -w",
    `-X k8s.io/component-base/version.gitVersion=v${versions.kubernetes}`,
    `-X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=${minor}`,
  ].join(" ");
  const bin = join(dir, "bin");
  await go(["build", "-mod=mod", "-ldflags", flags, "-o", join(bin, "kubernetes"), "."], module);
  for (const part of parts) symlinkSync("kubernetes", join(bin, part));
  rmSync(module, { recursive: true });
}

const goInstall = async (/** @type {string} */ dir, /** @type {string} */ program) => {
  await go(["install", "-ldflags", "-s -w", program], dir, { GOBIN: join(dir, "bin") });
};

async function go(/** @type {string[]} */ args, /** @type {string} */ cwd, /** @type {NodeJS.ProcessEnv} */ env = {}) {
  const program = which("go") ?? ["/usr/local/go/bin/go"].find((file) => existsSync(file));
  if (!program) throw new UserError("go is not installed");
  const { code, out, err } = await capture(program, args, {
    cwd,
    env: { ...process.env, GOTOOLCHAIN: "auto", GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0", ...env },
  });
  if (code !== 0) throw new UserError(`go ${args[0]} failed: ${lastLine(err)}`);
  return out;
}
