/** What network policies say, as rules of iptables: the plugin that gives pods their network here does not enforce them. IPv4; a test's cluster is all of it. */
import { z } from "zod";

const labels = z.record(z.string(), z.string()).default({});
const Selector = z.looseObject({
  matchLabels: labels,
  matchExpressions: z
    .object({
      key: z.string(),
      operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
      values: z.string().array().default([]),
    })
    .array()
    .default([]),
});
type Selector = z.infer<typeof Selector>;

const Peer = z.object({
  podSelector: Selector.optional(),
  namespaceSelector: Selector.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.string().array().default([]) }).optional(),
});
const Port = z.object({
  port: z.union([z.number(), z.string()]).optional(),
  endPort: z.number().optional(),
  protocol: z.string().default("TCP"),
});
type Port = z.infer<typeof Port>;

const Metadata = z.looseObject({ name: z.string(), namespace: z.string().default("default"), labels });

export const Pod = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({
    hostNetwork: z.boolean().default(false),
    containers: z
      .looseObject({
        ports: z
          .looseObject({
            name: z.string().optional(),
            containerPort: z.number(),
            protocol: z.string().default("TCP"),
          })
          .array()
          .default([]),
      })
      .array(),
  }),
  status: z.looseObject({ podIP: z.string().optional(), phase: z.string().optional() }),
});
export const Namespace = z.looseObject({ metadata: Metadata });
export const Policy = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({
    podSelector: Selector,
    policyTypes: z.enum(["Ingress", "Egress"]).array().default(["Ingress"]),
    ingress: z
      .object({ from: Peer.array().default([]), ports: Port.array().default([]) })
      .array()
      .default([]),
    egress: z
      .object({ to: Peer.array().default([]), ports: Port.array().default([]) })
      .array()
      .default([]),
  }),
});

export interface State {
  readonly pods: readonly z.infer<typeof Pod>[];
  readonly namespaces: readonly z.infer<typeof Namespace>[];
  readonly policies: readonly z.infer<typeof Policy>[];
}

/** One end of a way: addresses, and the pod that has them where it is one. */
interface End {
  readonly cidrs: readonly string[];
  readonly pod?: z.infer<typeof Pod>;
}

const anywhere: End = { cidrs: ["0.0.0.0/0"] };
const chain = "POLICIES";

interface Block {
  readonly first: number;
  readonly bits: number;
}
const blockOf = (cidr: string): Block => {
  const [address = "", bits = "32"] = cidr.split("/");
  return { first: address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0), bits: Number(bits) };
};
const sizeOf = ({ bits }: Block): number => 2 ** (32 - bits);
const textOf = ({ first, bits }: Block): string =>
  `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${bits}`;

const without = (block: Block, except: Block): readonly Block[] => {
  const end = block.first + sizeOf(block);
  const exceptEnd = except.first + sizeOf(except);
  if (end <= except.first || exceptEnd <= block.first) return [block];
  if (except.first <= block.first && end <= exceptEnd) return [];
  const bits = block.bits + 1;
  return [
    ...without({ first: block.first, bits }, except),
    ...without({ first: block.first + sizeOf(block) / 2, bits }, except),
  ];
};

/** The blocks of addresses that are left of one when others are taken out: iptables knows no "but not". */
export const subtract = (cidr: string, excepts: readonly string[]): readonly string[] =>
  excepts
    .map(blockOf)
    .reduce<readonly Block[]>((left, except) => left.flatMap((block) => without(block, except)), [blockOf(cidr)])
    .map(textOf);

const matches = ({ matchLabels, matchExpressions }: Selector, own: Readonly<Record<string, string>>): boolean =>
  Object.entries(matchLabels).every(([key, value]) => own[key] === value) &&
  matchExpressions.every(({ key, operator, values }) => {
    const value = own[key];
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
    }
  });

const isThere = ({ spec, status }: z.infer<typeof Pod>): boolean =>
  !spec.hostNetwork && status.podIP !== undefined && (status.phase === "Running" || status.phase === "Pending");

const everything: Selector = { matchLabels: {}, matchExpressions: [] };

