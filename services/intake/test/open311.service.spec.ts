import {
  CaseAssignedV1,
  CaseClosedV1,
  CommentReceivedV1,
  ReportAcceptedV1,
  type ReportAcceptedV1 as Fact,
} from "@wangge/contracts/events";
import { DomainError, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./builders.ts";

const GRID = "510108002001001";
const POINT = { lng: 104.0921, lat: 30.6634 };
const HOUR_MS = 3_600_000;

let platform: MemoryPlatform;
let ended: ReadonlySet<string>;
let isRegistryAway: boolean;

const as = (...roles: Actor["roles"]): WireMeta => ({ actor: { id: `acc-${roles.join()}`, roles }, external: true });
const admin = as("admin");
const service: WireMeta = {};

beforeEach(async () => {
  ended = new Set();
  isRegistryAway = false;
  platform = await memoryPlatform({
    manifests: [manifest],
    compose,
    config: testConfig,
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => {
        if (isRegistryAway) throw new DomainError("unavailable", "service.unavailable", "away");
        return { grids: places.map(() => GRID) };
      },
      "registry.version": () => ({ version: "1" }),
      "dispatch.track": () => ({ progress: null }),
      "dispatch.trackMany": ({ caseIds }: { readonly caseIds: readonly string[] }) => ({
        cases: caseIds.flatMap((caseId) =>
          ended.has(caseId)
            ? [
                {
                  caseId,
                  status: "closed",
                  overdue: false,
                  updatedAt: platform.clock.now(),
                  endedAt: platform.clock.now(),
                },
              ]
            : [],
        ),
      }),
    },
  });
});
afterEach(() => platform.stop());

interface Issued {
  readonly keyId: string;
  readonly key: string;
}
const issue = async (meta = admin): Promise<Issued> =>
  (await platform.call("issueApiKey", { label: "FixMyStreet", department: "urban-management" }, meta)) as Issued;

interface Taken {
  readonly reportId: string;
  readonly trackingNumber: string;
  readonly token: string;
  readonly notKept: readonly string[];
}
const CLIENT = "01JD6Z0Q8V4Y7R2K3M5N6P8T9K";
const send = async (more: object = {}, report: object = {}): Promise<Taken> =>
  (await platform.call(
    "acceptOpen311",
    { client: CLIENT, report: { category: "event-0201", description: "墙上小广告", point: POINT, ...report }, ...more },
    service,
  )) as Taken;
const accepted = async (): Promise<readonly Fact[]> => {
  await platform.settle();
  return platform.published(ReportAcceptedV1);
};

describe("API keys", () => {
  it("are shown once, kept as a hash, and opened by no other text", async () => {
    const { keyId, key } = await issue();
    expect(await platform.call("checkApiKey", { key }, service)).toEqual({
      keyId,
      requestsPerHour: 600,
      environment: "production",
    });
    expect(JSON.stringify(platform.documents("apiKeys"))).not.toContain(key);
    expect(JSON.stringify(await platform.call("apiKeys", {}, admin))).not.toMatch(/hash|wg_/);
    for (const wrong of ["", "wg_", key.slice(0, -1) + (key.endsWith("A") ? "B" : "A"), `${key}A`])
      await expect(platform.call("checkApiKey", { key: wrong }, service)).rejects.toMatchObject({
        code: "intake.api_key.refused",
        kind: "forbidden",
      });
  });

  it("open nothing after they were replaced or revoked", async () => {
    const { keyId, key } = await issue();
    const { key: next } = (await platform.call("replaceApiKey", { keyId }, admin)) as Issued;
    const refused = { code: "intake.api_key.refused" };
    await expect(platform.call("checkApiKey", { key }, service)).rejects.toMatchObject(refused);
    expect(await platform.call("checkApiKey", { key: next }, service)).toMatchObject({ keyId });
    await platform.call("revokeApiKey", { keyId }, admin);
    await expect(platform.call("checkApiKey", { key: next }, service)).rejects.toMatchObject(refused);
  });

  it("are an administrator's matter, and nobody outside can ask whose one is", async () => {
    await expect(issue(as("supervisor"))).rejects.toMatchObject({ kind: "forbidden" });
    await expect(platform.call("checkApiKey", { key: "x" }, admin)).rejects.toMatchObject({ kind: "forbidden" });
  });
});

