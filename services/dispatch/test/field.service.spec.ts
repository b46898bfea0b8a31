import { PatrolFinishedV1, PatrolMissedV1 } from "@wangge/contracts/events";
import { idFrom, newId, type WireMeta } from "@wangge/kit";
import type { MemoryPlatform } from "@wangge/kit/testing";
import { INSIDE, telephoneJpeg, twoColours } from "@wangge/kit/testing/pictures";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  as,
  department,
  dispatcher,
  fieldPlatform,
  FIRST,
  GRID,
  opened,
  OTHER_GRID,
  SECOND,
  staff,
  supervisor,
  worker,
} from "./field-builders.ts";

const BODY = "urban-management";
/** 09:00 in Chengdu, where the memory platform's clock stands. */
const NINE = "2017-12-27T01:00:00.000Z";

let platform: MemoryPlatform;
let isAway = false;
beforeEach(async () => {
  isAway = false;
  platform = await fieldPlatform({ isRegistryAway: () => isAway });
  await staff(platform, GRID, [FIRST, SECOND]);
});
afterEach(() => platform.stop());

const ask = <Answer>(name: string, input: object, meta: WireMeta): Promise<Answer> =>
  platform.call(name, input, meta) as Promise<Answer>;
const codeOf = (code: string): object => expect.objectContaining({ code }) as object;

interface Patrol {
  readonly patrolId: string;
  readonly status: string;
  readonly cells: number;
  readonly covered: number;
  readonly grid: string;
  readonly from: string;
}

describe("patrols", () => {
  const plan = (): Promise<{ planned: number; missed: number }> => ask("planPatrols", {}, supervisor);
  const list = async (more: object = {}): Promise<readonly Patrol[]> =>
    (await ask<{ patrols: Patrol[] }>("patrols", { grid: GRID, ...more }, supervisor)).patrols;

  it("are planned for today and tomorrow once, however many ask", async () => {
    const counts = await Promise.all([plan(), plan(), plan()]);
    expect(counts.reduce((sum, { planned }) => sum + planned, 0)).toBe(4);
    expect(await plan()).toEqual({ planned: 0, missed: 0 });
    expect((await list()).length).toBe(2);
    expect((await list({ day: "2017-12-28" })).length).toBe(2);
  });

  it("are left out where the registry knows no ground, and come when it does", async () => {
    await staff(platform, "510108002001999", [FIRST]);
    expect(await plan()).toEqual({ planned: 4, missed: 0 });
    isAway = true;
    await staff(platform, OTHER_GRID, [FIRST]);
    await expect(plan()).rejects.toThrow();
    isAway = false;
    // 3 days a week, of which one or two are today and tomorrow; never twice what was there.
    expect((await plan()).planned).toBeLessThanOrEqual(2);
  });

  it("are walked by a worker of the grid; where he was when is kept nowhere", async () => {
    await plan();
    const [morning] = await list();
    const patrolId = morning?.patrolId ?? "";
    await expect(ask("startPatrol", { patrolId }, worker("w-99999"))).rejects.toEqual(
      codeOf("dispatch.worker.not_of_grid"),
    );
    expect(await ask("startPatrol", { patrolId }, worker(FIRST))).toMatchObject({ status: "walking", worker: FIRST });
    platform.clock.advance(1_800_000);
    const at = "2017-12-27T01:20:00.000Z";
    const points = [
      { ...INSIDE, at },
      { lng: INSIDE.lng + 0.0011, lat: INSIDE.lat, at },
      { lng: 105, lat: 31, at },
      { ...INSIDE, lat: INSIDE.lat + 0.0011, at: "2017-12-27T00:00:00.000Z" },
      { ...INSIDE, lat: INSIDE.lat + 0.0011, at: "2017-12-27T02:00:00.000Z" },
    ];
    expect(await ask("passCheckpoints", { patrolId, points }, worker(FIRST))).toMatchObject({
      ...{ covered: 2, outside: 1, untimely: 2 },
    });
    await expect(ask("passCheckpoints", { patrolId, points }, worker(SECOND))).rejects.toEqual(
      codeOf("dispatch.patrol.not_yours"),
    );
    expect(await ask("finishPatrol", { patrolId }, worker(FIRST))).toMatchObject({ status: "finished", enough: false });
    await platform.settle();
    expect(platform.published(PatrolFinishedV1)).toMatchObject([{ patrolId, worker: FIRST, cells: 9, covered: 2 }]);
    const stored = JSON.stringify(platform.documents("patrols"));
    for (const secret of [String(INSIDE.lng), at]) expect(stored).not.toContain(secret);
    const { cut } = await ask<{ cut: { visited: number[] } }>("patrol", { patrolId }, supervisor);
    expect(cut.visited.length).toBe(2);
  });

  it("that nobody walked are missed, seen by supervisors and told on the bus", async () => {
    await plan();
    platform.clock.set("2017-12-27T04:30:00.001Z");
    const { patrols } = await ask<{ patrols: Patrol[] }>("patrols", { status: "planned" }, supervisor);
    expect(patrols.length).toBe(2);
    await expect(ask("startPatrol", { patrolId: patrols[0]?.patrolId }, worker(FIRST))).rejects.toEqual(
      codeOf("dispatch.patrol.over"),
    );
    expect((await plan()).missed).toBe(1);
    await platform.settle();
    expect(platform.published(PatrolMissedV1)).toMatchObject([{ grid: GRID, started: false, covered: 0, cells: 9 }]);
    const { rows } = await ask<{ rows: object[] }>("patrolCoverage", { by: "street" }, supervisor);
    expect(rows).toMatchObject([{ planned: 2, finished: 0, missed: 1, open: 1, cells: 9, covered: 0, share: 0 }]);
  });

  it("count for so many days at once, not for a year", async () => {
    const days = { from: "2017-12-01", to: "2017-12-08" };
    await expect(ask("patrolCoverage", days, supervisor)).rejects.toEqual(codeOf("dispatch.patrol.days"));
    expect(await ask("patrolCoverage", { ...days, grid: GRID }, supervisor)).toEqual({ rows: [] });
    expect(platform.published(PatrolMissedV1)).toEqual([]);
  });
});

