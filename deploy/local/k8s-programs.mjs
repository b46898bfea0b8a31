/**
 * Programs of Kubernetes that only tests need, built from source into the cache as the engines are: the parts of a control
 * plane, kwok, kustomize, what carries out the way in. Where they cannot be had the reason is the answer.
 */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { capture, lastLine, since, UserError, which } from "./proc.mjs";
import { cached } from "./programs.mjs";
import { root } from "./root.mjs";

const versions = {
  kubernetes: "1.36.3",
  kwok: "0.7.0",
  kustomize: "5.7.1",
  coredns: "1.13.1",
  externalSecrets: "1.3.2",
};

/** @type {import("./k8s-programs.d.mts").wayIn} */
export const wayIn = () => {
  const text = readFileSync(join(root, "k8s/traefik/kustomization.yaml"), "utf8");
  const [, traefik = ""] = /newTag: v([\d.]+)/.exec(text) ?? [];
  const [, gatewayApi = ""] = /gateway-api\/releases\/download\/v([\d.]+)\//.exec(text) ?? [];
  return { traefik, gatewayApi };
};

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
    const { gatewayApi } = wayIn();
    const kinds = await cached(`kinds-${gatewayApi}-${versions.externalSecrets}`, async (dir) => {
      await kindsOf(dir, `sigs.k8s.io/gateway-api@v${gatewayApi}`, "config/crd/standard", /^gateway\./);
      const operator = `github.com/external-secrets/external-secrets@v${versions.externalSecrets}`;
      await kindsOf(dir, operator, "config/crds/bases", /_externalsecrets\.yaml$/);
    });
    return { bin: join(home, "bin"), kwok: join(kwokHome, "bin/kwok"), kinds, version: `v${versions.kubernetes}` };
  });

/** @type {import("./k8s-programs.d.mts").ingressController} */
export const ingressController = (log = () => {}) =>
  orReason(async () => {
    const { traefik } = wayIn();
    const home = await cached(`traefik-${traefik}`, (dir) =>
      timed(log, `building Traefik ${traefik} with go, some minutes`, () => buildTraefik(dir, traefik)),
    );
    return { command: join(home, "bin/traefik") };
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

/** Kinds that a published module brings, those of some files in a folder of it. */
async function kindsOf(
  /** @type {string} */ dir,
  /** @type {string} */ module,
  /** @type {string} */ folder,
  /** @type {RegExp} */ files,
) {
  const { Dir } = JSON.parse(await go(["mod", "download", "-json", module], dir));
  const from = join(Dir, folder);
  for (const name of readdirSync(from).filter((one) => files.test(one)))
    writeFileSync(join(dir, name), readFileSync(join(from, name)));
}

/** A state of this fork that the module proxies have; what Traefik names is not to be had everywhere, and nobody here signs in by passwords. */
const passwords =
  "github.com/abbot/go-http-auth=github.com/containous/go-http-auth@v0.4.1-0.20200324110947-a37a7636d23e";

/**
 * In a copy of the published module, less what nobody here asks for: the pages of its dashboard, which are not published with it; an empty module for extensions;
 * and a hundred and fifty libraries of whoever sells names, for certificates by DNS.
 */
async function buildTraefik(/** @type {string} */ dir, /** @type {string} */ version) {
  const module = join(dir, "src");
  const name = "github.com/traefik/traefik/v3";
  const { Dir } = JSON.parse(await go(["mod", "download", "-json", `${name}@v${version}`], dir));
  const parts = ["cmd", "internal", "pkg", "webui", "go.mod", "go.sum"];
  for (const part of parts) cpSync(join(Dir, part), join(module, part), { recursive: true });
  // Go's own cache is for reading only, and so is a copy.
  for (const entry of readdirSync(module, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  const add = (/** @type {string} */ file, /** @type {string} */ text) => {
    mkdirSync(dirname(join(module, file)), { recursive: true });
    writeFileSync(join(module, file), text);
  };
  add("webui/static/index.html", "");
  add("pkg/config/dynamic/ext/go.mod", "module github.com/traefik/traefik/dynamic/ext\n");
  add("pkg/config/dynamic/ext/ext.go", "package ext\n\ntype HTTP struct{}\n\ntype Router struct{}\n");
  add("internal/dns/dns.go", readFileSync(join(root, "deploy/k8s/controller/dns.go"), "utf8"));
  const user = join(module, "pkg/provider/acme/provider.go");
  writeFileSync(
    user,
    readFileSync(user, "utf8").replace(/"github.com\/go-acme\/lego\/v\d+\/providers\/dns"/, `"${name}/internal/dns"`),
  );
  await go(["mod", "edit", `-replace=${passwords}`], module);
  const flags = `-s -w -X ${name}/pkg/version.Version=${version}`;
  await go(["build", "-mod=mod", "-ldflags", flags, "-o", join(dir, "bin/traefik"), "./cmd/traefik"], module);
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