describe("a report through Open311", () => {
  it("is marked so, and tells what of a contact cannot be one here", async () => {
    const { notKept } = await send({
      reporter: { name: "Bob Mould", phone: "+44 20 7946 0000", email: "b@example.org" },
    });
    expect(notKept).toEqual(["phone"]);
    expect(await accepted()).toMatchObject([{ via: "open311", channel: "web" }]);
  });

  it("sent again within an hour is the same report, on both sides of the full hour", async () => {
    platform.clock.set("2017-12-27T01:59:59.000Z");
    const first = await send();
    platform.clock.advance(2_000);
    const again = await Promise.all(Array.from({ length: 10 }, () => send()));
    platform.clock.advance(HOUR_MS);
    const later = await send();
    expect(new Set([first, ...again, later].map(({ trackingNumber }) => trackingNumber)).size).toBe(1);
    expect((await accepted()).length).toBe(1);
  });

  it("sent again the day after, by another client, or with other words is another report", async () => {
    const first = await send();
    const others = [await send({ client: "01JD6Z0Q8V4Y7R2K3M5N6P8T9M" }), await send({}, { description: "另一处" })];
    platform.clock.advance(24 * HOUR_MS);
    const all = [first, ...others, await send()];
    expect(new Set(all.map(({ reportId }) => reportId)).size).toBe(4);
  });

  it("with the client's own number of the report stays one, whatever the words have become", async () => {
    const own = { kind: "report", number: "4711" };
    const first = await send({ own });
    platform.clock.advance(48 * HOUR_MS);
    const again = await send({ own }, { description: "墙上小广告（已改）" });
    expect(again.trackingNumber).toBe(first.trackingNumber);
    expect((await accepted()).length).toBe(1);
  });

  it("with a mere reference refuses other words, and names the number that has it: nothing is swallowed", async () => {
    const own = { kind: "reference", number: "lamp-7" };
    const { trackingNumber } = await send({ own });
    await expect(send({ own }, { description: "又坏了" })).rejects.toMatchObject({
      code: "intake.report.key_reused",
      details: { trackingNumber },
    });
  });

  it("can be asked for by its token or by the client's own number, and by nobody else's", async () => {
    const own = { kind: "report", number: "4711" };
    const { reportId, trackingNumber, token } = await send({ own });
    const taken = { taken: { reportId, trackingNumber } };
    expect(await platform.call("takenOpen311", { token }, service)).toEqual(taken);
    expect(await platform.call("takenOpen311", { client: CLIENT, number: "4711" }, service)).toEqual(taken);
    const other = { client: "01JD6Z0Q8V4Y7R2K3M5N6P8T9M", number: "4711" };
    expect(await platform.call("takenOpen311", other, service)).toEqual({ taken: null });
  });

  it("while the registry is away is not taken in, gives its token, and comes once when it is sent again", async () => {
    isRegistryAway = true;
    const refused = (await send().catch((error: unknown) => error)) as DomainError;
    expect(refused).toMatchObject({ kind: "unavailable" });
    const { token } = refused.details as { readonly token: string };
    expect(await platform.call("takenOpen311", { token }, service)).toEqual({ taken: null });
    isRegistryAway = false;
    const sent = await send();
    expect(sent.token).toBe(token);
    expect((await accepted()).length).toBe(1);
  });
});

const steps = async (more: object = {}): Promise<readonly object[]> => {
  const window = { since: "2017-12-27T00:00:00.000Z", until: "2017-12-28T00:00:00.000Z" };
  return ((await platform.call("steps", { ...window, ...more }, service)) as { readonly steps: readonly object[] })
    .steps;
};

