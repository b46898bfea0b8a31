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

  it.each([
    ["takes other.example without TLS", "- host: wangge.example", "- host: other.example"],
    ["does not say force-ssl-redirect: true", 'force-ssl-redirect: "true"', 'force-ssl-redirect: "false"'],
    ["does not say backend-protocol: HTTPS", "backend-protocol: HTTPS", "backend-protocol: HTTP"],
    ["does not say proxy-ssl-verify: on", 'proxy-ssl-verify: "on"', 'proxy-ssl-verify: "off"'],
    ["does not say proxy-ssl-secret: wangge/ca", "proxy-ssl-secret: wangge/ca", "proxy-ssl-secret: other/ca"],
  ])("finds a way in that %s", (fault, good, bad) => {
    const text = readFileSync(new URL("../../../k8s/components/ingress/ingress.yaml", import.meta.url), "utf8");
    const ingress = (said: string) =>
      manifestsOf(said.replace("  name: gateway\n", "  name: gateway\n  namespace: wangge\n"));
    expect(faultsOf(ingress(text))).toEqual([]);
    expect(faultsOf(ingress(text.replace(good, bad)))).toEqual([`Ingress/gateway: ${fault}`]);
    expect(faultsOf(ingress(text.replace("ECDHE-RSA-AES128-GCM-SHA256", "AES128-SHA")))).toHaveLength(1);
  });
});
