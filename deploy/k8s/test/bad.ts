/** Manifests as nobody should write them, and the words with which a cluster of ours refuses each. */
const labels = { app: "bad" };
const confined = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
const small = { cpu: "10m", memory: "16Mi" };
const container = (more: object): object => ({
  name: "bad",
  image: "bad:1",
  securityContext: confined,
  resources: { requests: small, limits: small },
  ...more,
});
const metadata = { name: "bad", namespace: "wangge" };
const pod = (spec: object): object => ({ apiVersion: "v1", kind: "Pod", metadata, spec });
const deployment = (more: object, one: object): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata,
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [one] } }, ...more },
});

export const bad: readonly (readonly [string, string, object])[] = [
  [
    "a pod with privileges",
    "violates PodSecurity",
    pod({ containers: [container({ securityContext: { privileged: true } })] }),
  ],
  [
    "a pod as root",
    "runAsNonRoot != true",
    pod({ containers: [container({ securityContext: { ...confined, runAsNonRoot: false } })] }),
  ],
  [
    "a pod with a folder of the node",
    "restricted volume types",
    pod({ containers: [container({})], volumes: [{ name: "node", hostPath: { path: "/" } }] }),
  ],
  [
    "a deployment whose pods would be refused later",
    "would violate PodSecurity",
    deployment({}, container({ securityContext: {} })),
  ],
  [
    "a pod as large as a machine",
    "maximum memory usage per Container is 16Gi",
    pod({ containers: [container({ resources: { requests: small, limits: { cpu: "1", memory: "32Gi" } } })] }),
  ],
  [
    "a door beside the ingress",
    "exceeded quota",
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { type: "LoadBalancer", selector: labels, ports: [{ port: 80 }] },
    },
  ],
  ["a field that does not exist", "unknown field", deployment({ replica: 3 }, container({}))],
  [
    "a selector that selects other pods",
    "`selector` does not match template `labels`",
    deployment({ selector: { matchLabels: { app: "other" } } }, container({})),
  ],
  [
    "a request above its limit",
    "must be less than or equal to cpu limit",
    deployment(
      {},
      container({ resources: { requests: { cpu: "2", memory: "16Mi" }, limits: { cpu: "1", memory: "16Mi" } } }),
    ),
  ],
  [
    "an autoscaler from five to two",
    "must be greater than or equal to `minReplicas`",
    {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "dispatch" },
        minReplicas: 5,
        maxReplicas: 2,
      },
    },
  ],
  [
    "an API that is no more",
    "no matches for kind",
    { apiVersion: "policy/v1beta1", kind: "PodDisruptionBudget", metadata, spec: { minAvailable: 1 } },
  ],
];