describe("steps of a report 进展", () => {
  it("are kept for those that came through Open311 and are public, once each", async () => {
    const { reportId, trackingNumber } = await send();
    const own = { category: "event-0201", description: "x", point: POINT, channel: "web" };
    const { reportId: other } = (await platform.call("accept", own, { external: true })) as Taken;
    const assigned = { ...CaseAssignedV1.example, caseId: reportId, assignedAt: "2017-12-27T01:00:01.000Z" };
    const id = await platform.deliver(CaseAssignedV1, assigned);
    await platform.deliver(CaseAssignedV1, { ...assigned, caseId: other });
    const closed = { ...CaseClosedV1.example, caseId: reportId, closedAt: "2017-12-27T07:00:00.000Z" };
    await platform.deliver(CaseClosedV1, closed);
    await platform.deliver(CaseAssignedV1, assigned, { id });
    expect(await steps()).toEqual([
      { updateId: id, trackingNumber, step: "assigned", at: "2017-12-27T01:00:01.000Z" },
      { updateId: expect.any(String), trackingNumber, step: "closed", at: "2017-12-27T07:00:00.000Z" },
    ]);
    expect(platform.documents("updates").length).toBe(2);
    expect(await steps({ number: ["20171227-0009999-1"] })).toEqual([]);
    expect(await steps({ since: "2017-12-27T06:00:00.000Z" })).toMatchObject([{ step: "closed" }]);
    expect(platform.deadLetters()).toEqual([]);
  });
});

describe("a comment of the client", () => {
  const say = async (trackingNumber: string, more: object = {}): Promise<unknown> =>
    platform.call(
      "comment",
      {
        client: CLIENT,
        updateId: "c-1",
        trackingNumber,
        status: "OPEN",
        saysOpen: true,
        writtenAt: "2017-12-27T08:00:00.000Z",
        description: "还没有修好，请打13800000000",
        ...more,
      },
      service,
    );

  it("is sealed, kept once, told to others without its words, and read by staff with numbers masked", async () => {
    const { reportId, trackingNumber } = await send();
    const first = await say(trackingNumber);
    expect(await say(trackingNumber)).toEqual(first);
    await platform.settle();
    expect(platform.published(CommentReceivedV1)).toMatchObject([{ reportId, asksToReopen: false }]);
    expect(JSON.stringify(platform.documents("updates"))).not.toContain("还没有修好");
    const { comments } = (await platform.call("comments", { reportId }, as("dispatcher"))) as { comments: unknown[] };
    expect(comments).toMatchObject([{ description: "还没有修好，请打***", status: "OPEN", asksToReopen: false }]);
    expect(await steps()).toEqual([]);
  });

  it("after the end asks to look again, and says so however often it is sent", async () => {
    const { reportId, trackingNumber } = await send();
    ended = new Set([reportId]);
    expect(await say(trackingNumber)).toMatchObject({ asksToReopen: true });
    ended = new Set();
    expect(await say(trackingNumber)).toMatchObject({ asksToReopen: true });
    expect(await say(trackingNumber, { updateId: "c-2", status: "FIXED", saysOpen: false })).toMatchObject({
      asksToReopen: false,
    });
  });

  it("on a number that is not there, or on a private report, finds nothing", async () => {
    const own = { category: "event-0201", description: "x", point: POINT, visibility: "private" };
    const { trackingNumber } = (await platform.call("accept", own, { external: true })) as Taken;
    for (const number of [trackingNumber, "20171227-0009999-1"])
      await expect(say(number)).rejects.toMatchObject({ code: "intake.report.unknown" });
  });

  it("goes when the resident's data is erased", async () => {
    const { reportId, trackingNumber } = await send();
    await say(trackingNumber);
    const reason = { purpose: "request", text: "本人要求删除个人信息" };
    await platform.call("erase", { reportId, reason }, as("supervisor"));
    const { comments } = (await platform.call("comments", { reportId }, as("dispatcher"))) as { comments: unknown[] };
    expect(comments).toMatchObject([{ description: "（已删除）" }]);
    expect(platform.documents("updates")[0]).not.toHaveProperty("sealed.fields");
  });
});
