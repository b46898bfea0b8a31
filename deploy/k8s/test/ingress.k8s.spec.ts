/**
 * The way in as it is: the controller of k8s/traefik reads the manifests of prod from a real API server, with its own account's rights, and sends on to a real
 * gateway of a whole platform. What differs from a cluster: controller and gateway are processes of this machine, on ports that are free.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { eventually } from "@wangge/kit/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Child } from "../../local/child.mjs";
import { controlPlane, ingressController } from "../../local/k8s-programs.mjs";
import { root, startStack } from "../../local/stack.mjs";
import { freePort } from "../../local/wire.mjs";
import { authorityOf, newAuthority } from "../authority.ts";
import { startControlPlane, type ControlPlane } from "../control-plane.mjs";
import { build, manifestsOf, podsOf, type Manifest } from "../manifests.ts";
import { complete, neededBy, secretManifests } from "../secrets.ts";
import { startIssuer, type Issuer } from "./issuer.ts";
import { installKinds, kubectl, type Kubectl } from "./kubectl.ts";
import { shownToTheWorld, worldOf, type Answer, type World } from "./world.ts";

const programs = await controlPlane();
const controller = await ingressController();

/** Where the gateway listens: an address of a pod may be none of the loopback. */
const ownAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal, address }) => family === "IPv4" && !internal && !address.startsWith("169.254."))?.address;

if (ownAddress === undefined) console.log("left out: the way in (this machine has no address but its loopback's)");

const Gateway = z.looseObject({ listeners: z.looseObject({ hostname: z.string(), port: z.number() }).array() });
const Problem = z.looseObject({ code: z.string() });
const Grids = z.looseObject({ grids: z.looseObject({ centre: z.unknown() }).array().min(1) });
const Receipt = z.looseObject({ reportId: z.string() });

/** Longer than this no request may take to come in, in this test; streams are to outlive it. */
const READ_SECONDS = 3;
const RATE_PER_SECOND = 20;
const MIB = 1024 * 1024;
const run = promisify(execFile);

