/** Who may speak with whom, as the network policies of one namespace together say. */
import { z } from "zod";
import { nameOf, podsOf, type Manifest } from "./manifests.ts";

const Selector = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .strictObject({ key: z.string(), operator: z.literal("In"), values: z.string().array() })
    .array()
    .default([]),
});
const Peer = z.looseObject({ podSelector: Selector.optional(), namespaceSelector: z.unknown().optional() });
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
type Policy = z.infer<typeof Policy>;
type Labels = Readonly<Record<string, string>>;

const matches = ({ matchLabels, matchExpressions }: z.infer<typeof Selector>, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ""));

/** Ports on which `policies` let one of the pods they select speak with, or hear, a pod with the labels of `peer`. */
const portsTo = (
  policies: readonly Policy[],
  own: Labels,
  peer: Labels,
  type: "Ingress" | "Egress",
): readonly number[] =>
  policies
    .filter(({ podSelector, policyTypes }) => policyTypes.includes(type) && matches(podSelector, own))
    .flatMap(({ ingress, egress }) =>
      type === "Ingress"
        ? ingress.map(({ from, ports }) => ({ peers: from, ports }))
        : egress.map(({ to, ports }) => ({ peers: to, ports })),
    )
    .filter(({ peers }) =>
      peers.some(
        ({ podSelector, namespaceSelector }) =>
          namespaceSelector === undefined && podSelector !== undefined && matches(podSelector, peer),
      ),
    )
    .flatMap(({ ports }) => ports.map(({ port }) => port));

export interface Ways {
  /** `dispatch → nats:4222`, sorted: both sides agree. */
  readonly open: readonly string[];
  /** What one side allows and the other does not, as sentences. */
  readonly oneSided: readonly string[];
}

/** Between the pods of these manifests; what comes from other namespaces or goes out of the cluster is not among them. */
export const waysOf = (all: readonly Manifest[]): Ways => {
  const policies = all.filter(({ kind }) => kind === "NetworkPolicy").map(({ spec }) => Policy.parse(spec));
  const pods = all.flatMap((manifest) => {
    const made = podsOf(manifest);
    return made === undefined ? [] : [{ name: nameOf(manifest).replace(/^\w+\//, ""), labels: made.labels }];
  });
  const open = new Set<string>();
  const oneSided = new Set<string>();
  for (const from of pods)
    for (const to of pods) {
      const spoken = new Set(portsTo(policies, from.labels, to.labels, "Egress"));
      const heard = new Set(portsTo(policies, to.labels, from.labels, "Ingress"));
      for (const port of spoken)
        if (heard.has(port)) open.add(`${from.name} → ${to.name}:${port}`);
        else oneSided.add(`${to.name} does not hear ${from.name} at ${port}`);
      for (const port of heard)
        if (!spoken.has(port)) oneSided.add(`${from.name} may not speak to ${to.name} at ${port}`);
    }
  return { open: [...open].sort(), oneSided: [...oneSided].sort() };
};
