import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { manifestsOf } from "../manifests.ts";
import { faultsOf } from "../policy.ts";
import { manifests, service } from "./builders.ts";

describe("what is asked of manifests", () => {
  it("finds nothing in a service as it should be", () => {
    expect(faultsOf(service())).toEqual([]);
  });

  it.each<[string, Parameters<typeof service>[0]]>([
    ["service may run as root", (pod) => (pod.securityContext["runAsNonRoot"] = false)],
    ["service is privileged", (pod) => (pod.containers[0].securityContext["privileged"] = true)],
    ["service may gain privileges", (pod) => delete pod.containers[0].securityContext["allowPrivilegeEscalation"]],
    ["service may write to its image", (pod) => delete pod.containers[0].securityContext["readOnlyRootFilesystem"]],
    [
      "service keeps capabilities",
      (pod) => (pod.containers[0].securityContext["capabilities"] = { drop: ["NET_RAW"] }),
    ],
    [
      "service has no limit of memory",
      (pod) => (pod.containers[0]["resources"] = { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1" } }),
    ],
    [
      "service takes whatever wangge/dispatch:latest is today",
      (pod) => (pod.containers[0]["image"] = "wangge/dispatch:latest"),
    ],
    [
      "service takes whatever registry.example:5000/dispatch is today",
      (pod) => (pod.containers[0]["image"] = "registry.example:5000/dispatch"),
    ],
    ["service has no liveness probe", (pod) => delete pod.containers[0]["livenessProbe"]],
    ["service has no readiness probe", (pod) => delete pod.containers[0]["readinessProbe"]],
    ["mounts a token of the cluster's API", (pod) => delete pod["automountServiceAccountToken"]],
    ["shares the node's network or processes", (pod) => (pod["hostNetwork"] = true)],
    ["has no seccomp profile", (pod) => delete pod.securityContext["seccompProfile"]],
    ["runs as an account that is nowhere: other", (pod) => (pod["serviceAccountName"] = "other")],
    ["service needs 40 s to end, and is given 40 s", (pod) => (pod["terminationGracePeriodSeconds"] = 40)],
    [
      "service has NATS_PASSWORD as plain text",
      (pod) => pod.containers[0].env.push({ name: "NATS_PASSWORD", value: "x" }),
    ],
    [
      "service goes without TLS to OTEL_EXPORTER_OTLP_ENDPOINT",
      (pod) => pod.containers[0].env.push({ name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://telemetry:4318" }),
    ],
    [
      "service tells its figures without TLS",
      (pod) => pod.containers[0].env.push({ name: "HEALTH_PORT", value: "9090" }),
    ],
  ])("finds: %s", (fault, change) => {
    expect(faultsOf(service(change))).toEqual([`Deployment/dispatch: ${fault}`]);
  });

  it.each([
    ["PodDisruptionBudget", "has no disruption budget"],
    ["NetworkPolicy", "has no network policy"],
  ])("finds a service without its %s", (kind, fault) => {
    expect(faultsOf(service().filter((one) => one.kind !== kind))).toEqual([`Deployment/dispatch: ${fault}`]);
  });

  it("finds a secret that stands in a manifest", () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "dispatch" } };
    expect(faultsOf(manifests(secret))).toEqual(["Secret/dispatch: is a secret in a manifest"]);
  });

  it("lets who was given rights ask the cluster's API", () => {
    const subjects = [{ kind: "ServiceAccount", name: "dispatch", namespace: "wangge" }];
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "any" },
      subjects,
    };
    const asking = service((pod) => (pod["automountServiceAccountToken"] = true));
    expect(faultsOf([...asking, ...manifests(binding)])).toEqual([]);
  });
});

describe("what is asked of a way in", () => {
  const file = (name: string): string =>
    readFileSync(new URL(`../../../k8s/components/ingress/${name}.yaml`, import.meta.url), "utf8");
  const text = ["gateway", "routes", "backend"].map(file).join("---\n");

  it("is what components/ingress has", () => {
    expect(faultsOf(manifestsOf(text))).toEqual([]);
  });

  it.each([
    ["Gateway/ingress: hears HTTPS at https without a certificate", "mode: Terminate", "mode: Passthrough"],
    ["Gateway/ingress: hears TCP at https without a certificate", "protocol: HTTPS", "protocol: TCP"],
    ["HTTPRoute/gateway: answers without TLS", "sectionName: https\n  rules", "sectionName: http\n  rules"],
    ["HTTPRoute/to-tls: answers without TLS", "scheme: https", "scheme: http"],
    [
      "HTTPRoute/gateway: hangs on a gateway that is nowhere: other",
      "- name: ingress\n      sectionName: https",
      "- name: other",
    ],
    [
      "HTTPRoute/gateway: takes whoever answers for gateway, by our authority or not",
      "hostname: gateway\n    caCertificateRefs",
      "hostname: other\n    caCertificateRefs",
    ],
    [
      "HTTPRoute/gateway: takes whoever answers for gateway, by our authority or not",
      "kind: Service\n      name: gateway",
      "kind: Service\n      name: other",
    ],
  ])("finds: %s", (fault, good, bad) => {
    const changed = text.replace(good, bad);
    expect(changed).not.toBe(text);
    expect(faultsOf(manifestsOf(changed))).toEqual([fault]);
  });

  it("finds a route that hangs on every listener, the one without TLS too", () => {
    const changed = text.replace("      sectionName: https\n", "");
    expect(faultsOf(manifestsOf(changed))).toEqual(["HTTPRoute/gateway: answers without TLS"]);
  });

  it("finds an Ingress", () => {
    const ingress = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "gateway" } };
    expect(faultsOf(manifests(ingress))).toEqual([expect.stringMatching(/^Ingress\/gateway: is an Ingress/)]);
  });
});