describe("control areas", () => {
  const wanted = {
    grids: [GRID],
    categories: ["event-0302"],
    from: NINE,
    to: "2018-03-01T00:00:00Z",
    reason: "道路大修",
  };
  const roads = department("road-maintenance");
  const apply = (more: object = {}): Promise<{ controlId: string }> =>
    ask("applyControl", { ...wanted, ...more }, roads);

  it("are applied for, decided by another, listed, and withdrawn", async () => {
    const { controlId } = await apply();
    const both: WireMeta = as(["department", "dispatcher"], { department: "road-maintenance" });
    await expect(ask("decideControl", { controlId, approved: true }, both)).rejects.toEqual(
      codeOf("dispatch.control.own"),
    );
    await expect(ask("decideControl", { controlId, approved: true }, roads)).rejects.toEqual(
      codeOf("auth.role_missing"),
    );
    expect(await ask("decideControl", { controlId, approved: true }, dispatcher)).toMatchObject({
      ...{ status: "approved", decidedBy: "acc-dispatcher", grids: [GRID] },
    });
    const inForce = async (): Promise<number> =>
      (await ask<{ controls: object[] }>("controls", { on: NINE }, supervisor)).controls.length;
    expect(await inForce()).toBe(1);
    await ask("withdrawControl", { controlId, ground: "提前完工" }, roads);
    expect(await inForce()).toBe(0);
  });

  it("lie in the district and name no person", async () => {
    await expect(apply({ grids: ["510108002001777"] })).rejects.toEqual(codeOf("dispatch.control.outside_district"));
    await expect(apply({ grids: undefined })).rejects.toEqual(codeOf("dispatch.control.area"));
    await expect(apply({ reason: "找 138-0000-0000" })).rejects.toEqual(codeOf("input.invalid"));
    await expect(apply({ to: "2019-03-01T00:00:00Z" })).rejects.toEqual(codeOf("dispatch.control.too_long"));
  });
});

