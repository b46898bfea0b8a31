import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { generateKeyPairSync } from "node:crypto";
import { eventually } from "@wangge/kit/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { controlPlane, ingressController, podPrograms } from "../../local/k8s-programs.mjs";
import { manifests } from "../../provision/principals.ts";
import { authorityOf, newAuthority } from "../authority.ts";
import { startCluster, whyNoCluster, type Cluster } from "../cluster/cluster.mjs";
import { diskManifests, disks, zoneOf } from "../cluster/disks.ts";
import { images } from "../cluster/images.mjs";
import { build, manifestsOf } from "../manifests.ts";
import { complete, neededBy, secretManifests } from "../secrets.ts";
import { installKinds, kubectlBy, type Kubectl } from "./kubectl.ts";
import { unsettled, Workloads } from "./workloads.ts";
import { shownToTheWorld } from "./world.ts";

const why = whyNoCluster();
const programs = why === undefined ? await controlPlane() : { missing: why };
const ownPrograms = why === undefined ? await podPrograms() : { missing: why };
const controller = why === undefined ? await ingressController() : { missing: why };
const isThere = ![programs, ownPrograms, controller].some((one) => "missing" in one);
if (why !== undefined) console.log(`left out: there can be no cluster of real nodes here (${why})`);

const log = (line: string): void => console.log(`· ${line}`);
const root = fileURLToPath(new URL("../../..", import.meta.url));
const run = promisify(execFile);
/** As the overlay says in PUBLIC_URL. */
const NAME = "wangge.chenghua.example";
const STORES = manifests.map(({ name }) => name).filter((name) => name !== "gateway");

const Job = z.object({
  status: z
    .object({ succeeded: z.number().default(0), failed: z.number().default(0) })
    .default({ succeeded: 0, failed: 0 }),
});
const RunningPods = z.object({
  items: z.object({ metadata: z.object({ name: z.string() }), status: z.object({ podIP: z.string() }) }).array(),
});
const CronJobMade = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({ containers: z.tuple([z.looseObject({ args: z.string().array() })]) }),
    }),
  }),
});
const Asked = z.object({ asked: z.number(), missing: z.string().array() });
const Outcome = z.object({
  sent: z.number(),
  receipts: z.number(),
  lost: z.unknown().array(),
  missing: z.string().array(),
  p50: z.number(),
  p99: z.number(),
});

