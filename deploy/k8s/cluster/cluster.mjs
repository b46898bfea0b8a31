/** A small cluster of real nodes on this machine: a hub with the control plane, nodes on cables to it, names, and policies that hold. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Child } from "../../local/child.mjs";
import { UserError, which } from "../../local/proc.mjs";
import { startControlPlane } from "../control-plane.mjs";
import { saidBy, startHub } from "./machine.mjs";
import { startNode } from "./node.mjs";

const dns = "10.96.0.10";
const tools = ["unshare", "nsenter", "ip", "iptables", "containerd", "ctr", "runc", "buildah", "openssl", "ldd"];
const networkPlugin = "/usr/lib/cni/ptp";
const packages = "containerd runc buildah containernetworking-plugins iptables";

/** @type {import("./cluster.d.mts").whyNoCluster} */
export function whyNoCluster() {
  if (process.platform !== "linux") return "it needs Linux";
  if (process.getuid?.() !== 0) return "it needs root, for networks and mounts of its own";
  const missing = tools.filter((name) => !which(name));
  if (!existsSync(networkPlugin)) missing.push(networkPlugin);
  return missing.length > 0 ? `${missing.join(", ")} not installed: apt-get install ${packages}` : undefined;
}

/** @type {import("./cluster.d.mts").startCluster} */
export async function startCluster({ programs, archives, dir, nodes: count = 2, log = () => {} }) {
  mkdirSync(dir, { recursive: true });
  const hub = await startHub("10.99.0.1", join(dir, "hub"));
  /** @type {import("./node.d.mts").Node[]} */
  const nodes = [];
  /** @type {Child | undefined} */
  let enforcer;
  /** @type {import("../control-plane.d.mts").ControlPlane | undefined} */
  let plane;
  const stop = async () => {
    await enforcer?.stop({ graceMs: 0 });
    await Promise.all(nodes.map(({ kill }) => kill()));
    await plane?.stop();
    await hub.kill();
  };
  try {
    const at = Array.from({ length: count }, (_, index) => index + 1);
    plane = await startControlPlane({
      programs,
      dir: join(dir, "hub"),
      machine: hub,
      nodes: at.map((one) => `node-${one}`),
    });
    log("the control plane is up");
    const control = plane;
    const started = await Promise.allSettled(
      at.map((one) =>
        startNode({ at: one, hub, programs, plane: control, dir: join(dir, `node-${one}`), dns, archives }),
      ),
    );
    for (const one of started) if (one.status === "fulfilled") nodes.push(one.value);
    for (const one of started) if (one.status === "rejected") throw one.reason;
    // Every node knows the way to the others' pods.
    for (const from of nodes)
      for (const to of nodes)
        if (from !== to) await from.machine.say(["ip", "route", "replace", to.pods, "via", to.machine.address]);
    log("the nodes have their images");
    const { kubeconfig } = plane;
    const authority = join(dir, "hub/certificates/apiserver.crt");
    const kubectl = hub.within([join(programs.bin, "kubectl"), "--kubeconfig", kubeconfig]);
    await saidBy([...kubectl, "apply", "--server-side", "-f", fileURLToPath(new URL("dns.yaml", import.meta.url))]);
    const [command = "", ...args] = hub.within([
      process.execPath,
      fileURLToPath(new URL("enforce.ts", import.meta.url)),
      kubeconfig,
      ...nodes.map(({ machine }) => String(machine.pid)),
    ]);
    enforcer = new Child({
      name: "enforcer of network policies",
      command,
      args,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: authority },
      logFile: join(dir, "hub/logs/enforcer.log"),
      deathSignal: "KILL",
    });
    return { kubectl, kubeconfig, authority, hub, nodes, stop };
  } catch (error) {
    await stop();
    throw error instanceof UserError ? new UserError(`no cluster: ${error.message}`) : error;
  }
}
