import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches } from "@wangge/kit";
import { compile } from "../compile.ts";
import { DISTRICT_FILE, manifests } from "../principals.ts";
import { DistrictError, ForeignManifest, readDistrict } from "../schema.ts";
import { compiledWith, district, reader, TODAY } from "./district.ts";

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof DistrictError) return error.problems;
    throw error;
  }
  return [];
};

const publishOf = (name: string, compiled = compiledWith()): readonly string[] =>
  compiled.principals.find((principal) => principal.name === name)?.permissions?.publish ?? [];

describe("the district's file", () => {
  it("grants every call that the manifests name", () => {
    expect(compiledWith({}).denied).toEqual([]);
  });

  it("tells those who ask who else reads, and why, until the last day", () => {
    const readers = (today?: string) =>
      compile({ ...district(), integrators: { water: reader({ until: "2026-12-31" }) } }, manifests, today ?? TODAY)
        .grants.readers;
    expect(readers()).toMatchObject([
      { name: "water", until: "2026-12-31", reads: [{ event: expect.any(String) as string }] },
    ]);
    expect(readers("2027-01-01")).toEqual([]);
  });

  it("names what it does not understand", () => {
    const problems = problemsOf(() => readDistrict("format: 1\ndepartments: {}\nservices: { a-b: {} }\ncolour: red\n"));
    expect(problems.join("\n")).toMatch(/services\.a-b/);
    expect(problems.join("\n")).toMatch(/colour/);
    expect(problemsOf(() => readDistrict("a: [")).join()).toMatch(/not YAML/);
  });

  it("names every principal, department, event and call that is not there", () => {
    const file = district();
    const problems = problemsOf(() =>
      compile(
        {
          ...file,
          services: { ...file.services, water: { department: "nobody" } },
          calls: [
            ...file.calls,
            { from: "registry", to: "intake", actions: "all", purpose: "curiosity", basis: "none at all" },
            { from: "dispatch", to: "registry", actions: "all", purpose: "cases", basis: "the same house" },
          ],
          integrators: { registry: reader({ reads: [{ event: "dispatch.case.eaten.v1" }] }) },
        },
        manifests,
        TODAY,
      ),
    ).join("\n");
    for (const part of [
      "services.water: no department nobody",
      "services.water: has no manifest",
      "registry: the name of two principals",
      "(registry → intake, curiosity): the manifest of registry does not call intake",
      "(dispatch → registry, cases): both are of operation-centre",
      "integrators.registry: nobody publishes dispatch.case.eaten.v1",
    ])
      expect(problems).toContain(part);
  });

  it("refuses two durables of one name: a dead letter that is put back would not know its reader", () => {
    const event = { subject: "dispatch.case.filed.v1" };
    const other = { name: "water", publishes: [{ subject: "water.case.filed.v1" }], subscribes: [], calls: [] };
    const reading = { name: "sewer", publishes: [], calls: [] };
    const subscribes = [event, { subject: "water.case.filed.v1" }].map((one) => ({
      ...{ event: one, mode: "each" as const },
    }));
    const file = district();
    const department = "operation-centre";
    const services = { ...file.services, water: { department }, sewer: { department } };
    expect(
      problemsOf(() => compile({ ...file, services }, [...manifests, other, { ...reading, subscribes }], TODAY)),
    ).toEqual(["services.sewer: reads two events as sewer--case-filed-v1"]);
  });

  it("grants events over HTTP for a purpose, through a day, and without a user on the bus", () => {
    const webhooks = { account: "hotline-system", events: ["dispatch.case.*.v1"], keys: ["510108001"] };
    const file = district();
    const on = (today: string) =>
      compile({ ...file, integrators: { hotline: reader({ reads: [], webhooks }) } }, manifests, today);
    const { principals, topology, grants } = on(TODAY);
    expect(principals.map(({ name }) => name)).not.toContain("hotline");
    expect(topology.consumers.map(({ service }) => service)).not.toContain("hotline");
    expect(grants.webhooks).toMatchObject([
      { integrator: "hotline", account: "hotline-system", purpose: "answer-callers", until: "2027-12-31" },
    ]);
    const [granted] = grants.webhooks;
    expect(granted?.keys).toEqual(["510108001"]);
    expect(granted?.events).toContain("dispatch.case.closed.v1");
    expect(granted?.events.every((event) => event.startsWith("dispatch.case."))).toBe(true);
    expect(on("2028-01-01").grants.webhooks).toEqual([]);
  });

  it("refuses what nobody sends, an account of two integrators, and one that is let in for nothing", () => {
    const webhooks = { account: "one", events: ["webhooks.endpoint.disabled.v1"] };
    const integrators = { hotline: reader({ webhooks }), water: reader({ webhooks }) };
    expect(problemsOf(() => compile({ ...district(), integrators }, manifests, TODAY))).toEqual([
      "integrators: the account one of two",
      "integrators.hotline: nobody sends webhooks.endpoint.disabled.v1",
      "integrators.water: nobody sends webhooks.endpoint.disabled.v1",
    ]);
    const text = readFileSync(DISTRICT_FILE, "utf8").replace(/^integrators:[^]*$/m, "");
    const nothing = "{ title: { zh: 无, en: None }, purpose: nothing, basis: none at all, until: 2027-01-01 }";
    expect(problemsOf(() => readDistrict(`${text}\nintegrators: { idle: ${nothing} }\nremoved: []\n`)).join()).toMatch(
      /integrators\.idle: is let in for nothing/,
    );
  });

  it("denies a call of another department without its grant, and once the grant is over", () => {
    const file = district();
    const isGate = ({ from, to }: { from: string; to: string }) => from === "social" && to === "intake";
    const without = compile({ ...file, calls: file.calls.filter((call) => !isGate(call)) }, manifests, TODAY);
    const over = compile(
      { ...file, calls: file.calls.map((call) => (isGate(call) ? { ...call, until: "2026-11-29" } : call)) },
      manifests,
      TODAY,
    );
    for (const compiled of [without, over]) {
      expect(compiled.denied).toEqual(["social → intake"]);
      expect(publishOf("social", compiled)).not.toContain("MOL-wangge.REQ.intake.*.social.*");
      expect(publishOf("intake", compiled)).not.toContain("MOL-wangge.RES.social.*.intake.*");
    }
    expect(publishOf("social")).toContain("MOL-wangge.REQ.intake.*.social.*");
  });

  it("lets a service in whose code is elsewhere, and only with events of its own", () => {
    const file = district();
    const services = { ...file.services, water: { department: "operation-centre", manifest: "water.json" } };
    const water = (publishes: readonly string[]) =>
      ForeignManifest.parse({
        ...{ name: "water", publishes, calls: ["registry"] },
        subscribes: [{ event: "dispatch.case.assigned.v1", mode: "each" }],
      });
    const compiled = compile({ ...file, services }, [...manifests, water(["water.pipe.burst.v1"])], TODAY);
    expect(publishOf("water", compiled)).toContain("evt.water.>");
    expect(compiled.topology.streams.map(({ name }) => name)).toContain("EVT_WATER");
    expect(compiled.topology.consumers).toContainEqual(
      expect.objectContaining({ stream: "EVT_DISPATCH", name: "water--case-assigned-v1" }),
    );
    const forged = [...manifests, water(["dispatch.case.closed.v1"])];
    expect(problemsOf(() => compile({ ...file, services }, forged, TODAY)).join()).toMatch(/not its own/);
  });

  it("gives an integrator its durables to read, with their limits, and nothing else", () => {
    const compiled = compiledWith({
      hotline: reader({ reads: [{ event: "dispatch.case.closed.v1", keys: ["g1", "g2"] }] }),
    });
    expect(compiled.topology.consumers.find(({ service }) => service === "hotline")).toEqual({
      ...{ stream: "EVT_DISPATCH", name: "hotline--case-closed-v1", mode: "each", service: "hotline" },
      filter: "evt.dispatch.case.closed.v1.>",
      filters: ["evt.dispatch.case.closed.v1.*.g1", "evt.dispatch.case.closed.v1.*.g2"],
      limits: { unacknowledged: 500, deliveries: 10, awayDays: 30 },
    });
    expect(compiled.principals.find(({ name }) => name === "hotline")?.permissions).toEqual({
      publish: [
        "$JS.API.CONSUMER.INFO.EVT_DISPATCH.hotline--case-closed-v1",
        "$JS.API.CONSUMER.MSG.NEXT.EVT_DISPATCH.hotline--case-closed-v1",
        "$JS.API.CONSUMER.RESET.EVT_DISPATCH.hotline--case-closed-v1",
        "$JS.ACK.EVT_DISPATCH.hotline--case-closed-v1.>",
      ],
      subscribe: ["_INBOX.hotline.>"],
    });
  });

  it("puts an integrator out on the day after its last", () => {
    const names = (until: string) => compiledWith({ hotline: reader({ until }) }).principals.map(({ name }) => name);
    expect(names("2026-11-30")).toContain("hotline");
    expect(names("2026-11-29")).not.toContain("hotline");
  });
});

it("whatever is published as an event, at most one principal may", () => {
  const limited = compiledWith().principals.filter(({ permissions }) => permissions !== undefined);
  const token = fc.oneof(
    fc.constantFrom(...limited.map(({ name }) => name), "case", "v1"),
    fc.stringMatching(/^[a-z]{1,8}$/),
  );
  let reached = 0;
  fc.assert(
    fc.property(fc.array(token, { minLength: 1, maxLength: 6 }), (tokens) => {
      const subject = ["evt", ...tokens].join(".");
      const able = limited.filter(({ permissions }) => permissions?.publish.some((one) => matches(one, subject)));
      reached += able.length;
      expect(able.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
  expect(reached).toBeGreaterThan(20);
});