interface Photo {
  readonly photoId: string;
  readonly flags: readonly string[];
}

describe("photos of the handling", () => {
  let caseId: string;
  let content: string;
  beforeEach(async () => {
    caseId = await opened(platform);
    content = (await telephoneJpeg()).toString("base64");
  });
  const add = (meta: WireMeta, more: object = {}): Promise<Photo> =>
    ask("addHandlingPhoto", { caseId, kind: "after", content, ...more }, meta);

  it("are of who works on the case or checks it, drawn anew, with what the picture said rounded", async () => {
    const photo = await add(worker(FIRST));
    expect(photo).toMatchObject({
      ...{ kind: "after", attempt: 1, takenAt: NINE, point: { lng: 104.0921, lat: 30.6634 }, metresFromGrid: 0 },
      flags: [],
    });
    await expect(add(department("housing"))).rejects.toEqual(codeOf("dispatch.photo.not_handler"));
    for (const meta of [department(BODY), supervisor]) expect(await add(meta)).toMatchObject({ kind: "after" });
    const bytes = await ask<{ content: string }>("handlingPhoto", { caseId, photoId: photo.photoId }, dispatcher);
    expect(Buffer.from(bytes.content, "base64").includes("SECRET-MAKER")).toBe(false);
  });

  it("say what is odd about them, and nobody's clock is moved by them", async () => {
    const before = await ask<{ version: number; dueAt: string }>("get", { caseId }, supervisor);
    const noFacts = (await twoColours()).toString("base64");
    expect((await add(worker(FIRST), { content: noFacts })).flags).toEqual(["noTime", "noPlace"]);
    isAway = true;
    expect((await add(worker(FIRST))).flags).toEqual(["placeUnchecked"]);
    platform.clock.set("2017-12-29T01:00:00.000Z");
    expect((await add(worker(FIRST))).flags).toContain("old");
    expect(await ask("get", { caseId }, supervisor)).toMatchObject({ version: before.version, dueAt: before.dueAt });
  });

  it("come once under one key, and are refused for another picture", async () => {
    const keyed = { ...worker(FIRST), idempotencyKey: "k1" };
    const { photoId } = await add(keyed);
    expect((await add(keyed)).photoId).toBe(photoId);
    const other = (await twoColours()).toString("base64");
    await expect(add(keyed, { content: other })).rejects.toEqual(codeOf("dispatch.photo.key_reused"));
    expect((await ask<{ photos: object[] }>("handlingPhotos", { caseId }, supervisor)).photos.length).toBe(1);
  });

  it("are gone with their bytes when a supervisor removes them", async () => {
    const { photoId } = await add(worker(FIRST));
    const names = (await blobNames()) as readonly string[];
    expect(names.length).toBe(2);
    await ask("removeHandlingPhoto", { caseId, photoId, reason: "拍到路人" }, supervisor);
    for (const name of names) expect(await platform.blobs("handlingPhotos").get(name)).toBeUndefined();
    await expect(ask("handlingPhoto", { caseId, photoId }, supervisor)).rejects.toEqual(
      codeOf("dispatch.photo.unknown"),
    );
    expect(await ask("handlingPhotos", { caseId }, supervisor)).toMatchObject({ photos: [] });
  });

  it("of a private case are there for the office and for who works on it", async () => {
    const own = await opened(platform, { visibility: "private" });
    const { worker: handler = "" } = await ask<{ worker?: string }>("get", { caseId: own }, supervisor);
    const other = handler === FIRST ? SECOND : FIRST;
    await add(worker(handler), { caseId: own });
    await expect(ask("handlingPhotos", { caseId: own }, worker(other))).rejects.toEqual(
      codeOf("dispatch.case.unknown"),
    );
  });

  const blobNames = (): Promise<unknown> =>
    Promise.resolve(
      platform.documents("photos").flatMap(({ state }) => {
        const { content: made } = state as { content?: { full: string; thumb: string } };
        return made === undefined ? [] : [made.full, made.thumb];
      }),
    );
});

