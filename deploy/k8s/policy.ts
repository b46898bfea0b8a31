/** What we ask of manifests beyond what a cluster asks. Each rule gives its faults as sentences. */
import { tlsTerms } from "@wangge/gateway";
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

const podsAreConfined: Rule = (manifest) => {
  const pod = podsOf(manifest)?.pod;
  if (pod === undefined) return [];
  return [
    ...unless(pod.automountServiceAccountToken === false, "mounts a token of the cluster's API"),
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

const SAYS = "nginx.ingress.kubernetes.io/";
const Ingress = z.looseObject({
  tls: z.looseObject({ hosts: z.string().array() }).array().default([]),
  rules: z.looseObject({ host: z.string().optional() }).array().default([]),
});

/** What comes in comes by TLS, to the gateway too. */
const comesByTls: Rule = ({ kind, metadata, spec }) => {
  if (kind !== "Ingress") return [];
  const { tls, rules } = Ingress.parse(spec);
  const hosts = tls.flatMap((one) => one.hosts);
  const wanted: Readonly<Record<string, string>> = {
    "force-ssl-redirect": "true",
    "ssl-ciphers": tlsTerms()
      .suites.filter((suite) => !suite.startsWith("TLS_"))
      .join(":"),
    "backend-protocol": "HTTPS",
    "proxy-ssl-verify": "on",
    "proxy-ssl-secret": `${metadata.namespace ?? ""}/ca`,
    "proxy-ssl-name": "gateway",
  };
  return [
    ...rules.flatMap(({ host = "any name" }) => unless(hosts.includes(host), `takes ${host} without TLS`)),
    ...Object.entries(wanted).flatMap(([name, value]) =>
      unless(metadata.annotations[`${SAYS}${name}`] === value, `does not say ${name}: ${value}`),
    ),
  ];
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
