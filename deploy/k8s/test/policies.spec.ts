import { expect, it } from "vitest";
import { iptablesOf, Namespace, Pod, Policy, subtract } from "../cluster/policies.ts";

const pod = (name: string, ip: string, labels: Record<string, string>, ports: readonly object[] = []) =>
  Pod.parse({
    metadata: { name, namespace: "wangge", labels },
    spec: { containers: [{ ports }] },
    status: { podIP: ip, phase: "Running" },
  });
const policy = (spec: object, namespace = "wangge") => Policy.parse({ metadata: { name: "p", namespace }, spec });
const namespaces = [
  Namespace.parse({ metadata: { name: "wangge" } }),
  Namespace.parse({ metadata: { name: "ingress", labels: { door: "yes" } } }),
];
const dispatch = pod("dispatch", "10.98.1.2", { app: "dispatch" });
const store = pod("store", "10.98.2.3", { app: "store" }, [{ name: "mongo", containerPort: 27017 }]);
const door = Pod.parse({
  metadata: { name: "door", namespace: "ingress" },
  spec: { containers: [] },
  status: { podIP: "10.98.2.9", phase: "Running" },
});

/** The rules of the chain that traffic from (`-s`) or to (`-d`) a pod goes through; undefined where none does. */
const rulesOf = (text: string, flag: "-s" | "-d", ip: string): readonly string[] | undefined => {
  const lines = text.split("\n");
  const chain = lines
    .find((line) => line.startsWith(`-A POLICIES ${flag} ${ip}/32 -j `))
    ?.split(" ")
    .at(-1);
  if (chain === undefined) return undefined;
  return lines.filter((line) => line.startsWith(`-A ${chain} `)).map((line) => line.slice(`-A ${chain} `.length));
};
const compiled = (...policies: readonly ReturnType<typeof policy>[]) =>
  iptablesOf({ pods: [dispatch, store, door], namespaces, policies });

it("whom no policy selects speaks and hears freely", () => {
  expect(rulesOf(compiled(), "-s", "10.98.1.2")).toBeUndefined();
  expect(compiled()).toContain("--ctstate RELATED,ESTABLISHED -j RETURN");
});

it("a store hears its service at its port, by the name of the port too, and nobody else", () => {
  const text = compiled(
    policy({
      podSelector: { matchLabels: { app: "store" } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: "dispatch" } } }], ports: [{ port: "mongo" }] }],
    }),
  );
  expect(rulesOf(text, "-d", "10.98.2.3")).toEqual(["-s 10.98.1.2/32 -p tcp --dport 27017 -j RETURN", "-j REJECT"]);
  expect(rulesOf(text, "-s", "10.98.2.3")).toBeUndefined();
});

it("one that refuses everything refuses both ways", () => {
  const text = compiled(policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] }));
  for (const flag of ["-s", "-d"] as const) expect(rulesOf(text, flag, "10.98.1.2")).toEqual(["-j REJECT"]);
  expect(rulesOf(text, "-s", "10.98.2.9")).toBeUndefined(); // of another namespace
});

it("policies add up, and a selector of namespaces reaches into others", () => {
  const text = compiled(
    policy({ podSelector: {}, policyTypes: ["Ingress"] }),
    policy({
      podSelector: { matchLabels: { app: "dispatch" } },
      ingress: [
        { from: [{ namespaceSelector: { matchLabels: { door: "yes" } } }], ports: [{ port: 8080, endPort: 8090 }] },
      ],
    }),
  );
  expect(rulesOf(text, "-d", "10.98.1.2")).toEqual(["-s 10.98.2.9/32 -p tcp --dport 8080:8090 -j RETURN", "-j REJECT"]);
});

it("a block without parts of it is the blocks that are left", () => {
  expect(subtract("10.0.0.0/30", ["10.0.0.1/32"])).toEqual(["10.0.0.0/32", "10.0.0.2/31"]);
  expect(subtract("0.0.0.0/0", ["128.0.0.0/1", "0.0.0.0/2"])).toEqual(["64.0.0.0/2"]);
  expect(subtract("10.0.0.0/8", ["10.0.0.0/7"])).toEqual([]);
  const text = compiled(
    policy({
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["0.0.0.0/1"] } }, { ipBlock: { cidr: "2000::/3" } }] }],
    }),
  );
  expect(rulesOf(text, "-s", "10.98.1.2")).toEqual(["-d 128.0.0.0/1 -j RETURN", "-j REJECT"]);
});

it("a pod that is over is nobody's peer", () => {
  const over = Pod.parse({ ...dispatch, status: { ...dispatch.status, phase: "Succeeded" } });
  const all = policy({ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] });
  const text = iptablesOf({ pods: [over, store], namespaces, policies: [all] });
  expect(text).not.toContain("10.98.1.2");
});
