import type { Withdrawn } from "@wangge/contracts/calls";
import type { Role, WireMeta } from "@wangge/kit";
import { memoryPlatform, specFor, type MemoryPlatform } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { signInDecider, type SignInCommand, type SignInEvent } from "../src/domain/index.ts";
import { manifest } from "../src/manifest.ts";
import { memoryRegisters, sealing } from "./builders.ts";
import { smallDistrict } from "./small-registry.ts";

const at = "2017-12-27T01:20:01.000Z";
const said = { subject: { account: "zhang" }, by: "acc-admin", reason: "left" };
const say = (type: SignInCommand["type"]): SignInCommand => ({ type, ...said, at });
const told = (type: SignInEvent["type"]): SignInEvent => ({ type, data: { ...said, at } });
const given = specFor(signInDecider);

describe("an account", () => {
  it("is closed once, and nothing of it is withdrawn meanwhile", () => {
    given().when(say("CloseAccount")).then(told("AccountClosed"));
    given(told("AccountClosed")).when(say("CloseAccount")).thenNothing();
    given(told("AccountClosed")).when(say("WithdrawSignIns")).thenNothing();
  });

  it("is reopened only when it is closed, and what was withdrawn stays so", () => {
    given().when(say("ReopenAccount")).thenRejects("registry.account.not_closed");
    given(told("AccountClosed")).when(say("ReopenAccount")).then(told("AccountReopened"));
    expect(
      [told("AccountClosed"), told("AccountReopened")].reduce(signInDecider.evolve, signInDecider.initial),
    ).toEqual({ account: "zhang", status: "reopened", notBefore: at, changedAt: at });
  });

  it("has its sign-ins withdrawn again and again, each time until then", () => {
    given(told("SignInsWithdrawn")).when(say("WithdrawSignIns")).then(told("SignInsWithdrawn"));
  });
});

describe("the registry", () => {
  let platform: MemoryPlatform;
  beforeAll(async () => {
    platform = await memoryPlatform({
      manifests: [manifest, ...sealing],
      config: {},
      compose: (parts) =>
        compose(parts, { division: smallDistrict, registers: memoryRegisters(), signInClock: parts.clock }),
      at,
    });
  });
  afterAll(() => platform.stop());

  const as = (id: string, ...roles: Role[]): WireMeta => ({ external: true, actor: { id, roles } });
  const admin = as("acc-admin", "admin");
  const told = async (after?: string) =>
    (
      (await platform.call("withdrawnSignIns", after === undefined ? {} : { after }, {})) as {
        readonly withdrawn: readonly Withdrawn[];
      }
    ).withdrawn;

  it("tells gateways what was withdrawn since they asked, and nobody else", async () => {
    await platform.call("withdrawSignIns", { account: "li", reason: "lost" }, admin);
    await platform.call("withdrawSignIns", { token: "t-1", reason: "misused" }, admin);
    platform.clock.advance(1_000);
    const between = platform.clock.now();
    platform.clock.advance(1_000);
    await platform.call("closeAccount", { account: "wang", reason: "left" }, admin);
    expect(await told()).toEqual(
      expect.arrayContaining([
        { account: "li", notBefore: at, closed: false, changedAt: at },
        { token: "t-1", closed: false, changedAt: at },
        expect.objectContaining({ account: "wang", closed: true }),
      ]),
    );
    expect((await told(between)).map(({ account }) => account)).toEqual(["wang"]);
    await expect(platform.call("withdrawnSignIns", {}, admin)).rejects.toMatchObject({ code: "auth.internal_only" });
  });

  it("still tells of a closed account when all else is too old to matter", async () => {
    platform.clock.advance(25 * 3_600_000);
    expect((await told()).map(({ account }) => account)).toEqual(["wang"]);
    await platform.call("reopenAccount", { account: "wang", reason: "other" }, admin);
    expect(await told()).toMatchObject([{ account: "wang", closed: false }]);
  });

  it("lets everybody sign out himself, and takes nobody's name for it", async () => {
    await platform.call("endOwnSignIns", {}, as("acc-chen", "citizen"));
    expect((await told()).map(({ account }) => account)).toContain("acc-chen");
    const another = platform.call("endOwnSignIns", { account: "acc-zhao" }, as("acc-chen", "citizen"));
    await expect(another).rejects.toMatchObject({ kind: "invalid" });
  });
});