interface Answer {
  readonly outcome: string;
  readonly was?: string;
  readonly code?: string;
  readonly behind?: string;
  readonly madeAt: string;
  readonly at: string;
  readonly case?: { readonly version: number; readonly status: string };
  readonly changes?: readonly { readonly event: string }[];
}

describe("a telephone that was offline", () => {
  const MADE = "2017-12-26T23:00:00.000Z";
  const item = (caseId: string, command: string, more: object = {}) => ({
    ...{ clientId: newId(), caseId, command, madeAt: MADE, baseVersion: 2 },
    ...more,
  });
  const sync = (items: readonly object[], meta: WireMeta = worker(FIRST), more: object = {}) =>
    ask<{ answers: Answer[]; skewMs?: number }>("sync", { items, ...more }, meta);

  it("has its commands done in their order, by the server's clock, and is told how its own clock stands", async () => {
    const caseId = await opened(platform);
    const queue = [item(caseId, "accept"), item(caseId, "handle")];
    const { answers, skewMs } = await sync(queue, worker(FIRST), { sentAt: "2017-12-27T01:05:00.000Z" });
    expect(skewMs).toBe(300_000);
    expect(answers.map(({ outcome, at, madeAt, case: seen }) => [outcome, at, madeAt, seen?.status])).toEqual([
      ["applied", NINE, MADE, "accepted"],
      ["applied", NINE, MADE, "handled"],
    ]);
    expect(await ask("get", { caseId }, supervisor)).toMatchObject({ handledAt: NINE, overdue: false });
    const { commands } = await ask<{ commands: object[] }>("offlineCommands", { caseId }, supervisor);
    expect(commands).toMatchObject([
      { command: "accept", madeAt: MADE, at: NINE, skewMs: 300_000, outcome: "applied" },
      { command: "handle", madeAt: MADE, at: NINE },
    ]);
  });

  it("gets the same answer again, also when the case has gone on since", async () => {
    const caseId = await opened(platform);
    const queue = [item(caseId, "accept"), item(caseId, "handle")];
    const first = (await sync(queue)).answers;
    platform.clock.advance(3_600_000);
    await ask("check", { caseId, passed: false, reason: "still there" }, supervisor);
    const again = (await sync(queue)).answers;
    expect(again).toEqual(first.map((answer) => ({ ...answer, outcome: "repeated", was: "applied" })));
    expect((await ask<{ attempts: number }>("get", { caseId }, supervisor)).attempts).toBe(2);
  });

  it("is shown a conflict with what has changed, and what stands behind it is held back", async () => {
    const [caseId, free] = [await opened(platform), await opened(platform)];
    await ask("revoke", { caseId, reason: "not theirs" }, dispatcher);
    await ask("assign", { caseId, department: "landscape" }, dispatcher);
    const [accept, handle] = [item(caseId, "accept"), item(caseId, "handle")];
    const own = item(free, "accept");
    const { answers } = await sync([accept, own, handle]);
    expect(answers[0]).toMatchObject({ outcome: "conflict", case: { version: 4, status: "assigned" } });
    expect(answers[0]?.changes?.map(({ event }) => event)).toEqual(["OrderRevoked", "CaseAssigned"]);
    expect(answers[2]).toMatchObject({ outcome: "held", behind: accept.clientId });
    // Another case's order is another worker's: the rules say no, and nobody else did anything.
    expect(answers[1]).toMatchObject({ outcome: "refused", code: "dispatch.case.not_yours" });
    expect(await ask("get", { caseId }, supervisor)).toMatchObject({ version: 4, department: "landscape" });
  });

  it("is not in conflict with what leaves its order as it is, nor after it has seen what changed", async () => {
    const caseId = await opened(platform);
    await ask("revoke", { caseId, reason: "not theirs" }, dispatcher);
    await ask("assign", { caseId, department: BODY, worker: FIRST }, dispatcher);
    expect((await sync([item(caseId, "accept")])).answers[0]).toMatchObject({ outcome: "conflict" });
    expect((await sync([item(caseId, "accept", { baseVersion: 4 })])).answers[0]).toMatchObject({ outcome: "applied" });
  });

  it("is refused with a code for what cannot be", async () => {
    const caseId = await opened(platform);
    const refused = async (one: object, meta?: WireMeta): Promise<string | undefined> =>
      (await sync([one], meta)).answers[0]?.code;
    expect(await refused(item(newId(), "accept"))).toBe("dispatch.case.unknown");
    expect(await refused(item(caseId, "assign"))).toBe("dispatch.sync.command_unknown");
    expect(await refused(item(caseId, "accept", { baseVersion: 7 }))).toBe("dispatch.sync.base_unknown");
    expect(await refused(item(caseId, "return", { data: { reason: "找 138-0000-0000" } }))).toBe("input.invalid");
    expect(await refused(item(caseId, "accept"), supervisor)).toBe("auth.role_missing");
    const one = item(caseId, "accept");
    await sync([one]);
    expect(await refused({ ...one, command: "handle" })).toBe("dispatch.sync.client_id_reused");
    await expect(sync([one, { ...one, command: "handle" }])).rejects.toEqual(codeOf("input.invalid"));
    expect(JSON.stringify(platform.documents("syncItems"))).not.toContain("138-0000");
  });

  it("is told nothing of a private case that is not its worker's", async () => {
    const caseId = await opened(platform, { visibility: "private" });
    const { worker: handler } = await ask<{ worker: string }>("get", { caseId }, supervisor);
    const other = worker(handler === FIRST ? SECOND : FIRST);
    const [answer] = (await sync([item(caseId, "accept")], other)).answers;
    expect([answer?.outcome, answer?.code, answer?.case]).toEqual(["refused", "dispatch.case.unknown", undefined]);
  });

  it("is answered for a command that was saved by a process which died before it answered", async () => {
    const caseId = await opened(platform);
    const accept = item(caseId, "accept");
    const key = idFrom("sync", worker(FIRST).actor?.id ?? "", accept.clientId);
    // As the dead one did it: the case knows, nobody has written the answer down. Then others went on.
    await platform.call("accept", { caseId }, { ...worker(FIRST), idempotencyKey: key });
    await ask("revoke", { caseId, reason: "not theirs" }, dispatcher);
    expect((await sync([accept])).answers[0]).toMatchObject({ outcome: "applied" });
  });

  it("loads its orders and patrols once, and then what has changed", async () => {
    const [one, two] = [await opened(platform), await opened(platform)];
    await ask("planPatrols", {}, supervisor);
    type Changes = {
      orders: { caseId: string }[];
      cases: { caseId: string }[];
      patrols: object[];
      next: string;
      versions: Record<string, string>;
    };
    const load = (since?: string) => ask<Changes>("syncChanges", { since }, worker(FIRST));
    const all = await load();
    expect(all.orders.length).toBe(1);
    expect([all.cases.length, all.patrols.length]).toEqual([1, 2]);
    expect(all.versions).toMatchObject({ filingStandards: "2026.1", reasonPhrases: "2026.1" });
    expect(await load(all.next)).toMatchObject({ cases: [], patrols: [], orders: all.orders });
    const mine = all.orders[0]?.caseId ?? "";
    expect([one, two]).toContain(mine);
    await ask("accept", { caseId: mine }, worker(FIRST));
    const after = await load(all.next);
    expect(after.cases.map(({ caseId }) => caseId)).toEqual([mine]);
    await ask("handle", { caseId: mine }, worker(FIRST));
    expect((await load(after.next)).orders).toEqual([]);
  });
});