describe.skipIf("missing" in programs || "missing" in controller || ownAddress === undefined)("the way in", () => {
  let dir = "";
  let plane: ControlPlane;
  let issuer: Issuer;
  /** What ends what was started, the last one first. */
  const endings: (() => unknown)[] = [];
  let cluster: Kubectl;
  let world: World;
  let name = "";
  const ports = { http: 0, https: 0, health: 0, gateway: 0 };
  const [inside, outside, stranger] = [newAuthority(), newAuthority(), newAuthority()];
  const signedBy = (pair: typeof inside, commonName: string, as: readonly string[]) => {
    const { certificate, key } = authorityOf(pair).sign(commonName, as);
    return { cert: certificate, key };
  };

  const applied = async (manifests: string | readonly object[]): Promise<void> => {
    const { code, said } = await cluster.apply(manifests);
    expect(code, said).toBe(0);
  };

  /** Whoever answers at this port is the gateway from now on, as the cluster sees it. */
  const pointTo = (port: number): Promise<void> =>
    applied([
      {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: "gateway-here", namespace: "wangge", labels: { "kubernetes.io/service-name": "gateway" } },
        addressType: "IPv4",
        ports: [{ name: "https", port, protocol: "TCP", appProtocol: "https" }],
        endpoints: [{ addresses: [ownAddress], conditions: { ready: true } }],
      },
    ]);

  /** What the world is shown. */
  const show = (commonName: string): Promise<void> => {
    return applied([shownToTheWorld(authorityOf(outside).sign(commonName, [name]))]);
  };

  const startPlatform = async (tls: { readonly cert: string; readonly key: string }): Promise<void> => {
    const certificates = join(dir, "gateway-tls");
    mkdirSync(certificates);
    writeFileSync(join(certificates, "tls.crt"), tls.cert);
    writeFileSync(join(certificates, "tls.key"), tls.key);
    const own = {
      NODE_ENV: "production",
      DEV_ISSUER: "false",
      OIDC_ISSUER: issuer.url,
      PUBLIC_URL: `https://${name}`,
      HOST: ownAddress ?? "",
      TLS_DIR: certificates,
      TRUST_PROXY: ownAddress ?? "",
      RATE_PER_SECOND: String(RATE_PER_SECOND),
    };
    const stack = await startStack({
      dataDir: join(dir, "platform"),
      environment: {},
      port: ports.gateway,
      env: { LOG_LEVEL: "warn" },
      apart: (service) => Promise.resolve(service === "gateway" ? { env: own } : {}),
    });
    endings.push(stack.stop);
    await stack.waitReady({ timeoutMs: 180_000 });
  };

  /** As the pods of k8s/traefik run it: their configuration, their account; ports and files are this machine's. */
  const startController = async (command: string): Promise<void> => {
    const token = await cluster.run("create token traefik -n ingress");
    expect(token.code, token.said).toBe(0);
    const admin = JSON.parse(readFileSync(plane.kubeconfig, "utf8")) as object;
    const kubeconfig = join(dir, "traefik.kubeconfig");
    writeFileSync(
      kubeconfig,
      JSON.stringify({ ...admin, users: [{ name: "user", user: { token: token.said.trim() } }] }),
    );
    const written = readFileSync(join(root, "k8s/traefik/traefik.yaml"), "utf8");
    const here = written
      .replace('":80"', `"127.0.0.1:${ports.http}"`)
      .replace('":443"', `"127.0.0.1:${ports.https}"`)
      .replace('":8080"', `"127.0.0.1:${ports.health}"`)
      .replace("readTimeout: 300s", `readTimeout: ${READ_SECONDS}s`)
      .replace("/etc/traefik/", `${join(root, "k8s/traefik")}/`);
    for (const said of [...Object.values(ports).slice(0, 3).map(String), `readTimeout: ${READ_SECONDS}s`, root])
      expect(here).toContain(said);
    const config = join(dir, "traefik.yaml");
    writeFileSync(config, here);
    const proxy = new Child({
      name: "traefik",
      command,
      args: [`--configFile=${config}`],
      env: { PATH: process.env["PATH"] ?? "", HOME: dir, KUBECONFIG: kubeconfig },
      logFile: join(dir, "logs/traefik.log"),
      deathSignal: "KILL",
    });
    endings.push(() => proxy.stop());
  };

  /** Listeners are told by their ports; those of this machine are others. */
  const atFreePorts = (manifest: Manifest): Manifest => {
    if (manifest.kind !== "Gateway") return manifest;
    const { listeners, ...rest } = Gateway.parse(manifest.spec);
    const free = (port: number): number => (port === 80 ? ports.http : ports.https);
    return { ...manifest, spec: { ...rest, listeners: listeners.map((one) => ({ ...one, port: free(one.port) })) } };
  };

  beforeAll(async () => {
    if ("missing" in programs || "missing" in controller) return;
    dir = mkdtempSync(join(tmpdir(), "wangge-way-in-"));
    for (const port of ["http", "https", "health", "gateway"] as const) ports[port] = await freePort();
    const kustomize = [join(programs.bin, "kubectl"), "kustomize"] as const;
    const prod = manifestsOf(await build(kustomize, "k8s/overlays/prod"));
    name = Gateway.parse(prod.find(({ kind }) => kind === "Gateway")?.spec).listeners[0]?.hostname ?? "";
    const tls = ["gateway-tls/ca.crt", "gateway-tls/tls.crt", "gateway-tls/tls.key"];
    expect(neededBy(prod)).toEqual(expect.arrayContaining(tls));
    const { values } = complete(tls, {}, authorityOf(inside));

    issuer = await startIssuer();
    endings.push(issuer.stop);
    plane = await startControlPlane({ programs, dir: join(dir, "plane") });
    endings.push(plane.stop);
    cluster = kubectl(programs.bin, plane.kubeconfig);
    await installKinds(cluster, programs.kinds);
    await applied(await build(kustomize, "k8s/traefik"));
    // What makes pods stays away: processes of this machine stand for them.
    await applied(prod.filter((one) => podsOf(one) === undefined).map(atFreePorts));
    await applied(JSON.stringify(secretManifests(tls, values, "wangge")));
    await show("first");
    await startPlatform({ cert: values["gateway-tls/tls.crt"] ?? "", key: values["gateway-tls/tls.key"] ?? "" });
    await pointTo(ports.gateway);
    world = worldOf(name, ports, outside.certificate);
    endings.push(world.close);
    await startController(controller.command);
    await eventually(async () => expect((await world.ask("/livez")).status).toBe(200), {
      timeoutMs: 60_000,
      everyMs: 500,
    });
  }, 480_000);
  afterAll(async () => {
    for (const end of endings.reverse()) await end();
    if (dir !== "" && process.env["WANGGE_KEEP"] === undefined) rmSync(dir, { recursive: true });
  }, 60_000);

  const as = (role: string): Record<string, string> => ({ authorization: `Bearer ${issuer.token(role)}` });
  const json = { "content-type": "application/json" };
  const codeOf = ({ text }: Answer): string => Problem.parse(JSON.parse(text)).code;

  const report = async (): Promise<string> => {
    const grids = await world.ask("/api/v1/grids?limit=1", { headers: as("clerk") });
    const [grid] = Grids.parse(JSON.parse(grids.text)).grids;
    const body = { category: "event-0201", channel: "window", point: grid?.centre, description: "乱贴小广告" };
    const sent = { method: "POST", headers: { ...as("clerk"), ...json }, body: JSON.stringify(body) };
    const answer = await world.ask("/api/v1/reports", sent);
    expect(answer.status, answer.text).toBe(201);
    return Receipt.parse(JSON.parse(answer.text)).reportId;
  };

  it("is taken on whole by its controller, which may read nothing beside it", async () => {
    const conditions = async (what: string, of: string): Promise<string> =>
      (await cluster.run(`get ${what} -n wangge -o jsonpath={.status.${of}[*]['type','status']}`)).said;
    await eventually(
      async () => {
        for (const [what, of] of [
          ["gateway/ingress", "conditions"],
          ["gateway/ingress", "listeners[*].conditions"],
          ["httproute/to-tls", "parents[*].conditions"],
          ["httproute/gateway", "parents[*].conditions"],
          ["backendtlspolicy/gateway", "ancestors[*].conditions"],
        ] as const) {
          const said = await conditions(what, of);
          expect(said, what).toContain("Accepted");
          expect(said, what).not.toMatch(/False|Unknown/);
        }
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );

    const may = async (what: string): Promise<string | undefined> =>
      (await cluster.run(`auth can-i ${what} --as=system:serviceaccount:ingress:traefik`)).said
        .trim()
        .split("\n")
        .at(-1);
    expect(await may("get secrets -n wangge")).toBe("yes");
    for (const what of ["get secrets -n kube-system", "list pods -n wangge", "update gateways -n wangge"])
      expect(await may(what), what).toBe("no");
  });

  it("is as it should be, seen from outside", async () => {
    const ca = join(dir, "outside.crt");
    writeFileSync(ca, outside.certificate);
    const where = [
      `https://${name}:${ports.https}`,
      "--at",
      "127.0.0.1",
      "--plain-port",
      String(ports.http),
      "--ca",
      ca,
    ];
    const { stdout } = await run(process.execPath, ["deploy/tls/main.ts", ...where], { cwd: root });
    expect(stdout).toBe("tls: 0 faults\n");
  });

  it("shows who asks for another name no certificate", async () => {
    expect(await world.shown()).toBe("first");
    expect(await world.shown("other.example")).toMatch(/alert/);
  });

  it("sends who comes without TLS to come again with it, and passes nothing on", async () => {
    const answers = [
      await world.askPlain("/cases?street=510108001"),
      await world.askPlain("/api/v1/reports", { method: "POST", headers: { ...as("clerk"), ...json }, body: "{}" }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
      [301, `https://${name}/cases?street=510108001`],
      [301, `https://${name}/api/v1/reports`],
    ]);
  });

  it("tells the gateway who asks, whatever the asker says", async () => {
    const flood = (from: string, count: number): Promise<readonly number[]> =>
      Promise.all(
        Array.from({ length: count }, async (_, at) => {
          const invented = `198.51.100.${at}`;
          const headers = { "x-forwarded-for": invented, "x-real-ip": invented, forwarded: `for=${invented}` };
          return (await world.ask("/api/v1/cases", { from, headers })).status;
        }),
      );
    const [many, few] = await Promise.all([flood("127.0.0.2", 10 * RATE_PER_SECOND), flood("127.0.0.3", 5)]);
    expect(new Set(many)).toEqual(new Set([401, 429])); // signed in as nobody, or too often
    expect(new Set(few)).toEqual(new Set([401]));
  });

  it("leaves a stream open, and lets through at once what happens", async () => {
    const stream = await world.open("/api/v1/stream/cases", { headers: as("supervisor") });
    expect([stream.statusCode, stream.headers["content-type"]]).toEqual([200, "text/event-stream; charset=utf-8"]);
    let said = "";
    let isOver = false;
    stream.on("data", (part: Buffer) => (said += part.toString()));
    stream.on("close", () => (isOver = true));
    // A wait of nothing but time is what is tested here.
    await sleep((2 * READ_SECONDS + 1) * 1_000);
    expect(isOver).toBe(false);
    const id = await report();
    await eventually(() => expect(said).toMatch(new RegExp(`event: dispatch\\.case\\.filed\\.v1\\ndata: .*${id}`)), {
      timeoutMs: 20_000,
    });
    stream.destroy();
  });

  it("hands on that a body is too large, said before or not; one that may be large comes through", async () => {
    const tooLarge = { method: "POST", headers: { ...as("clerk"), ...json } };
    const body = JSON.stringify({ description: "x".repeat(4 * MIB) });
    for (let time = 0; time < 5; time += 1)
      for (const sent of [body, Readable.from([body.slice(0, MIB), body.slice(MIB)])]) {
        const answer = await world.ask("/api/v1/reports", { ...tooLarge, body: sent });
        expect([answer.status, codeOf(answer)]).toEqual([413, "http.body_too_large"]);
      }

    const lines = Array.from({ length: 16 }, () => JSON.stringify({ description: "x".repeat(MIB / 2) }));
    const headers = { ...as("clerk"), "content-type": "application/x-ndjson" };
    const many = await world.ask("/api/v1/reports/bulk", { method: "POST", headers, body: lines.join("\n") });
    expect([many.status, many.text.trim().split("\n").length]).toEqual([200, lines.length]);
  });

  it("answers every line of a bulk that is sent slowly, over HTTP/1.1", async () => {
    const groups = 6;
    const lines = `${JSON.stringify({ description: "x".repeat(200) })}\n`.repeat(500);
    const slowly = async function* (): AsyncGenerator<string> {
      for (let group = 0; group < groups; group += 1) {
        yield lines;
        await sleep(150);
      }
    };
    const headers = { ...as("clerk"), "content-type": "application/x-ndjson" };
    const sent = { method: "POST", headers, body: Readable.from(slowly()) };
    const answer = await world.ask("/api/v1/reports/bulk", sent);
    expect([answer.status, answer.text.trim().split("\n").length]).toEqual([200, groups * 500]);
  });

  it("shows a renewed certificate without a new start", async () => {
    await show("second");
    await eventually(async () => expect(await world.shown()).toBe("second"), { timeoutMs: 20_000, everyMs: 200 });
  });

  describe("where somebody else answers in the gateway's place", () => {
    let impostor: Server | undefined;
    afterEach(async () => {
      impostor?.close().closeAllConnections();
      await pointTo(ports.gateway);
      await eventually(async () => expect((await world.ask("/livez")).status).toBe(200), { timeoutMs: 30_000 });
    });

    it.each([
      ["with a certificate of another authority", () => signedBy(stranger, "gateway", ["gateway"])],
      ["with a certificate of our authority, in another name", () => signedBy(inside, "dispatch", ["dispatch"])],
    ])("%s, nobody is told anything", async (_who, certificate) => {
      let came = 0;
      const heard: string[] = [];
      const server = createServer(certificate(), ({ url = "" }, response) => {
        heard.push(url);
        response.end("ok");
      });
      server.on("connection", () => (came += 1));
      impostor = server.listen(0, ownAddress);
      await once(server, "listening");
      const address = server.address();
      await pointTo(typeof address === "object" && address !== null ? address.port : 0);
      await eventually(
        async () => {
          const { status } = await world.ask("/livez", { headers: as("clerk") });
          expect(status).toBeGreaterThanOrEqual(500);
          expect(came).toBeGreaterThan(0);
        },
        { timeoutMs: 30_000 },
      );
      expect(heard).toEqual([]);
    });
  });
});
