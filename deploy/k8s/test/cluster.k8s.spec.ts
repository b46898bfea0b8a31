import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { controlPlane } from "../../local/k8s-programs.mjs";
import { authorityOf, newAuthority } from "../authority.ts";
import { startControlPlane, type ControlPlane } from "../control-plane.mjs";
import { build, manifestsOf } from "../manifests.ts";
import type { Values } from "../credentials.ts";
import { complete, externalManifests, neededBy, secretManifests } from "../secrets.ts";
import { bad } from "./bad.ts";
import { installKinds, kubectl, type Kubectl } from "./kubectl.ts";
import { nodesAndDisks } from "./nodes.ts";
import { unsettled, Workloads } from "./workloads.ts";

const programs = await controlPlane();

const Pods = z.object({
  items: z
    .object({
      metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()) }),
      spec: z.object({ nodeName: z.string().optional(), containers: z.object({ image: z.string() }).array() }),
      status: z.object({ phase: z.string() }),
    })
    .array(),
});

/** Tests build on each other in their order: one installation lives through what an installation lives through. */
describe.skipIf("missing" in programs)("a district's installation", () => {
  let dir = "";
  let plane: ControlPlane | undefined;
  let cluster: Kubectl;
  let prod = "";
  const pair = newAuthority();

  /** What others give: the bus its users, a collector its address. */
  const given: Values = {
    "telemetry/OTLP_ENDPOINT": "https://collector.example",
    "telemetry/OTLP_AUTHORIZATION": "Bearer x",
    "webhooks/NATS_CREDS": JSON.stringify({ user: "webhooks", password: "p0" }),
    "enforcement/NATS_CREDS": JSON.stringify({ user: "enforcement", password: "p1" }),
  };

  const install = async (manifests: string): Promise<void> => {
    const all = manifestsOf(manifests);
    const needed = neededBy(all);
    const { values, missing } = complete(needed, given, authorityOf(pair));
    expect(missing).toEqual([]);
    const namespace = all.find(({ kind }) => kind === "Namespace")?.metadata.name ?? "";
    const applied = await cluster.apply(manifests);
    expect(applied.code, applied.said).toBe(0);
    const secrets = await cluster.apply(JSON.stringify(secretManifests(needed, values, namespace)));
    expect(secrets.code, secrets.said).toBe(0);
  };

  /** Every workload has all its pods, of its newest template, ready. */
  const settled = (namespace: string): Promise<void> =>
    eventually(
      async () => {
        expect(await unsettled(cluster, namespace)).toEqual([]);
      },
      { timeoutMs: 90_000, everyMs: 500 },
    );

  const zonesOf = async (name: string): Promise<readonly string[]> => {
    const { items } = await cluster.get(`pods -n wangge -l ${name}`, Pods);
    return items.map(({ spec }) => (spec.nodeName ?? "none").replace(/^node-|\d$/g, "")).sort();
  };

  beforeAll(async () => {
    if ("missing" in programs) return;
    dir = mkdtempSync(join(tmpdir(), "wangge-k8s-"));
    plane = await startControlPlane({ programs, dir });
    cluster = kubectl(programs.bin, plane.kubeconfig);
    const nodes = await cluster.run(
      "apply -f -",
      JSON.stringify({ apiVersion: "v1", kind: "List", items: nodesAndDisks() }),
    );
    expect(nodes.code, nodes.said).toBe(0);
    await installKinds(cluster, programs.kinds);
    prod = await build([join(programs.bin, "kubectl"), "kustomize"], "k8s/overlays/prod");
  });
  afterAll(async () => {
    await plane?.stop();
    if (dir !== "") rmSync(dir, { recursive: true });
  });

  it("is applied without a warning, and all of it comes up", async () => {
    await install(prod);
    await cluster.until(
      "wait --for=condition=complete job --all -n wangge --timeout=1s",
      (said) => !said.includes("timed out"),
    );
    await settled("wangge");
  });

  it("has beside it what carries out its way in", async () => {
    if ("missing" in programs) return;
    const applied = await cluster.apply(await build([join(programs.bin, "kubectl"), "kustomize"], "k8s/traefik"));
    expect(applied.code, applied.said).toBe(0);
    await settled("ingress");
  });

  it("has at least two of every service, by its autoscaler too", async () => {
    await eventually(
      async () => {
        const { items } = await cluster.get("deployments -n wangge -l app.kubernetes.io/component=service", Workloads);
        expect(items.length).toBeGreaterThanOrEqual(7);
        for (const { metadata, status } of items) expect(status.readyReplicas, metadata.name).toBeGreaterThanOrEqual(2);
      },
      { timeoutMs: 60_000, everyMs: 500 },
    );
  });

  it("has one member of each set in each zone, and no two of a service in one", async () => {
    expect(await zonesOf("app.kubernetes.io/name=nats")).toEqual(["a", "b", "c"]);
    expect(await zonesOf("app.kubernetes.io/name=mongo,app.kubernetes.io/instance=dispatch")).toEqual(["a", "b", "c"]);
    expect(new Set(await zonesOf("app.kubernetes.io/name=registry")).size).toBe(2);
  });

  it("gives up one server of the bus, and not a second one while that is away", async () => {
    expect((await cluster.run("cordon -l kubernetes.io/os=linux")).code).toBe(0);
    const evict = (name: string) => {
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace: "wangge" } };
      return cluster.run(`create --raw /api/v1/namespaces/wangge/pods/${name}/eviction -f -`, JSON.stringify(eviction));
    };
    try {
      expect(await evict("nats-0")).toMatchObject({ code: 0 });
      await cluster.until("get pod nats-0 -n wangge -o jsonpath={.status.phase}", (said) => said === "Pending");
      const second = await evict("nats-1");
      expect(second.code).not.toBe(0);
      expect(second.said).toContain("would violate the pod's disruption budget");
    } finally {
      await cluster.run("uncordon -l kubernetes.io/os=linux");
    }
    await settled("wangge");
  });

  it("is moved from a node that is drained, and is whole on the others", async () => {
    const drained = await cluster.run("drain node-a1 --ignore-daemonsets --delete-emptydir-data --timeout=90s");
    expect(drained.code, drained.said).toBe(0);
    await settled("wangge");
    const { items } = await cluster.get(
      "pods -n wangge --field-selector spec.nodeName=node-a1,status.phase=Running",
      Pods,
    );
    expect(items).toEqual([]);
    await cluster.run("uncordon node-a1");
  });

  it.each(bad)("refuses %s", async (_, words, manifest) => {
    const answer = await cluster.apply([manifest], "--dry-run=server");
    expect(answer.code, answer.said).not.toBe(0);
    expect(answer.said).toContain(words);
  });

  describe("with its Secrets in a vault", () => {
    const external = (): string => {
      const needed = neededBy(manifestsOf(prod));
      const { values } = complete(needed, given, authorityOf(pair));
      return JSON.stringify(externalManifests(needed, values, "wangge", { store: "district", path: "wangge" }));
    };

    it("names them to the External Secrets Operator as its kind has it", async () => {
      const applied = await cluster.apply(external());
      expect(applied.code, applied.said).toBe(0);
      expect(applied.said).toContain("externalsecret.external-secrets.io/mongo-dispatch serverside-applied");
    });

    it("is refused where it does not", async () => {
      const answer = await cluster.apply(external().replaceAll('"Retain"', '"Keep"'), "--dry-run=server");
      expect(answer.code).not.toBe(0);
      expect(answer.said).toContain('Unsupported value: "Keep"');
    });
  });

  it("services may ask nothing of the cluster; operators may do their work and read no secret", async () => {
    const may = async (who: string, what: string) =>
      (await cluster.run(`auth can-i ${what} -n wangge ${who}`)).said.trim().split("\n").at(-1);
    for (const what of ["get secrets", "list pods", "create pods"])
      expect(await may("--as=system:serviceaccount:wangge:dispatch", what), what).toBe("no");
    const operator = "--as=somebody --as-group=wangge-operators";
    for (const what of [
      "list pods",
      "get pods --subresource=log",
      "patch deployments --subresource=scale",
      "create pods --subresource=eviction",
      "delete pods",
    ])
      expect(await may(operator, what), what).toBe("yes");
    for (const what of [
      "get secrets",
      "create pods",
      "create jobs",
      "patch deployments",
      "create pods --subresource=exec",
    ])
      expect(await may(operator, what), what).toBe("no");
  });

  describe("from one version to the next", () => {
    const images = async () => {
      const { items } = await cluster.get(
        "pods -n wangge -l app.kubernetes.io/component=service --field-selector status.phase=Running",
        Pods,
      );
      return new Set(items.map(({ spec }) => spec.containers[0]?.image.split(":").at(-1)));
    };

    const next = (): string => prod.replaceAll(/(\/wangge\/[a-z]+):0\.1\.0/g, "$1:0.2.0");

    it("a Job of the last version is in the way, and is taken away first", async () => {
      const refused = await cluster.apply(next());
      expect(refused.code).not.toBe(0);
      expect(refused.said).toContain("field is immutable");
    });

    it("no service has fewer than before at any moment", async () => {
      let least = Infinity;
      const over = new AbortController();
      const watch = async (): Promise<void> => {
        while (!over.signal.aborted) {
          const { items } = await cluster.get(
            "deployments -n wangge -l app.kubernetes.io/component=service",
            Workloads,
          );
          for (const { status } of items) least = Math.min(least, status.availableReplicas);
        }
      };
      const upgrade = async (): Promise<void> => {
        expect((await cluster.run("delete job --all -n wangge")).code).toBe(0);
        const applied = await cluster.apply(next());
        expect(applied.code, applied.said).toBe(0);
        await settled("wangge");
        await eventually(async () => expect(await images()).toEqual(new Set(["0.2.0"])), {
          timeoutMs: 60_000,
          everyMs: 500,
        });
      };
      await Promise.all([watch(), upgrade().finally(() => over.abort())]);
      expect(least).toBeGreaterThanOrEqual(2);
    });

    it("one service goes back alone", async () => {
      expect((await cluster.run("rollout undo deployment/dispatch -n wangge")).code).toBe(0);
      await settled("wangge");
      await eventually(async () => expect(await images()).toEqual(new Set(["0.1.0", "0.2.0"])), {
        timeoutMs: 60_000,
        everyMs: 500,
      });
    });
  });

  it.each(["department", "dev"])("%s is applied beside it without a warning, and comes up", async (overlay) => {
    if ("missing" in programs) return;
    const text = await build([join(programs.bin, "kubectl"), "kustomize"], `k8s/overlays/${overlay}`);
    const namespace = manifestsOf(text).find(({ kind }) => kind === "Namespace")?.metadata.name ?? "";
    await install(text);
    await settled(namespace);
  });
});
