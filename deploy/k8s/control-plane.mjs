/** Starts and stops a control plane for tests. Everything listens on loopback or in a machine of its own, speaks TLS and dies with us. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Child } from "../local/child.mjs";
import { capture, UserError } from "../local/proc.mjs";
import { freePort, untilReady } from "../local/wire.mjs";

const readyTimeoutMs = 120_000;

/** Where nothing else is said: on this machine, at its loopback. */
const here = { address: "127.0.0.1", within: (/** @type {string[]} */ command) => command };

/** @type {import("./control-plane.d.mts").startControlPlane} */
export async function startControlPlane({ programs, dir, machine = here, nodes = [] }) {
  mkdirSync(dir, { recursive: true });
  /** @type {Set<number>} */
  const taken = new Set();
  const port = async () => {
    const free = await freePort(taken);
    taken.add(free);
    return free;
  };
  const [etcd, peer, api, controllers, scheduler] = [
    await port(),
    await port(),
    await port(),
    await port(),
    await port(),
  ];
  const certificates = join(dir, "certificates");
  const authority = join(certificates, "apiserver.crt");
  const users = kubeconfigs(dir, `https://${machine.address}:${api}`, authority, nodes);
  const keys = accountKeys(dir);

  /** @type {Child[]} */
  const children = [];
  const run = (
    /** @type {string} */ name,
    /** @type {string} */ command,
    /** @type {Record<string, string>} */ flags,
  ) => {
    const [first = "", ...args] = machine.within([
      command,
      ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    ]);
    const env = { PATH: process.env.PATH ?? "", HOME: dir };
    const logFile = join(dir, "logs", `${name}.log`);
    const child = new Child({
      name,
      command: first,
      args,
      env,
      cwd: dir,
      logFile,
      deathSignal: "KILL",
      restart: false,
    });
    children.push(child);
    return child;
  };
  const part = (/** @type {string} */ name, /** @type {Record<string, string>} */ flags) =>
    run(name, join(programs.bin, name), flags);
  const stop = async () => {
    for (const child of children.reverse()) await child.stop({ graceMs: 5_000 });
  };

  try {
    part("etcd", {
      "data-dir": join(dir, "etcd"),
      "listen-client-urls": `http://127.0.0.1:${etcd}`,
      "advertise-client-urls": `http://127.0.0.1:${etcd}`,
      "listen-peer-urls": `http://127.0.0.1:${peer}`,
      "initial-advertise-peer-urls": `http://127.0.0.1:${peer}`,
      "initial-cluster": `default=http://127.0.0.1:${peer}`,
      "unsafe-no-fsync": "true",
      "log-level": "warn",
    });
    const server = part("kube-apiserver", {
      "etcd-servers": `http://127.0.0.1:${etcd}`,
      "bind-address": machine.address,
      "advertise-address": machine.address,
      "secure-port": `${api}`,
      "cert-dir": certificates,
      "token-auth-file": users.tokens,
      "authorization-mode": "Node,RBAC",
      "service-account-key-file": keys.public,
      "service-account-signing-key-file": keys.private,
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-cluster-ip-range": "10.96.0.0/16",
      "allow-privileged": "true", // as on most clusters: then it is Pod Security that refuses
      ...(nodes.length > 0 ? realNodes.api : {}),
    });
    const [kubectl = "", ...readyz] = machine.within([
      join(programs.bin, "kubectl"),
      "--kubeconfig",
      users.admin,
      "get",
      "--raw",
      "/readyz",
    ]);
    const isReady = async () => existsSync(authority) && (await capture(kubectl, readyz)).code === 0;
    const why = await untilReady(isReady, {
      timeoutMs: readyTimeoutMs,
      giveUp: () => (server.isOver ? "it ended" : undefined),
    });
    if (why) throw new UserError(`the API server does not come up: ${why}. Its log ends:\n${server.tail()}`);
    const asUser = (/** @type {string} */ kubeconfig) => ({
      kubeconfig,
      "authentication-kubeconfig": kubeconfig,
      "authorization-kubeconfig": kubeconfig,
      "bind-address": machine.address,
      "leader-elect": "false",
    });
    part("kube-controller-manager", {
      ...asUser(users.controllers),
      "secure-port": `${controllers}`,
      "cert-dir": certificates,
      "service-account-private-key-file": keys.private,
      "root-ca-file": authority,
      "use-service-account-credentials": "true",
      ...(nodes.length > 0 ? realNodes.controllers : playedNodes.controllers),
    });
    part("kube-scheduler", { ...asUser(users.scheduler), "secure-port": `${scheduler}`, "cert-dir": certificates });
    if (nodes.length === 0)
      run("kwok", programs.kwok, {
        kubeconfig: users.admin,
        config: "/dev/null",
        "manage-nodes-with-annotation-selector": "kwok.x-k8s.io/node=fake",
      });
    return { kubeconfig: users.admin, kubeconfigOf: users.of, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Played nodes do not die, and tell rarely that they live. */
const playedNodes = { controllers: { "node-monitor-grace-period": "1h" } };

/** Real ones do: a dead node is noticed, and its pods are replaced, within half a minute where a cluster takes six. */
const realNodes = {
  api: {
    "enable-admission-plugins": "NodeRestriction",
    "kubelet-preferred-address-types": "InternalIP",
    // Services need not be reachable from where the control plane runs: it asks their pods.
    "enable-aggregator-routing": "true",
    "default-not-ready-toleration-seconds": "10",
    "default-unreachable-toleration-seconds": "10",
  },
  controllers: {
    "node-monitor-grace-period": "15s",
    "horizontal-pod-autoscaler-sync-period": "5s",
  },
};

/** Keys that sign the tokens of service accounts. */
function accountKeys(/** @type {string} */ dir) {
  const pair = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const files = { public: join(dir, "accounts.pub"), private: join(dir, "accounts.key") };
  writeFileSync(files.public, pair.publicKey);
  writeFileSync(files.private, pair.privateKey, { mode: 0o600 });
  return files;
}

/** A token and a kubeconfig for each who speaks with the API. */
function kubeconfigs(
  /** @type {string} */ dir,
  /** @type {string} */ server,
  /** @type {string} */ authority,
  /** @type {readonly string[]} */ nodes,
) {
  const tokens = join(dir, "tokens.csv");
  const user = (/** @type {string} */ name, /** @type {string} */ group) => {
    const token = randomBytes(24).toString("hex");
    const before = existsSync(tokens) ? readFileSync(tokens, "utf8") : "";
    writeFileSync(tokens, `${before}${token},${name},${name}${group}\n`, { mode: 0o600 });
    const file = join(dir, `${name.split(":").at(-1)}.kubeconfig`);
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "test", cluster: { server, "certificate-authority": authority } }],
      users: [{ name: "user", user: { token } }],
      contexts: [{ name: "test", context: { cluster: "test", user: "user" } }],
      "current-context": "test",
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  };
  const others = new Map(nodes.map((name) => [name, user(`system:node:${name}`, ',"system:nodes"')]));
  if (nodes.length > 0) others.set("kube-proxy", user("system:kube-proxy", ""));
  return {
    tokens,
    of: (/** @type {string} */ name) => others.get(name) ?? "",
    admin: user("admin", ',"system:masters"'),
    controllers: user("system:kube-controller-manager", ""),
    scheduler: user("system:kube-scheduler", ""),
  };
}
