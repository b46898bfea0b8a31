/** A real node: containerd, kubelet and kube-proxy on a machine of their own, which changes nothing of the one it stands on. */
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { untilReady } from "../../local/wire.mjs";
import { UserError, which } from "../../local/proc.mjs";
import { Machine, plugIn, saidBy } from "./machine.mjs";

const controllers = "/sys/fs/cgroup";
const socket = "/run/containerd/containerd.sock";
export const pauseImage = "wangge.invalid/pause:1";

/** What kubelet sets in the kernel, which is everybody's: it finds files that say so already. */
const settings = {
  "vm/overcommit_memory": "1",
  "vm/panic_on_oom": "0",
  "kernel/panic": "10",
  "kernel/panic_on_oops": "1",
  "kernel/keys/root_maxkeys": "1000000",
  "kernel/keys/root_maxbytes": "25000000",
};

/**
 * The first process of a node. Its own /sys is of its own network, with the machine's control groups; /run and /var are its own; what kubelet mounts is
 * seen by the containers.
 */
const begin = `
hostname "$NAME"
mount --make-rprivate /
mkdir -p "$DIR/cgroup" "$DIR/var" "$DIR/var-work"
mount --rbind ${controllers} "$DIR/cgroup"
mount -t sysfs sysfs /sys
mount --rbind "$DIR/cgroup" ${controllers}
for own in ${controllers}/*/"$GROUP"; do
  [ -e "$own/cpuset.cpus" ] || continue
  cat ${controllers}/cpuset/cpuset.cpus > "$own/cpuset.cpus"
  cat ${controllers}/cpuset/cpuset.mems > "$own/cpuset.mems"
done
for file in "$DIR"/settings/*; do
  there="/proc/sys/$(basename "$file" | tr : /)"
  [ ! -e "$there" ] || mount --bind "$file" "$there"
done
mount -t tmpfs tmpfs /run
mount -t overlay overlay -o "lowerdir=/var,upperdir=$DIR/var,workdir=$DIR/var-work" /var
mount --make-rshared /
echo 1 > /proc/sys/net/ipv4/ip_forward
`;

const containerdConfig = (/** @type {string} */ dir) => `version = 2
root = "${dir}/containerd"
state = "/run/containerd"
[grpc]
  address = "${socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${dir}/cni"
`;

/** Every pod at the end of a cable of its own: what goes to another one is routed, and so meets the rules of network policies, on one node too. */
const network = (/** @type {string} */ dir, /** @type {string} */ pods) => ({
  cniVersion: "0.4.0",
  name: "pods",
  plugins: [
    {
      type: "ptp",
      ipMasq: false,
      mtu: 1500,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: pods }]],
        routes: [{ dst: "0.0.0.0/0" }],
        dataDir: `${dir}/leases`,
      },
    },
  ],
});

const kubeletConfig = (
  /** @type {string} */ dir,
  /** @type {string} */ address,
  /** @type {string} */ group,
  /** @type {string} */ dns,
) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  failCgroupV1: false,
  cgroupDriver: "cgroupfs",
  cgroupRoot: `/${group}`,
  containerRuntimeEndpoint: `unix://${socket}`,
  // Whom its network reaches is the test.
  authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
  authorization: { mode: "AlwaysAllow" },
  address,
  clusterDNS: [dns],
  clusterDomain: "cluster.local",
  oomScoreAdj: 0,
  maxPods: 60,
  failSwapOn: false,
  imageGCHighThresholdPercent: 100,
  evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "nodefs.inodesFree": "1%" },
  featureGates: { KubeletInUserNamespace: true },
  nodeStatusUpdateFrequency: "4s",
  podLogsDir: `${dir}/pods`,
  resolvConf: `${dir}/resolv.conf`,
});

const proxyConfig = (/** @type {string} */ name, /** @type {string} */ address, /** @type {string} */ kubeconfig) => ({
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  clientConnection: { kubeconfig },
  mode: "iptables",
  hostnameOverride: name,
  clusterCIDR: "10.98.0.0/16",
  bindAddress: address,
  healthzBindAddress: `${address}:10256`,
  metricsBindAddress: `${address}:10249`,
  // The kernel's table of connections is everybody's.
  conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
});

