/** What k8s/traefik says, held against what the gateway and the district's overlay say. */
import { readFileSync } from "node:fs";
import { tlsTerms } from "@wangge/gateway";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { kustomizeCommand } from "../../local/k8s-programs.mjs";
import { build, manifestsOf } from "../manifests.ts";
import { faultsOf } from "../policy.ts";
import { waysOf } from "../ways.ts";

const kustomize = await kustomizeCommand();
const read = (file: string): unknown =>
  parse(readFileSync(new URL(`../../../k8s/traefik/${file}`, import.meta.url), "utf8"));

/** `ECDHE-RSA-AES128-GCM-SHA256`, as OpenSSL calls it, by the name that IANA gave it. */
const ianaName = (suite: string): string => {
  const [exchange = "", key = "", ...rest] = suite.split("-");
  const cipher = rest.join("_").replace(/^AES(\d+)/, "AES_$1");
  return `TLS_${exchange}_${key}_WITH_${cipher}${cipher.endsWith("POLY1305") ? "_SHA256" : ""}`;
};

it("speaks the versions and suites that the gateway does, and shows no certificate for other names", () => {
  const { least, suites } = tlsTerms();
  expect(least).toBe("TLSv1.2");
  expect(read("tls.yaml")).toEqual({
    tls: {
      options: {
        default: {
          minVersion: "VersionTLS12",
          sniStrict: true,
          cipherSuites: suites.filter((suite) => !suite.startsWith("TLS_")).map(ianaName),
        },
      },
    },
  });
});

it("has time to end: what it is given covers the wait before and the wait for requests", () => {
  const Static = z.looseObject({
    entryPoints: z.looseObject({
      https: z.looseObject({
        transport: z.looseObject({ lifeCycle: z.looseObject({ graceTimeOut: z.templateLiteral([z.number(), "s"]) }) }),
      }),
    }),
  });
  const Deployment = z.looseObject({
    spec: z.looseObject({
      template: z.looseObject({
        spec: z.looseObject({
          terminationGracePeriodSeconds: z.number(),
          containers: z.tuple([
            z.looseObject({
              lifecycle: z.looseObject({ preStop: z.looseObject({ sleep: z.looseObject({ seconds: z.number() }) }) }),
            }),
          ]),
        }),
      }),
    }),
  });
  const { graceTimeOut } = Static.parse(read("traefik.yaml")).entryPoints.https.transport.lifeCycle;
  const { terminationGracePeriodSeconds, containers } = Deployment.parse(read("deployment.yaml")).spec.template.spec;
  const wait = containers[0].lifecycle.preStop.sleep.seconds;
  expect(terminationGracePeriodSeconds).toBeGreaterThan(wait + Number.parseInt(graceTimeOut));
});

describe.skipIf("missing" in kustomize)("beside the district", () => {
  it("reaches the gateway where it serves the world, and nothing else; both ends agree", async () => {
    if ("missing" in kustomize) return;
    const controller = manifestsOf(await build(kustomize.command, "k8s/traefik"));
    const prod = manifestsOf(await build(kustomize.command, "k8s/overlays/prod"));
    expect(faultsOf(controller)).toEqual([]);
    const { open, oneSided } = waysOf([...controller, ...prod]);
    expect(oneSided).toEqual([]);
    expect(open.filter((way) => way.includes("traefik"))).toEqual(["traefik → gateway:8080"]);
  });
});
