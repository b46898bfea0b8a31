import { createServer, type Server } from "node:http";
import {
  CaseAcceptedV1,
  CaseAssignedV1,
  CaseClosedV1,
  CaseFiledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseSuspendedV1,
  ReportRatedV1,
  ReportReopenedV1,
} from "@wangge/contracts/events";
import type { WireMeta } from "@wangge/kit";
import { eventually, memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifests, testConfig } from "./builders.ts";

const GRID = "510108002001001";
const POINT = { lng: 104.0921, lat: 30.6634 };
const PHONE = "13800000000";
const FRIEND = "13900000000";
const SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const anybody: WireMeta = { external: true };
const clerk: WireMeta = { actor: { id: "acc-clerk", roles: ["clerk"] }, external: true };

let platform: MemoryPlatform;
let ended: Record<string, { status: string; endedAt?: string }> = {};

const start = async (config = testConfig, composed: typeof compose = compose): Promise<void> => {
  platform = await memoryPlatform({
    manifests,
    compose: (parts) => composed(parts),
    config,
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
      "registry.version": () => ({ version: "1" }),
      "registry.courtyardsAt": () => ({ courtyards: ["y-0001"] }),
      "dispatch.track": () => ({ progress: null }),
      "dispatch.trackMany": ({ caseIds }: { readonly caseIds: readonly string[] }) => ({
        cases: caseIds.flatMap((caseId) => {
          const one = ended[caseId];
          return one === undefined
            ? []
            : [{ caseId, overdue: false, updatedAt: one.endedAt ?? "2017-12-27T01:00:00.000Z", ...one }];
        }),
      }),
    },
  });
};
beforeEach(async () => {
  ended = {};
  await start();
});
afterEach(() => platform.stop());

interface Receipt {
  readonly reportId: string;
  readonly trackingNumber: string;
}
const file = async (more: object = {}): Promise<Receipt> =>
  (await platform.call(
    "accept",
    { category: "event-0110", description: "垃圾", point: POINT, reporter: { phone: PHONE }, ...more },
    anybody,
  )) as Receipt;

const messages = async ({ trackingNumber }: Receipt, language = "zh"): Promise<readonly string[]> => {
  const found = await platform.call("trackMessages", { trackingNumber, phone: PHONE, language }, anybody);
  return (found as { messages: { text: string }[] }).messages.map(({ text }) => text);
};

const codeIn = (message: { readonly text: string } | undefined): string | undefined =>
  /\d{8}/.exec(message?.text ?? "")?.[0];

const assigned = (caseId: string) => ({
  ...CaseAssignedV1.data.parse(CaseAssignedV1.example),
  caseId,
  grid: GRID,
  department: "street-lighting",
  dueAt: "2017-12-28T01:00:00.000Z",
});
const closed = (caseId: string) => ({
  ...CaseClosedV1.data.parse(CaseClosedV1.example),
  caseId,
  grid: GRID,
  closedAt: "2017-12-27T08:00:00.000Z",
});
const filed = (caseId: string) => ({ ...CaseFiledV1.data.parse(CaseFiledV1.example), caseId, grid: GRID });
const posted = (to: string): number =>
  platform.documents("messages").filter(({ state }) => (state as { to: string }).to.startsWith(to)).length;

