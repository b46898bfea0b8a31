/** What we ask of manifests beyond what a cluster asks. Each rule gives its faults as sentences. */
import { z } from "zod";
import { environmentOf, isWorkload, nameOf, podsOf, type Container, type Manifest, type Pod } from "./manifests.ts";

type Rule = (manifest: Manifest, all: readonly Manifest[]) => readonly string[];

const unless = (isSo: boolean, fault: string): readonly string[] => (isSo ? [] : [fault]);

/** Beside the registry and the name: a tag that is not `latest`, or a digest. */
const isPinned = (image: string): boolean => /(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image);

const ofContainer = ({ name, image, securityContext, resources }: Container, pod: Pod): readonly string[] => [
  ...unless(securityContext.runAsNonRoot ?? pod.securityContext.runAsNonRoot ?? false, `${name} may run as root`),
  ...unless(securityContext.privileged !== true, `${name} is privileged`),
  ...unless(securityContext.allowPrivilegeEscalation === false, `${name} may gain privileges`),
  ...unless(securityContext.readOnlyRootFilesystem === true, `${name} may write to its image`),
  ...unless(securityContext.capabilities?.drop.includes("ALL") ?? false, `${name} keeps capabilities`),
  ...["cpu", "memory"].flatMap((what) => [
    ...unless(what in resources.requests, `${name} requests no ${what}`),
    ...unless(what in resources.limits, `${name} has no limit of ${what}`),
  ]),
  ...unless(isPinned(image), `${name} takes whatever ${image} is today`),
];

/** An account that somebody gave rights to has something to ask the cluster's API. */
const isGivenRights = (account: string | undefined, all: readonly Manifest[]): boolean =>
  all.some(
    ({ kind, subjects = [] }) =>
      ["RoleBinding", "ClusterRoleBinding"].includes(kind) &&
      subjects.some((subject) => subject.kind === "ServiceAccount" && subject.name === account),
  );

const podsAreConfined: Rule = (manifest, all) => {
  const pod = podsOf(manifest)?.pod;
  if (pod === undefined) return [];
  return [
    ...unless(
      pod.automountServiceAccountToken === false || isGivenRights(pod.serviceAccountName, all),
      "mounts a token of the cluster's API",
    ),
    ...unless(pod.serviceAccountName !== undefined, "runs as the namespace's default account"),
    ...unless(pod.hostNetwork !== true && pod.hostPID !== true, "shares the node's network or processes"),
    ...unless(pod.securityContext.seccompProfile?.type === "RuntimeDefault", "has no seccomp profile"),
    ...[...pod.initContainers, ...pod.containers].flatMap((container) => ofContainer(container, pod)),
  ];
};

const workloadsAreWatched: Rule = (manifest) => {
  if (!isWorkload(manifest)) return [];
  return (podsOf(manifest)?.pod.containers ?? []).flatMap(({ name, livenessProbe, readinessProbe }) => [
    ...unless(livenessProbe !== undefined, `${name} has no liveness probe`),
    ...unless(readinessProbe !== undefined, `${name} has no readiness probe`),
  ]);
};

const selects = (selector: unknown, labels: Readonly<Record<string, string>>): boolean => {
  const { matchLabels } = z.looseObject({ matchLabels: z.record(z.string(), z.string()).default({}) }).parse(selector);
  const wanted = Object.entries(matchLabels);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
};

/** A budget and a policy of its own, by its own labels: not one that happens to select everything. */
const workloadsAreKept: Rule = (manifest, all) => {
  const made = podsOf(manifest);
  if (made === undefined) return [];
  const has = (kind: string, field: string): boolean =>
    all.some((one) => one.kind === kind && selects(one.spec?.[field], made.labels));
  return [
    ...unless(!isWorkload(manifest) || has("PodDisruptionBudget", "selector"), "has no disruption budget"),
    ...unless(has("NetworkPolicy", "podSelector"), "has no network policy"),
    ...unless(
      all.some(({ kind, metadata }) => kind === "ServiceAccount" && metadata.name === made.pod.serviceAccountName),
      `runs as an account that is nowhere: ${made.pod.serviceAccountName ?? "none"}`,
    ),
  ];
};

/** Whoever ends must have the time that it takes to end. */
const thereIsTimeToDrain: Rule = (manifest, all) => {
  const pod = podsOf(manifest)?.pod;
  if (pod === undefined) return [];
  return pod.containers.flatMap((container) => {
    const drain = environmentOf(container, all)["DRAIN_TIMEOUT_MS"];
    if (drain === undefined) return [];
    const needed = (container.lifecycle?.preStop?.sleep?.seconds ?? 0) + Number(drain) / 1000;
    return unless(
      pod.terminationGracePeriodSeconds > needed,
      `${container.name} needs ${needed} s to end, and is given ${pod.terminationGracePeriodSeconds} s`,
    );
  });
};

const SECRET = /PASSWORD|SECRET|TOKEN|(^|_)KEYS?$|MONGO_URL|REDIS_URL|AUTHORIZATION/;

/** A file of a mounted Secret. */
const isMounted = (value: string): boolean => /^\/(secrets|tls)\/[\w.-]+$/.test(value);