/** Tests build on each other in their order: one installation lives through what real nodes do to it. */
describe.skipIf(!isThere)("the platform on two real nodes", () => {
  let dir = "";
  let cluster: Cluster | undefined;
  let kubectl: Kubectl;

  const there = (): Cluster => {
    if (cluster === undefined) throw new Error("there is no cluster");
    return cluster;
  };

  const settled = (timeoutMs = 240_000): Promise<void> =>
    eventually(
      async () => {
        expect([...(await unsettled(kubectl, "wangge")), ...(await unsettled(kubectl, "ingress"))]).toEqual([]);
      },
      { timeoutMs, everyMs: 1_000 },
    );

  /** Waits until a Job has ended, well or not. @returns what it said */
  const ended = async (name: string, timeoutMs: number): Promise<string> => {
    await eventually(
      async () => {
        const { status } = await kubectl.get(`job ${name} -n wangge`, Job);
        expect(status.succeeded + status.failed).toBeGreaterThan(0);
      },
      { timeoutMs, everyMs: 1_000 },
    );
    const { said } = await kubectl.run(`logs job/${name} -n wangge`);
    log(`${name}: ${said.trim().split("\n").slice(-2).join(", ")}`);
    return said;
  };

  /** Does everything that is stored and everything that was said fit together? */
  const examined = async (when: string): Promise<void> => {
    const name = `doctor-${when}`;
    expect(await kubectl.run(`create job --from=cronjob/doctor ${name} -n wangge`)).toMatchObject({ code: 0 });
    expect(await ended(name, 240_000)).toContain("doctor: 0 problems");
  };

  /** The command line of a program of ours with the network of a pod: it is what the cluster takes it for. */
  const as = async (
    pod: string,
    namespace: string,
  ): Promise<(command: readonly string[]) => readonly [string, readonly string[]]> => {
    const { said } = await kubectl.run(
      `get pod ${pod} -n ${namespace} -o jsonpath={.spec.nodeName},{.status.containerStatuses[0].containerID}`,
    );
    const [nodeName = "", id = ""] = said.split(",");
    const node = there().nodes.find(({ name }) => name === nodeName);
    if (node === undefined) throw new Error(`${pod} is on no node: ${said}`);
    const pid = await node.pidOf(id.replace("containerd://", ""));
    return (command) => {
      const [first = "", ...rest] = node.machine.inside(["nsenter", `--net=/proc/${pid}/ns/net`, "--", ...command]);
      return [first, rest];
    };
  };

  /** Where the world finds the district. */
  const wayIn = async (): Promise<string> =>
    (await kubectl.run("get service traefik -n ingress -o jsonpath={.spec.clusterIP}")).said.trim();
  /** Whose signature the world believes. */
  const worldsAuthority = (): string => join(dir, "world.crt");

  /** A program of ours as the world runs it: it has an address in the cluster, and nothing else of it. @returns what it said */
  const fromOutside = async (script: string, ...args: readonly string[]): Promise<string> => {
    const trust = ["env", `NODE_EXTRA_CA_CERTS=${worldsAuthority()}`];
    const [program, rest] = (await as("door", "ingress"))([...trust, process.execPath, join(root, script), ...args]);
    return (await run(program, [...rest])).stdout;
  };

  const ask = async (...args: readonly string[]): Promise<void> => {
    await fromOutside("deploy/k8s/cluster/load.ts", "--url", `https://${await wayIn()}`, "--name", NAME, ...args);
  };

  /** Files reports at the district's name, and looks for every receipt afterwards. */
  const load = async (perSecond: number, seconds: number): Promise<z.infer<typeof Outcome>> => {
    const out = join(dir, "load.json");
    await ask("--per-second", String(perSecond), "--seconds", String(seconds), "--out", out);
    const outcome = Outcome.parse(JSON.parse(readFileSync(out, "utf8")));
    log(`load: ${outcome.receipts} receipts of ${outcome.sent}, p50 ${outcome.p50} ms, p99 ${outcome.p99} ms`);
    return outcome;
  };

  /** Files thousands of reports at once. */
  const file = (thousands: number): Promise<void> => ask("--thousands", String(thousands));

  /** Of the last load: reports and cases that are not there. */
  const gone = async (): Promise<readonly string[]> => {
    const out = join(dir, "asked.json");
    await ask("--ask", join(dir, "load.json"), "--out", out);
    const { asked, missing } = Asked.parse(JSON.parse(readFileSync(out, "utf8")));
    expect(asked).toBeGreaterThan(0);
    return missing;
  };

  /** A pod that only has an address: what runs with its network is ours. On the node that stays. */
  const pausing = (name: string, namespace: string): object => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      nodeName: "node-2",
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          ...{ name, image: "wangge.invalid/pause:1", imagePullPolicy: "Never", command: ["/pause"] },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
      ],
    },
  });

  beforeAll(async () => {
    if ("missing" in programs || "missing" in ownPrograms) return;
    const archives = await images(ownPrograms, log);
    dir = mkdtempSync(join(tmpdir(), "wangge-cluster-"));
    cluster = await startCluster({ programs, archives, dir, log });
    kubectl = kubectlBy(cluster.kubectl);
  });
  /** A cluster is gone after its test, and with it what its services had to say. */
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail" || cluster === undefined) return;
    const file = join(tmpdir(), `wangge-cluster-${Date.now()}.log`);
    const { said } = await kubectl.run(
      "logs -n wangge -l app.kubernetes.io/component=service --prefix --timestamps --tail=-1 --max-log-requests=40",
    );
    writeFileSync(file, said);
    log(`what services said: ${file}`);
  });
  afterAll(async () => {
    await cluster?.stop();
    if (dir !== "" && process.env["WANGGE_KEEP"] === undefined) rmSync(dir, { recursive: true });
  });

  it("two nodes are ready, and names are answered", async () => {
    await eventually(
      async () => {
        const { said } = await kubectl.run("get nodes --no-headers");
        expect(said.match(/ Ready /g)).toHaveLength(2);
      },
      { timeoutMs: 120_000, everyMs: 500 },
    );
    const rollout = await kubectl.run("rollout status deployment/coredns -n kube-system --timeout=120s");
    expect(rollout.code, rollout.said).toBe(0);
  });

  /** What carries out the way in, as k8s/traefik has it, but for two cores, and for an API server whose port is any. */
  const installController = async (kustomize: readonly [string, ...string[]]): Promise<void> => {
    const port =
      "get endpointslices -n default -l kubernetes.io/service-name=kubernetes -o jsonpath={.items[0].ports[0].port}";
    const here = [
      ["cpu: 250m", "cpu: 20m"],
      ["port: 6443", `port: ${(await kubectl.run(port)).said.trim()}`],
    ] as const;
    let text = await build(kustomize, "k8s/traefik");
    for (const [there, instead] of here) {
      expect(text).toContain(there);
      text = text.replace(there, instead);
    }
    const applied = await kubectl.apply(text);
    expect(applied.code, applied.said).toBe(0);
  };

  /** The certificate that the world is shown, of an authority that knows nothing of the installation's own. */
  const showTheWorld = async (): Promise<void> => {
    const outside = newAuthority();
    writeFileSync(worldsAuthority(), outside.certificate);
    const applied = await kubectl.apply([shownToTheWorld(authorityOf(outside).sign(NAME, [NAME]))]);
    expect(applied.code, applied.said).toBe(0);
  };

  it("the platform comes up from the manifests", async () => {
    if ("missing" in programs) return;
    for (const { name } of there().nodes)
      expect(await kubectl.run(`label node ${name} topology.kubernetes.io/zone=${zoneOf(name)}`)).toMatchObject({
        code: 0,
      });
    const applied = await kubectl.apply(
      diskManifests(
        ({ node, name }) =>
          there()
            .nodes.find((one) => one.name === node)
            ?.diskAt(name) ?? "",
      ),
    );
    expect(applied.code, applied.said).toBe(0);
    expect(disks.length).toBeGreaterThan(0);
    const kustomize = [join(programs.bin, "kubectl"), "kustomize"] as const;
    await installKinds(kubectl, programs.kinds);
    await installController(kustomize);
    const text = await build(kustomize, "deploy/k8s/cluster/overlay");
    const all = manifestsOf(text);
    const needed = neededBy(all);
    const storeUrl = (service: string): string => `mongodb://mongo-${service}:27017/?tls=true&directConnection=true`;
    const storeUrls = JSON.stringify(Object.fromEntries(STORES.map((service) => [service, storeUrl(service)])));
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const given = {
      ...Object.fromEntries(STORES.map((service) => [`${service}/MONGO_URL`, storeUrl(service)])),
      ...Object.fromEntries(["doctor", "backup", "restore"].map((one) => [`${one}/MONGO_URLS`, storeUrls])),
      "identity/dev-issuer-key.json": JSON.stringify(privateKey.export({ format: "jwk" })),
    };
    const { values, missing } = complete(needed, given, authorityOf(newAuthority()));
    expect(missing).toEqual([]);
    writeFileSync(join(dir, "ca.crt"), values["ca/ca.crt"] ?? "");
    const startedAt = Date.now();
    const platform = await kubectl.apply(text);
    expect(platform.code, platform.said).toBe(0);
    const secrets = await kubectl.apply(JSON.stringify(secretManifests(needed, values, "wangge")));
    expect(secrets.code, secrets.said).toBe(0);
    await showTheWorld();
    const provisioned = "wait --for=condition=complete job/provision -n wangge --timeout=1s";
    await kubectl.until(provisioned, (said) => said.includes("met"), 300_000);
    await settled(480_000);
    log(`the platform is up (${Math.round((Date.now() - startedAt) / 1000)} s)`);
    await examined("after-rollout");
  });

  it("what comes to the district's name is taken on", async () => {
    expect(await kubectl.apply([pausing("door", "ingress")])).toMatchObject({ code: 0 });
    await kubectl.until("get pod door -n ingress -o jsonpath={.status.phase}", (said) => said === "Running");
    const { lost, missing } = await load(4, 15);
    expect(lost).toEqual([]);
    expect(missing).toEqual([]);
    await examined("after-load");
  });

  it("its name is as it should be, seen from outside", async () => {
    const where = [`https://${NAME}`, "--at", await wayIn(), "--ca", worldsAuthority()];
    expect(await fromOutside("deploy/tls/main.ts", ...where)).toBe("tls: 0 faults\n");
  });

  it("loses no request while a node is drained", async () => {
    const [outcome] = await Promise.all([
      load(4, 120),
      (async () => {
        await sleep(10_000);
        const startedAt = Date.now();
        const drained = await kubectl.run(
          "drain node-1 --ignore-daemonsets --delete-emptydir-data --force --timeout=150s",
        );
        expect(drained.code, drained.said).toBe(0);
        log(`drained (${Math.round((Date.now() - startedAt) / 1000)} s)`);
      })(),
    ]);
    expect(outcome.lost).toEqual([]);
    expect(outcome.missing).toEqual([]);
    expect(await kubectl.run("uncordon node-1")).toMatchObject({ code: 0 });
    await settled();
    await examined("after-drain");
  });

  describe("network policies", () => {
    /** Whether a pod gets a connection. */
    const reaches = async (pod: string, namespace: string, address: string, port: number): Promise<boolean> => {
      const script = `require("net").connect({host:"${address}",port:${port},timeout:3000}).on("connect",()=>process.exit(0)).on("timeout",()=>process.exit(1)).on("error",()=>process.exit(1))`;
      const [program, args] = (await as(pod, namespace))([process.execPath, "-e", script]);
      return run(program, [...args]).then(
        () => true,
        () => false,
      );
    };
    const podOf = async (labels: string): Promise<{ readonly name: string; readonly address: string }> => {
      const { items } = await kubectl.get(
        `pods -n wangge -l ${labels} --field-selector=status.phase=Running`,
        RunningPods,
      );
      const [first] = items;
      if (first === undefined) throw new Error(`no pod is ${labels}`);
      return { name: first.metadata.name, address: first.status.podIP };
    };
    const serviceNamed = (name: string) => podOf(`app.kubernetes.io/component=service,app.kubernetes.io/name=${name}`);
    const storeOf = (name: string) => podOf(`app.kubernetes.io/name=mongo,app.kubernetes.io/instance=${name}`);

    it("let each service reach its own store and the bus, and no other's store", async () => {
      const dispatch = await serviceNamed("dispatch");
      const bus = await podOf("app.kubernetes.io/name=nats");
      expect(await reaches(dispatch.name, "wangge", (await storeOf("dispatch")).address, 27017)).toBe(true);
      expect(await reaches(dispatch.name, "wangge", bus.address, 4222)).toBe(true);
      expect(await reaches(dispatch.name, "wangge", bus.address, 6222)).toBe(false);
      expect(await reaches(dispatch.name, "wangge", (await storeOf("intake")).address, 27017)).toBe(false);
      expect(
        await reaches((await serviceNamed("gateway")).name, "wangge", (await storeOf("dispatch")).address, 27017),
      ).toBe(false);
    });

    it("let the ingress reach the gateway, and nothing else", async () => {
      const gateway = await serviceNamed("gateway");
      expect(await reaches("door", "ingress", gateway.address, 8080)).toBe(true);
      expect(await reaches("door", "ingress", gateway.address, 9090)).toBe(false);
      expect(await reaches("door", "ingress", (await serviceNamed("dispatch")).address, 9090)).toBe(false);
      for (const store of STORES)
        expect(await reaches("door", "ingress", (await storeOf(store)).address, 27017), store).toBe(false);
      expect(await reaches("door", "ingress", (await podOf("app.kubernetes.io/name=nats")).address, 4222)).toBe(false);
    });
  });

  it("scales dispatch by what waits for it", async () => {
    const pair = newAuthority();
    const { certificate, key } = authorityOf(pair).sign("lag", ["lag.monitoring.svc"]);
    const files = { certificate: join(dir, "lag.crt"), key: join(dir, "lag.key") };
    writeFileSync(files.certificate, certificate);
    writeFileSync(files.key, key);
    const applied = await kubectl.apply([
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "monitoring" } },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "lag", namespace: "monitoring" },
        spec: { selector: { app: "lag" }, ports: [{ port: 443, targetPort: 8443 }] },
      },
      {
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: "v1beta1.external.metrics.k8s.io" },
        spec: {
          group: "external.metrics.k8s.io",
          version: "v1beta1",
          groupPriorityMinimum: 100,
          versionPriority: 100,
          insecureSkipTLSVerify: true,
          service: { name: "lag", namespace: "monitoring" },
        },
      },
    ]);
    expect(applied.code, applied.said).toBe(0);
    await eventually(
      async () => expect(await kubectl.apply([pausing("lag", "monitoring")])).toMatchObject({ code: 0 }),
      {
        timeoutMs: 20_000,
      },
    );
    await kubectl.until("get pod lag -n monitoring -o jsonpath={.status.phase}", (said) => said === "Running");
    const { kubeconfig, authority } = there();
    const script = join(root, "deploy/k8s/cluster/lag.ts");
    const [program, args] = (await as("lag", "monitoring"))([
      ...["env", `NODE_EXTRA_CA_CERTS=${authority}`],
      ...[process.execPath, script, kubeconfig, files.certificate, files.key, "8443", join(dir, "ca.crt")],
    ]);
    const adapter = execFile(program, [...args]);
    try {
      const metric =
        "/apis/external.metrics.k8s.io/v1beta1/namespaces/wangge/wangge_bus_lag?labelSelector=service%3Ddispatch";
      await kubectl.until(`get --raw ${metric}`, (said) => said.includes("ExternalMetricValueList"));
      // Nothing is scaled by hand: dispatch has its two, and more reports than they take in at once.
      await file(10);
      await eventually(
        async () => {
          const { said } = await kubectl.run("get deployment dispatch -n wangge -o jsonpath={.status.readyReplicas}");
          expect(Number(said)).toBeGreaterThan(2);
        },
        { timeoutMs: 240_000, everyMs: 1_000 },
      );
    } finally {
      adapter.kill("SIGKILL");
    }
    await examined("after-scaling");
  });

  it("saves the district by its Job, and puts a store that was lost with its disk back by the other", async () => {
    await load(4, 15);
    await eventually(async () => expect(await gone()).toEqual([]), { timeoutMs: 120_000, everyMs: 1_000 });
    const scaled = async (what: string, replicas: number): Promise<void> => {
      const { code, said } = await kubectl.run(`scale ${what} -n wangge --replicas=${replicas}`);
      expect(code, said).toBe(0);
    };
    const noPodIs = (labels: string): Promise<void> =>
      kubectl.until(`get pods -n wangge -l ${labels} --no-headers`, (said) => said.includes("No resources"), 120_000);

    // At rest: what a service says between a backup and its loss comes back to nobody, and the doctor would say so.
    await scaled("deployment/dispatch", 0);
    await noPodIs("app.kubernetes.io/component=service,app.kubernetes.io/name=dispatch");
    expect(await kubectl.run("create job --from=cronjob/backup backup-now -n wangge")).toMatchObject({ code: 0 });
    expect(await ended("backup-now", 300_000)).toMatch(/^backup: \d+ documents, \d+ messages/m);

    const store = "app.kubernetes.io/name=mongo,app.kubernetes.io/instance=dispatch";
    await scaled("statefulset/mongo-dispatch", 0);
    await noPodIs(store);
    expect(await kubectl.run("delete pvc data-mongo-dispatch-0 -n wangge --timeout=60s")).toMatchObject({ code: 0 });
    await scaled("statefulset/mongo-dispatch", 1);
    await settled();

    const made = await kubectl.run("create job restore-now --from=cronjob/restore -n wangge --dry-run=client -o json");
    const job = CronJobMade.parse(JSON.parse(made.said));
    job.spec.template.spec.containers[0].args.push("--only", "dispatch");
    expect(await kubectl.run("create -f -", JSON.stringify(job))).toMatchObject({ code: 0 });
    expect(await ended("restore-now", 300_000)).toMatch(/^restore: as it was at /m);

    await scaled("deployment/dispatch", 2);
    await settled();
    await examined("after-restore");
    expect(await gone()).toEqual([]);
  }, 1_200_000);

  it("keeps every receipt when a node dies", async () => {
    const [outcome] = await Promise.all([
      load(4, 120),
      (async () => {
        await sleep(15_000);
        await there().nodes[0]?.kill();
        log("node-1 is dead");
      })(),
    ]);
    log(`while a node was dead and not yet known to be: ${outcome.lost.length} of ${outcome.sent} without an answer`);
    expect(outcome.missing).toEqual([]);
    // Whom the dead node answered for is half of them, until it is known to be dead; then nobody.
    expect(outcome.lost.length).toBeLessThan(outcome.sent / 2);
    await eventually(
      async () => {
        const { items } = await kubectl.get("deployments -n wangge", Workloads);
        for (const { metadata, spec, status } of items) expect(status.readyReplicas, metadata.name).toBe(spec.replicas);
      },
      { timeoutMs: 240_000, everyMs: 1_000 },
    );
    await examined("after-death");
  });
});