const ownNamespaces = ["--mount", "--pid", "--uts", "--ipc", "--mount-proc"];

/** @type {import("./node.d.mts").startNode} */
export async function startNode({ at, hub, programs, plane, dir, dns, archives }) {
  const name = `node-${at}`;
  const address = `10.99.0.${10 + at}`;
  const pods = `10.98.${at}.0/24`;
  const group = `wangge-${process.pid}-${name}`;
  makeGroups(group);
  const write = (/** @type {string} */ file, /** @type {string | object} */ text) => {
    const path = join(dir, file);
    writeFileSync(path, typeof text === "string" ? text : stringify(text));
    return path;
  };
  for (const folder of ["settings", "cni", "disks", "kubelet", "pods"])
    mkdirSync(join(dir, folder), { recursive: true });
  for (const [setting, value] of Object.entries(settings)) write(`settings/${setting.replaceAll("/", ":")}`, value);
  write("resolv.conf", "");
  write("cni/10-pods.conflist", JSON.stringify(network(dir, pods)));

  const machine = await Machine.start(name, address, dir, {
    namespaces: ownNamespaces,
    script: begin,
    env: { NAME: name, DIR: dir, GROUP: group },
  });
  const kill = async () => {
    await machine.kill();
    await removeGroups(group);
  };
  try {
    await plugIn(hub, machine);
    await hub.say(["ip", "route", "replace", pods, "via", address]);
    const containerd = which("containerd") ?? "";
    const runtime = machine.run("containerd", [
      containerd,
      "--config",
      write("containerd.toml", containerdConfig(dir)),
    ]);
    const ctr = (/** @type {string[]} */ ...args) =>
      machine.inside(["ctr", "--address", socket, "--namespace", "k8s.io", ...args]);
    const answers = () => saidBy(ctr("version")).then(() => true);
    const why = await untilReady(answers, {
      timeoutMs: 60_000,
      giveUp: () => (runtime.isOver ? "it ended" : undefined),
    });
    if (why) throw new UserError(`containerd of ${name} does not come up: ${why}\n${runtime.tail()}`);
    for (const archive of archives) await saidBy(ctr("images", "import", archive));
    const kubeconfig = plane.kubeconfigOf(name);
    const kubelet = write("kubelet.yaml", kubeletConfig(dir, address, group, dns));
    machine.run("kubelet", [
      join(programs.bin, "kubelet"),
      `--config=${kubelet}`,
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${name}`,
      `--node-ip=${address}`,
      `--root-dir=${dir}/kubelet`,
      `--cert-dir=${dir}/certificates`,
    ]);
    machine.run("kube-proxy", [
      join(programs.bin, "kube-proxy"),
      `--config=${write("kube-proxy.yaml", proxyConfig(name, address, plane.kubeconfigOf("kube-proxy")))}`,
    ]);
    const diskAt = (/** @type {string} */ disk) => {
      const path = join(dir, "disks", disk);
      mkdirSync(path, { recursive: true });
      return path;
    };
    const pidOf = async (/** @type {string} */ container) => {
      const [, pid] = new RegExp(String.raw`^${container}\s+(\d+)`, "m").exec(await saidBy(ctr("tasks", "ls"))) ?? [];
      if (!pid) throw new UserError(`${name} runs no ${container}`);
      return Number(pid);
    };
    return { name, pods, machine, diskAt, pidOf, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

const groupsOf = (/** @type {string} */ group) =>
  readdirSync(controllers)
    .map((controller) => join(controllers, controller, group))
    .filter((path) => !path.includes("/unified/"));

function makeGroups(/** @type {string} */ group) {
  for (const path of groupsOf(group)) mkdirSync(path, { recursive: true });
}

/** A group of control groups goes when nothing is in it any more, from the innermost on. */
async function removeGroups(/** @type {string} */ group) {
  const left = () => groupsOf(group).filter((path) => existsSync(path));
  await untilReady(
    async () => {
      for (const path of left()) removeTree(path);
      return left().length === 0;
    },
    { timeoutMs: 10_000 },
  );
}

function removeTree(/** @type {string} */ path) {
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) removeTree(join(path, entry.name));
  try {
    rmdirSync(path);
  } catch {
    // a process is still ending in it: the next try
  }
}