const secretsStayAway: Rule = (manifest, all) => [
  ...unless(manifest.kind !== "Secret", "is a secret in a manifest"),
  ...(podsOf(manifest)?.pod.containers ?? []).flatMap((container) =>
    Object.entries(environmentOf(container, all))
      .filter(([name, value]) => SECRET.test(name) && !name.endsWith("_FILE") && value !== "" && !isMounted(value))
      .map(([name]) => `${container.name} has ${name} as plain text`),
  ),
];

const Names = z.looseObject({ name: z.string() }).array();
const Gateway = z.looseObject({
  listeners: z
    .looseObject({
      name: z.string(),
      protocol: z.string(),
      tls: z.looseObject({ mode: z.string().default("Terminate"), certificateRefs: Names.default([]) }).optional(),
    })
    .array(),
});
const Route = z.looseObject({
  parentRefs: z.looseObject({ name: z.string(), sectionName: z.string().optional() }).array(),
  rules: z
    .looseObject({
      filters: z
        .looseObject({ requestRedirect: z.looseObject({ scheme: z.string().optional() }).optional() })
        .array()
        .default([]),
      backendRefs: Names.default([]),
    })
    .array()
    .default([]),
});
type Route = z.infer<typeof Route>;
const BackendTls = z.looseObject({
  targetRefs: z.looseObject({ kind: z.string(), name: z.string() }).array(),
  validation: z.looseObject({ hostname: z.string(), caCertificateRefs: Names.default([]) }),
});

/** The listeners that a route hangs on; undefined: its gateway is not among these manifests. */
const listenersOf = ({ name, sectionName }: Route["parentRefs"][number], all: readonly Manifest[]) => {
  const gateway = all.find(({ kind, metadata }) => kind === "Gateway" && metadata.name === name);
  if (gateway === undefined) return undefined;
  const { listeners } = Gateway.parse(gateway.spec);
  return listeners.filter((one) => sectionName === undefined || one.name === sectionName);
};

const goesOnByTls = (route: Route, all: readonly Manifest[]): readonly string[] => {
  const policies = all
    .filter(({ kind }) => kind === "BackendTLSPolicy")
    .map(({ spec }) => BackendTls.parse(spec))
    .filter(({ validation }) => validation.caCertificateRefs.length > 0);
  const isProven = (service: string): boolean =>
    policies.some(
      ({ targetRefs, validation }) =>
        validation.hostname === service && targetRefs.some(({ kind, name }) => kind === "Service" && name === service),
    );
  return route.rules
    .flatMap(({ backendRefs }) => backendRefs)
    .flatMap(({ name }) => unless(isProven(name), `takes whoever answers for ${name}, by our authority or not`));
};

/** What comes in comes by TLS, to the gateway too. */
const comesByTls: Rule = ({ kind, spec }, all) => {
  switch (kind) {
    case "Ingress":
      return ["is an Ingress: each controller has words of its own for TLS to the gateway; Gateway API has one"];
    case "Gateway":
      return Gateway.parse(spec).listeners.flatMap(({ name, protocol, tls }) =>
        unless(
          protocol === "HTTP" || (protocol === "HTTPS" && tls?.mode === "Terminate" && tls.certificateRefs.length > 0),
          `hears ${protocol} at ${name} without a certificate`,
        ),
      );
    case "HTTPRoute": {
      const route = Route.parse(spec);
      const onlyRedirects = route.rules.every(
        ({ filters, backendRefs }) =>
          backendRefs.length === 0 && filters.some(({ requestRedirect }) => requestRedirect?.scheme === "https"),
      );
      return route.parentRefs.flatMap((parent) => {
        const listeners = listenersOf(parent, all);
        if (listeners === undefined) return [`hangs on a gateway that is nowhere: ${parent.name}`];
        const isClear = listeners.some(({ protocol }) => protocol === "HTTP");
        return isClear ? unless(onlyRedirects, "answers without TLS") : goesOnByTls(route, all);
      });
    }
    default:
      return [];
  }
};

/** Within the cluster too: nobody is spoken to without TLS, and whoever tells figures and probes tells them by it. */
const speaksByTls: Rule = (manifest, all) =>
  (podsOf(manifest)?.pod.containers ?? []).flatMap((container) => {
    const environment = environmentOf(container, all);
    return [
      ...Object.entries(environment)
        .filter(([, value]) => /^(http|nats|redis):/.test(value))
        .map(([name]) => `${container.name} goes without TLS to ${name}`),
      ...unless(
        environment["HEALTH_PORT"] === undefined || environment["INNER_TLS_DIR"] !== undefined,
        `${container.name} tells its figures without TLS`,
      ),
    ];
  });

const rules: readonly Rule[] = [
  podsAreConfined,
  workloadsAreWatched,
  workloadsAreKept,
  thereIsTimeToDrain,
  secretsStayAway,
  comesByTls,
  speaksByTls,
];

/** All faults of a set of manifests that is applied together, each as `Kind/name: what`. */
export const faultsOf = (all: readonly Manifest[]): readonly string[] =>
  all.flatMap((manifest) =>
    rules.flatMap((rule) => rule(manifest, all)).map((fault) => `${nameOf(manifest)}: ${fault}`),
  );