describe("whoever reported it", () => {
  it("is told of each step in words, in his language, by the clock of Chengdu", async () => {
    const receipt = await file();
    await platform.deliver(CaseAssignedV1, assigned(receipt.reportId));
    platform.clock.set("2017-12-27T08:00:01.000Z");
    await platform.deliver(CaseClosedV1, closed(receipt.reportId));
    const [last, first] = await messages(receipt);
    expect(first).toContain("路灯管理处处置，承诺2017-12-28 09:00前");
    expect(last).toContain("2018-01-01 16:00前");
    expect((await messages(receipt, "en"))[1]).toContain("Street lighting works on it");
  });

  it.each([
    ["weather", "因天气原因暂缓处置，2018-01-28 09:00起自动恢复", "the weather"],
    [undefined, "因客观原因暂缓处置", "it cannot be helped"],
  ])("is told why the clock stands still and until when: %s", async (cause, zh, en) => {
    const receipt = await file();
    const { cause: _cause, ...example } = CaseSuspendedV1.data.parse(CaseSuspendedV1.example);
    const until = "2018-01-28T01:00:00.000Z";
    const why = cause === undefined ? {} : { cause };
    await platform.deliver(CaseSuspendedV1, { ...example, ...why, until, caseId: receipt.reportId, grid: GRID });
    expect(await messages(receipt)).toEqual([expect.stringContaining(zh)]);
    expect(await messages(receipt, "en")).toEqual([expect.stringContaining(en)]);
  });

  it("is told once of what is heard twice", async () => {
    const { reportId } = await file();
    const id = await platform.deliver(CaseAssignedV1, assigned(reportId));
    await platform.deliver(CaseAssignedV1, assigned(reportId), { id });
    expect(posted("reporter/")).toBe(1);
  });

  it("costs its step one read of reports where nobody is told, and one more for those merged into it", async () => {
    await platform.stop();
    let reads = 0;
    const counting: typeof compose = ({ store, ...parts }) => {
      const decider = async (...asked: Parameters<typeof store.decider>) => {
        const made = await store.decider(...asked);
        const find: typeof made.find = (query) => {
          if (asked[0] === "reports") reads += 1;
          return made.find(query);
        };
        return { ...made, find };
      };
      return compose({ ...parts, store: { ...store, decider: decider as typeof store.decider } });
    };
    await start(testConfig, counting);
    const { reportId } = await file();
    const readsOf = async (work: Promise<unknown>): Promise<number> => {
      reads = 0;
      await work;
      return reads;
    };
    const accepted = { ...CaseAcceptedV1.data.parse(CaseAcceptedV1.example), caseId: reportId, grid: GRID };
    expect(await readsOf(platform.deliver(CaseAcceptedV1, accepted))).toBe(1);
    expect(await readsOf(platform.deliver(CaseAssignedV1, assigned(reportId)))).toBe(2);
    expect(posted("reporter/")).toBe(1);
  });

  it("is told of a reading of his own record, and nobody of what was read of another", async () => {
    const older = await file();
    const younger = await file();
    await platform.call("merge", { reportId: younger.reportId, into: older.reportId }, clerk);
    const reason = { purpose: "contact", text: "回访时需要联系报告人" };
    await platform.call("unmask", { reportId: older.reportId, reason }, clerk);
    await platform.settle();
    expect(await messages(older)).toEqual([expect.stringContaining("读取")]);
    expect(await messages(younger)).toEqual([]);
  });

  it("is told who read his record, though he did not ask", async () => {
    const receipt = await file();
    const reason = { purpose: "contact", text: "回访时需要联系报告人" };
    await platform.call("unmask", { reportId: receipt.reportId, reason }, clerk);
    await platform.settle();
    expect(await messages(receipt)).toEqual([expect.stringContaining("被受理员读取，用途：联系本人")]);
  });

  it("of a merged report is told of the one that goes on", async () => {
    const older = await file();
    const younger = await file();
    await platform.call("merge", { reportId: younger.reportId, into: older.reportId }, clerk);
    const merged = CaseMergedV1.data.parse(CaseMergedV1.example);
    await platform.deliver(CaseMergedV1, { ...merged, caseId: younger.reportId, into: older.reportId, grid: GRID });
    platform.clock.set("2017-12-27T08:00:01.000Z");
    await platform.deliver(CaseClosedV1, closed(older.reportId));
    expect(await messages(younger)).toEqual([
      expect.stringContaining("已结案"),
      expect.stringContaining(older.trackingNumber),
    ]);
  });

  it("who said nothing of himself is told nothing", async () => {
    const { reportId } = await file({ reporter: undefined });
    const rejected = CaseRejectedV1.data.parse(CaseRejectedV1.example);
    await platform.deliver(CaseRejectedV1, { ...rejected, caseId: reportId, grid: GRID });
    expect(posted("")).toBe(0);
  });
});

