/** Who may speak with whom, as network policies together say. */
import { z } from "zod";
import { nameOf, podsOf, type Manifest } from "./manifests.ts";

const Selector = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .strictObject({ key: z.string(), operator: z.literal("In"), values: z.string().array() })
    .array()
    .default([]),
});
const Peer = z.looseObject({ podSelector: Selector.optional(), namespaceSelector: Selector.optional() });
type Peer = z.infer<typeof Peer>;
const Port = z.looseObject({ port: z.number() });
const Policy = z.looseObject({
  podSelector: Selector,
  policyTypes: z.enum(["Ingress", "Egress"]).array(),
  ingress: z
    .looseObject({ from: Peer.array().default([]), ports: Port.array().default([]) })
    .array()
    .default([]),
  egress: z
    .looseObject({ to: Peer.array().default([]), ports: Port.array().default([]) })
    .array()
    .default([]),
});
type Policy = z.infer<typeof Policy> & { readonly namespace: string | undefined };
type Labels = Readonly<Record<string, string>>;

interface Pods {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Labels;
}

const matches = ({ matchLabels, matchExpressions }: z.infer<typeof Selector>, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ""));

/** Without a selector of namespaces a peer is one of the policy's own. A namespace is known by its name alone. */
const isPeer = (peer: Peer, { namespace, labels }: Pods, own: string | undefined): boolean => {
  const { podSelector, namespaceSelector } = peer;
  if (podSelector === undefined && namespaceSelector === undefined) return false;
  const isThere =
    namespaceSelector === undefined
      ? namespace === own
      : matches(namespaceSelector, { "kubernetes.io/metadata.name": namespace ?? "" });
  return isThere && (podSelector === undefined || matches(podSelector, labels));
};

/** Ports on which `policies` let one of the pods they select speak with, or hear, another. */
const portsTo = (policies: readonly Policy[], own: Pods, other: Pods, type: "Ingress" | "Egress"): readonly number[] =>
  policies
    .filter(
      ({ namespace, podSelector, policyTypes }) =>
        namespace === own.namespace && policyTypes.includes(type) && matches(podSelector, own.labels),
    )
    .flatMap(({ ingress, egress }) =>
      type === "Ingress"
        ? ingress.map(({ from, ports }) => ({ peers: from, ports }))
        : egress.map(({ to, ports }) => ({ peers: to, ports })),
    )
    .filter(({ peers }) => peers.some((peer) => isPeer(peer, other, own.namespace)))
    .flatMap(({ ports }) => ports.map(({ port }) => port));

export interface Ways {
  /** `dispatch → nats:4222`, sorted: both sides agree. */
  readonly open: readonly string[];
  /** What one side allows and the other does not, as sentences. */
  readonly oneSided: readonly string[];
}

/** Between the pods of these manifests; what comes from elsewhere or goes out of the cluster is not among them. */
export const waysOf = (all: readonly Manifest[]): Ways => {
  const policies = all
    .filter(({ kind }) => kind === "NetworkPolicy")
    .map(({ metadata, spec }) => ({ ...Policy.parse(spec), namespace: metadata.namespace }));
  const pods = all.flatMap((manifest): readonly Pods[] => {
    const made = podsOf(manifest);
    if (made === undefined) return [];
    const { namespace } = manifest.metadata;
    return [{ name: nameOf(manifest).replace(/^\w+\//, ""), namespace, labels: made.labels }];
  });
  const open = new Set<string>();
  const oneSided = new Set<string>();
  for (const from of pods)
    for (const to of pods) {
      const spoken = new Set(portsTo(policies, from, to, "Egress"));
      const heard = new Set(portsTo(policies, to, from, "Ingress"));
      for (const port of spoken)
        if (heard.has(port)) open.add(`${from.name} → ${to.name}:${port}`);
        else oneSided.add(`${to.name} does not hear ${from.name} at ${port}`);
      for (const port of heard)
        if (!spoken.has(port)) oneSided.add(`${from.name} may not speak to ${to.name} at ${port}`);
    }
  return { open: [...open].sort(), oneSided: [...oneSided].sort() };
};
