import { describe, expect, it } from "vitest";
import { waysOf } from "../ways.ts";
import { manifests, named, policy, policyWith } from "./builders.ts";

const pods = [named("dispatch"), named("nats")];

it("a way is open where both ends agree", () => {
  const all = manifests(
    ...pods,
    policy("dispatch", { speaks: [["nats", 4222]] }),
    policy("nats", { hears: [["dispatch", 4222]] }),
  );
  expect(waysOf(all)).toEqual({ open: ["dispatch → nats:4222"], oneSided: [] });
});

it("says which end is closed", () => {
  const all = manifests(
    ...pods,
    policy("dispatch", { speaks: [["nats", 4222]] }),
    policy("nats", { hears: [["dispatch", 6222]] }),
  );
  expect(waysOf(all)).toEqual({
    open: [],
    oneSided: ["dispatch may not speak to nats at 6222", "nats does not hear dispatch at 4222"],
  });
});

describe("between namespaces", () => {
  const within = (namespace: string, one: object): object => {
    const made = one as { readonly metadata: object };
    return { ...made, metadata: { ...made.metadata, namespace } };
  };
  const peer = (namespace: string, name: string): object => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
  });
  const gateway = [
    within("wangge", named("gateway")),
    within(
      "wangge",
      policyWith("gateway", { ingress: [{ from: [peer("ingress", "proxy")], ports: [{ port: 8080 }] }] }),
    ),
  ];
  const proxyIn = (namespace: string, to: string) => [
    within(namespace, named("proxy")),
    within(namespace, policyWith("proxy", { egress: [{ to: [peer(to, "gateway")], ports: [{ port: 8080 }] }] })),
  ];

  it("a way is open where both ends name the other's", () => {
    const all = manifests(...gateway, ...proxyIn("ingress", "wangge"));
    expect(waysOf(all)).toEqual({ open: ["proxy → gateway:8080"], oneSided: [] });
  });

  it("one that stands elsewhere, or speaks elsewhere, is not let in", () => {
    expect(waysOf(manifests(...gateway, ...proxyIn("other", "wangge"))).oneSided).toEqual([
      "gateway does not hear proxy at 8080",
    ]);
    expect(waysOf(manifests(...gateway, ...proxyIn("ingress", "other"))).oneSided).toEqual([
      "proxy may not speak to gateway at 8080",
    ]);
  });

  it("a policy without a namespace of its peers speaks of its own, and selects nobody in others", () => {
    const nats = ["wangge", "other"].map((namespace) => within(namespace, named("nats")));
    const dispatch = within("wangge", named("dispatch"));
    const all = manifests(
      ...[dispatch, ...nats, within("wangge", policy("dispatch", { speaks: [["nats", 4222]] }))],
      within("wangge", policy("nats", { hears: [["dispatch", 4222]] })),
    );
    expect(waysOf(all)).toEqual({ open: ["dispatch → nats:4222"], oneSided: [] });
  });
});