const endsOf = (
  { podSelector, namespaceSelector, ipBlock }: z.infer<typeof Peer>,
  namespace: string,
  { pods, namespaces }: State,
): readonly End[] => {
  if (ipBlock !== undefined)
    return ipBlock.cidr.includes(":") ? [] : [{ cidrs: subtract(ipBlock.cidr, ipBlock.except) }];
  const rooms =
    namespaceSelector === undefined
      ? [namespace]
      : namespaces
          .filter(({ metadata }) => matches(namespaceSelector, metadata.labels))
          .map(({ metadata }) => metadata.name);
  return pods
    .filter(({ metadata }) => rooms.includes(metadata.namespace) && matches(podSelector ?? everything, metadata.labels))
    .map((pod) => ({ cidrs: [`${pod.status.podIP ?? ""}/32`], pod }));
};

/** How iptables says a port; the name of a port is that of whoever listens. */
const portWords = ({ port, endPort, protocol }: Port, listener: z.infer<typeof Pod> | undefined): readonly string[] => {
  const words = (from: number, to?: number): string =>
    `-p ${protocol.toLowerCase()} --dport ${from}${to === undefined ? "" : `:${to}`}`;
  if (port === undefined) return [`-p ${protocol.toLowerCase()}`];
  if (typeof port === "number") return [words(port, endPort)];
  return (listener?.spec.containers ?? [])
    .flatMap(({ ports }) => ports)
    .filter((one) => one.name === port && one.protocol === protocol)
    .map(({ containerPort }) => words(containerPort));
};

/** The rules by which a pod hears, or speaks; undefined where no policy selects it. */
const rulesOf = (pod: z.infer<typeof Pod>, type: "Ingress" | "Egress", state: State): readonly string[] | undefined => {
  const own = state.policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.metadata.namespace &&
      spec.policyTypes.includes(type) &&
      matches(spec.podSelector, pod.metadata.labels),
  );
  if (own.length === 0) return undefined;
  const flag = type === "Ingress" ? "-s" : "-d";
  const rules = own
    .flatMap(({ spec }) =>
      type === "Ingress"
        ? spec.ingress.map(({ from, ports }) => ({ peers: from, ports }))
        : spec.egress.map(({ to, ports }) => ({ peers: to, ports })),
    )
    .flatMap(({ peers, ports }) => {
      const ends = peers.length === 0 ? [anywhere] : peers.flatMap((one) => endsOf(one, pod.metadata.namespace, state));
      return ends.flatMap(({ cidrs, pod: peer }) => {
        const words =
          ports.length === 0 ? [""] : ports.flatMap((port) => portWords(port, type === "Ingress" ? pod : peer));
        return cidrs.flatMap((cidr) => words.map((port) => `${flag} ${cidr} ${port}`.trim()));
      });
    });
  return [...new Set(rules)];
};

/**
 * Everything between pods and beyond as the input of `iptables-restore --noflush`. Who is selected speaks and hears only what a policy allows; both ends must
 * agree; an answer needs no leave.
 */
export const iptablesOf = (state: State): string => {
  const there = { ...state, pods: state.pods.filter(isThere) };
  const chains: string[] = [];
  const jumps: string[] = [];
  const rules: string[] = [];
  for (const type of ["Egress", "Ingress"] as const)
    for (const pod of there.pods.toSorted((a, b) => (a.status.podIP ?? "").localeCompare(b.status.podIP ?? ""))) {
      const allowed = rulesOf(pod, type, there);
      if (allowed === undefined) continue;
      const own = `${chain}-${chains.length}`;
      chains.push(own);
      jumps.push(`-A ${chain} ${type === "Egress" ? "-s" : "-d"} ${pod.status.podIP ?? ""}/32 -j ${own}`);
      rules.push(...allowed.map((rule) => `-A ${own} ${rule} -j RETURN`), `-A ${own} -j REJECT`);
    }
  return [
    "*filter",
    ...[chain, ...chains].map((name) => `:${name} - [0:0]`),
    `-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN`,
    ...jumps,
    ...rules,
    "COMMIT",
    "",
  ].join("\n");
};

/** The chain that whatever is passed on goes through first. */
export const policyChain = chain;