describe("whoever follows", () => {
  const subscribe = (subject: object) =>
    platform.call("subscribe", { subject, contact: { phone: FRIEND } }, anybody) as Promise<{ followerId: string }>;

  it.each([
    ["a grid", { kind: "grid", grid: GRID }],
    ["a category", { kind: "category", category: "event-0110" }],
    ["a courtyard", { kind: "courtyard", courtyard: "y-0001" }],
  ])("%s hears of its public reports, not of private ones", async (_what, subject) => {
    await subscribe(subject);
    const { reportId } = await file();
    const secret = await file({ visibility: "private" });
    for (const id of [reportId, secret.reportId]) await platform.deliver(CaseFiledV1, filed(id));
    expect(posted("follower/")).toBe(1);
  });

  it("hears nothing more after ending it, and nothing of how to reach him is kept", async () => {
    const { followerId } = await subscribe({ kind: "grid", grid: GRID });
    await expect(
      platform.call("endSubscription", { followerId, contact: { phone: PHONE } }, anybody),
    ).rejects.toMatchObject({ code: "intake.follower.unknown" });
    await platform.call("endSubscription", { followerId, contact: { phone: FRIEND } }, anybody);
    await platform.deliver(CaseFiledV1, filed((await file()).reportId));
    expect(posted("follower/")).toBe(0);
    expect(platform.documents("followers")[0]?.sealed).toBeUndefined();
  });
});

describe("after the end", () => {
  const own = (action: string, { trackingNumber }: Receipt, more: object = {}) =>
    platform.call(action, { trackingNumber, phone: PHONE, ...more }, anybody);
  const END = "2017-12-27T08:00:00.000Z";

  it("it can be rated once", async () => {
    const receipt = await file();
    await expect(own("rateOwn", receipt, { stars: 5 })).rejects.toMatchObject({ code: "intake.report.not_ended" });
    ended[receipt.reportId] = { status: "closed", endedAt: END };
    platform.clock.set("2017-12-28T08:00:00.000Z");
    expect(await own("rateOwn", receipt, { stars: 2 })).toMatchObject({ rating: 2 });
    await own("rateOwn", receipt, { stars: 2 });
    await expect(own("rateOwn", receipt, { stars: 5 })).rejects.toMatchObject({ code: "intake.report.rated_already" });
    await platform.settle();
    expect(platform.published(ReportRatedV1)).toMatchObject([{ score: 2, endedAt: END }]);
  });

  it("it begins again within the days from the closing, which nothing moves, and not too often", async () => {
    const receipt = await file();
    ended[receipt.reportId] = { status: "closed", endedAt: END };
    platform.clock.set("2018-01-01T08:00:00.000Z");
    await own("reopenOwn", receipt, { text: "还没有清理" });
    await own("reopenOwn", receipt, { text: "还没有清理" });
    await platform.settle();
    expect(platform.published(ReportReopenedV1)).toMatchObject([{ times: 1, closedAt: END }]);
    for (const endedAt of ["2018-01-02T08:00:00.000Z", "2018-01-03T08:00:00.000Z"]) {
      ended[receipt.reportId] = { status: "closed", endedAt };
      platform.clock.set(endedAt.replace("08:", "09:"));
      if (endedAt.startsWith("2018-01-02")) await own("reopenOwn", receipt, { text: "还没有清理" });
      else
        await expect(own("reopenOwn", receipt, { text: "还没有清理" })).rejects.toMatchObject({
          code: "intake.report.reopen_often",
        });
    }
    expect(await platform.call("get", { reportId: receipt.reportId }, clerk)).toMatchObject({
      description: "垃圾",
      said: "还没有清理\n还没有清理",
    });
    const late = await file();
    ended[late.reportId] = { status: "closed", endedAt: END };
    await expect(own("reopenOwn", late, { text: "还没有清理" })).rejects.toMatchObject({
      code: "intake.report.reopen_late",
    });
  });

  it("whoever lacks the phone can do neither", async () => {
    const receipt = await file();
    ended[receipt.reportId] = { status: "closed", endedAt: END };
    for (const action of ["reopenOwn", "rateOwn", "trackMessages"])
      await expect(
        own(action, receipt, {
          phone: FRIEND,
          ...(action === "rateOwn" ? { stars: 1 } : action === "reopenOwn" ? { text: "还在" } : {}),
        }),
      ).rejects.toMatchObject({
        code: "intake.track.no_match",
      });
  });
});

