import { stringify } from "yaml";
import { manifestsOf, type Manifest } from "../manifests.ts";

const labels = { "app.kubernetes.io/name": "dispatch" };

/** A pod of ours as it should be; each test breaks one thing. */
export const goodPod = (): Pod => ({
  serviceAccountName: "dispatch",
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: 45,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "service",
      image: "registry.example:5000/wangge/dispatch:0.1.0",
      env: [{ name: "DRAIN_TIMEOUT_MS", value: "30000" }],
      lifecycle: { preStop: { sleep: { seconds: 10 } } },
      livenessProbe: { tcpSocket: { port: 1 } },
      readinessProbe: { tcpSocket: { port: 1 } },
      resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
    },
  ],
});
interface Pod {
  [field: string]: unknown;
  securityContext: Record<string, unknown>;
  containers: [Record<string, unknown> & { securityContext: Record<string, unknown>; env: object[] }];
}

/** A service with all that belongs to it. `change` breaks its pod. */
export const service = (change: (pod: Pod) => void = () => {}): readonly Manifest[] => {
  const pod = goodPod();
  change(pod);
  const metadata = { name: "dispatch" };
  return manifests(
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata, spec: { selector: { matchLabels: labels } } },
    policy("dispatch", {}),
  );
};

/** A network policy of pods by their name, with these rules of `ingress` and `egress`. */
export const policyWith = (
  name: string,
  rules: { readonly ingress?: object[]; readonly egress?: object[] },
): object => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name },
  spec: {
    podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
    policyTypes: ["Ingress", "Egress"],
    ...rules,
  },
});

/** A network policy of pods by their name, with others of their namespace. */
export const policy = (
  name: string,
  { hears = [], speaks = [] }: { hears?: readonly [string, number][]; speaks?: readonly [string, number][] },
): object => {
  const peer = ([other, port]: readonly [string, number]) => ({
    peers: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": other } } }],
    ports: [{ port }],
  });
  return policyWith(name, {
    ingress: hears.map(peer).map(({ peers, ports }) => ({ from: peers, ports })),
    egress: speaks.map(peer).map(({ peers, ports }) => ({ to: peers, ports })),
  });
};

/** A Deployment of which only name and labels matter. */
export const named = (name: string): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name },
  spec: {
    template: {
      metadata: { labels: { "app.kubernetes.io/name": name } },
      spec: { containers: [{ name, image: "x:1" }] },
    },
  },
});

export const manifests = (...all: readonly object[]): readonly Manifest[] =>
  manifestsOf(all.map((one) => stringify(one)).join("---\n"));
