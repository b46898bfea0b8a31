/**
 * Enforces network policies on the nodes of a test's cluster, where the plugin of the pods' network does not: `node enforce.ts <kubeconfig> <node pid>…`, with the
 * network of the hub. Looks once a second; where something changed every node gets all rules anew, at once.
 */
import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { clientOf } from "./api.ts";
import { iptablesOf, Namespace, Pod, policyChain, Policy } from "./policies.ts";

const [file = "", ...pids] = process.argv.slice(2);
const api = clientOf(file);

const list = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<readonly z.output<Schema>[]> =>
  (await api(path, z.object({ items: schema.array() }))).items;

const on = (pid: string, command: readonly string[], input = ""): boolean => {
  const { status, stderr } = spawnSync("nsenter", [`--net=/proc/${pid}/ns/net`, "--", ...command], {
    input,
    encoding: "utf8",
  });
  if (status !== 0) console.error(`${pid}: ${command[0] ?? ""}: ${stderr}`);
  return status === 0;
};

const told = new Map<string, string>();
for (;;) {
  try {
    const [pods, namespaces, policies] = await Promise.all([
      list("/api/v1/pods", Pod),
      list("/api/v1/namespaces", Namespace),
      list("/apis/networking.k8s.io/v1/networkpolicies", Policy),
    ]);
    const text = iptablesOf({ pods, namespaces, policies });
    for (const pid of pids) {
      if (told.get(pid) === text) continue;
      const isNew = !told.has(pid);
      if (!on(pid, ["iptables-restore", "--noflush"], text)) continue;
      if (isNew) on(pid, ["iptables", "--insert", "FORWARD", "1", "--jump", policyChain]);
      told.set(pid, text);
    }
  } catch (error) {
    console.error(error);
  }
  await sleep(1_000);
}