describe("sending", () => {
  let server: Server;
  let status = 200;
  let got: { readonly id: string; readonly channel: string; readonly to: string; readonly text: string }[] = [];

  beforeEach(async () => {
    status = 200;
    got = [];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const headers = request.headers as Record<string, string>;
        got.push(new Webhook(SECRET).verify(body, headers) as (typeof got)[number]);
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await platform.stop();
    await start({
      ...testConfig,
      MESSAGE_WEBHOOK_URL: `http://127.0.0.1:${String(port)}/messages`,
      MESSAGE_WEBHOOK_SECRET: SECRET,
    });
    await platform.definition.onStart?.();
  });
  afterEach(async () => {
    await platform.definition.onStop?.();
    server.close();
  });

  it("signs, names each message by one id, and tries again when it failed", async () => {
    status = 500;
    const { reportId } = await file();
    await platform.deliver(CaseAssignedV1, assigned(reportId));
    await eventually(() => {
      expect(got.length).toBe(1);
    });
    status = 200;
    platform.clock.set(new Date(platform.clock.ms() + 60_000).toISOString());
    await eventually(() => {
      expect(platform.documents("messages")[0]?.state).toMatchObject({ status: "sent" });
    });
    expect(new Set(got.map(({ id }) => id)).size).toBe(1);
    expect(got.at(-1)).toMatchObject({ channel: "sms", to: `86${PHONE}`, text: expect.stringContaining("路灯管理处") });
  });

  it("sends nothing to a follower but a code, until he gives it back", async () => {
    const { reportId } = await file({ reporter: undefined });
    const { followerId } = (await platform.call("follow", { reportId, contact: { phone: FRIEND } }, anybody)) as {
      followerId: string;
    };
    await platform.deliver(CaseAssignedV1, assigned(reportId));
    await eventually(() => {
      expect(got.length).toBe(1);
    });
    const code = codeIn(got[0]);
    const wrong = code === "00000000" ? "00000001" : "00000000";
    await expect(platform.call("confirmSubscription", { followerId, code: wrong }, anybody)).rejects.toMatchObject({
      code: "intake.follower.unknown",
    });
    await platform.call("confirmSubscription", { followerId, code }, anybody);
    await platform.deliver(CaseClosedV1, closed(reportId));
    await eventually(() => {
      expect(got.at(-1)).toMatchObject({ to: `86${FRIEND}`, text: expect.stringContaining("已结案") });
    });
    for (const kept of ["messages", "followers"]) {
      expect(JSON.stringify(platform.documents(kept))).not.toContain(code);
      expect(JSON.stringify(platform.documents(kept))).not.toContain(FRIEND);
    }
  });

  const wait = (ms: number): void => {
    platform.clock.set(new Date(platform.clock.ms() + ms).toISOString());
  };
  const following = async () => {
    const { reportId } = await file({ reporter: undefined });
    const follow = () =>
      platform.call("follow", { reportId, contact: { phone: FRIEND } }, anybody) as Promise<{ followerId: string }>;
    const { followerId } = await follow();
    const confirm = (code: string | undefined) =>
      platform.call("confirmSubscription", { followerId, code }, anybody).then(
        () => "allowed",
        (error: unknown) => (error as { code?: string }).code,
      );
    return { follow, confirm };
  };
  const received = (count: number) =>
    eventually(() => {
      expect(got.length).toBe(count);
    });

  it("a code has eight digits and counts once", async () => {
    const { confirm, follow } = await following();
    await received(1);
    const code = codeIn(got[0]);
    expect(code).toMatch(/^\d{8}$/);
    expect(await confirm(code)).toBe("allowed");
    expect(await confirm(code)).toBe("intake.follower.unknown");
    expect(await follow()).toMatchObject({ needsCode: false });
  });

  it("a code ends after ten minutes, and is not sent any more when it has", async () => {
    const { confirm, follow } = await following();
    await received(1);
    wait(10 * 60_000 - 1);
    expect(await confirm("12345678")).toBe("intake.follower.unknown");
    wait(1);
    expect(await confirm(codeIn(got[0]))).toBe("intake.follower.code_ended");
    status = 500;
    await follow();
    await received(2);
    status = 200;
    wait(10 * 60_000);
    await eventually(() => {
      expect(platform.documents("messages").map(({ state }) => state)).toContainEqual(
        expect.objectContaining({ givenUp: "codeEnded" }),
      );
    });
    expect(got.length).toBe(2);
  });

  it("of two codes the later one counts; within a minute there is no other", async () => {
    const { confirm, follow } = await following();
    await received(1);
    await follow();
    wait(60_000);
    await follow();
    await received(2);
    expect(codeIn(got[1])).not.toBe(codeIn(got[0]));
    expect(await confirm(codeIn(got[0]))).toBe("intake.follower.unknown");
    expect(await confirm(codeIn(got[1]))).toBe("allowed");
  });
});