interface Section {
  readonly section: string;
  readonly count: number;
  readonly entries: readonly {
    readonly why: string;
    readonly at: string;
    readonly metres?: number;
    readonly case: { readonly caseId: string };
  }[];
  readonly next?: string;
}

describe("the inbox 待办", () => {
  const inbox = async (meta: WireMeta, input: object = {}): Promise<ReadonlyMap<string, Section>> => {
    const { sections } = await ask<{ sections: Section[] }>("inbox", input, meta);
    return new Map(sections.map((section) => [section.section, section]));
  };
  const idsOf = (section: Section | undefined): readonly string[] =>
    section?.entries.map(({ case: { caseId } }) => caseId) ?? [];

  it("of a worker has his orders by deadline, page by page, and says why and how far", async () => {
    const mine: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      platform.clock.advance(60_000);
      const ids = [await opened(platform), await opened(platform)];
      for (const caseId of ids)
        if ((await ask<{ worker: string }>("get", { caseId }, supervisor)).worker === FIRST) mine.push(caseId);
    }
    const name = "inbox.worker.orders";
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const page = (await inbox(worker(FIRST), { section: name, after, limit: 2, ...INSIDE })).get(name);
      expect(page?.count).toBe(5);
      for (const { why, metres } of page?.entries ?? []) expect([why, metres]).toEqual([name, 0]);
      seen.push(...idsOf(page));
      after = page?.next;
      more = after !== undefined;
    }
    expect(seen).toEqual(mine);
  });

  it("of a grid has what is to be verified and what is to be checked by somebody else than its handler", async () => {
    const verifying = await opened(platform, { category: "event-0111", channel: "web" });
    const handled = await opened(platform);
    const { worker: handler } = await ask<{ worker: string }>("get", { caseId: handled }, supervisor);
    await ask("handle", { caseId: handled }, worker(handler));
    const other = handler === FIRST ? SECOND : FIRST;
    const [his, others] = [await inbox(worker(handler)), await inbox(worker(other))];
    for (const one of [his, others]) expect(idsOf(one.get("inbox.grid.verifications"))).toEqual([verifying]);
    expect([his, others].map((one) => idsOf(one.get("inbox.grid.checks")))).toEqual([[], [handled]]);
    expect((await inbox(worker("w-99999"))).size).toBe(1);
  });

  it("of departments, dispatchers and supervisors has theirs, and nobody else's", async () => {
    const order = await opened(platform);
    const back = await opened(platform);
    await ask("revoke", { caseId: back, reason: "not theirs" }, dispatcher);
    expect(idsOf((await inbox(department(BODY))).get("inbox.department.untaken"))).toEqual([order]);
    expect(idsOf((await inbox(department("housing"))).get("inbox.department.untaken"))).toEqual([]);
    expect([...(await inbox(dispatcher)).keys()]).toEqual([
      "inbox.dispatcher.undispatched",
      "inbox.dispatcher.requests",
      "inbox.dispatcher.appeals",
    ]);
    expect(idsOf((await inbox(dispatcher)).get("inbox.dispatcher.undispatched"))).toEqual([back]);
    expect(idsOf((await inbox(supervisor)).get("inbox.supervisor.overdue"))).toEqual([]);
    platform.clock.set("2018-03-01T00:00:00.000Z");
    expect(idsOf((await inbox(supervisor)).get("inbox.supervisor.overdue"))).toEqual([order]);
    await expect(inbox(dispatcher, { section: "inbox.worker.orders" })).rejects.toEqual(
      codeOf("dispatch.inbox.unknown_section"),
    );
  });

  it("shows no private case to who may not know of it, and counts none", async () => {
    const own = await opened(platform, { visibility: "private" });
    const { worker: handler } = await ask<{ worker: string }>("get", { caseId: own }, supervisor);
    await ask("handle", { caseId: own }, worker(handler));
    const other = await inbox(worker(handler === FIRST ? SECOND : FIRST));
    expect(other.get("inbox.grid.checks")).toMatchObject({ count: 0, entries: [] });
    expect((await inbox(supervisor)).get("inbox.supervisor.checks")).toMatchObject({ count: 1 });
  });
});
