import { CaseAssignedV1, GridStaffedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { seldom } from "./builders.ts";
import { hours } from "./people-builders.ts";

const GRID = "510108002001001";
const NEXT_GRID = "510108002001002";
const [ONE, TWO, THREE] = ["w-0001", "w-0002", "w-0003"] as const;

const as = (roles: Actor["roles"], worker?: string): WireMeta => ({
  actor: { id: `acc-${roles.join()}-${worker ?? ""}`, roles, ...(worker === undefined ? {} : { worker }) },
  external: true,
});
const supervisor = as(["supervisor"]);
const dispatcher = as(["dispatcher"]);
const me = (worker: string): WireMeta => as(["gridWorker"], worker);

let platform: MemoryPlatform;

beforeEach(async () => {
  const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
  const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };
  platform = await memoryPlatform({
    manifests: [manifest, registry, intake],
    compose,
    config: seldom,
    calls: {
      "registry.grids": () => ({ grids: [{ code: GRID, centre: { lng: 104.1, lat: 30.66 }, name: "第一网格" }] }),
    },
  });
  const staffed = { ...GridStaffedV1.example, workers: [ONE, TWO], grid: GRID };
  await platform.deliver(GridStaffedV1, staffed);
  await platform.deliver(GridStaffedV1, { ...staffed, grid: NEXT_GRID, workers: [THREE] });
});

afterEach(() => platform.stop());

const opened = async (): Promise<string> => {
  const reportId = newId();
  const example = ReportAcceptedV1.data.parse(ReportAcceptedV1.example);
  await platform.deliver(ReportAcceptedV1, { ...example, reportId, category: "event-0201", grid: GRID });
  return reportId;
};

interface Shown {
  readonly shift: string;
  readonly worker: string;
  readonly from: string;
}
interface Planned {
  readonly planned: readonly Shown[];
  readonly problems: readonly { readonly index: number; readonly code: string; readonly details: object }[];
}
interface Wish {
  readonly worker: string;
  readonly from: string;
  readonly to: string;
  readonly place?: string;
  readonly skills?: readonly string[];
}

const wish = (worker: string, from: number, length = 8): Wish => ({
  worker,
  from: hours(from),
  to: hours(from + length),
});
const plan = async (shifts: readonly Wish[], dryRun = false, meta = supervisor): Promise<Planned> =>
  (await platform.call(
    "planShifts",
    { dryRun, shifts: shifts.map((one) => ({ place: GRID, ...one })) },
    meta,
  )) as Planned;
const shiftsOf = async (worker: string): Promise<readonly Shown[]> =>
  ((await platform.call("shiftsOfWorker", { worker }, me(worker))) as { shifts: Shown[] }).shifts;

describe("planning", () => {
  it("on a dry run tells all that is wrong, each by its place, and plans nothing", async () => {
    const { planned, problems } = await plan(
      [
        wish(ONE, 10),
        wish(ONE, 12),
        wish(TWO, 1, 13),
        wish("w-9999", 10),
        { ...wish(TWO, 40), place: "510108009001001" },
        { ...wish(TWO, 70), skills: ["heights", "flying"] },
      ],
      true,
    );
    expect(planned).toEqual([]);
    expect(problems.map(({ index, code }) => [index, code])).toEqual([
      [1, "dispatch.shift.overlap"],
      [2, "dispatch.shift.too_long"],
      [3, "dispatch.worker.unknown"],
      [4, "dispatch.shift.not_of_street"],
      [5, "dispatch.skill.unknown"],
      [5, "dispatch.shift.skill_missing"],
      [5, "dispatch.shift.skill_missing"],
    ]);
    expect(problems[0]?.details).toEqual({ with: { index: 0 } });
    expect(platform.documents("rotas")).toEqual([]);
  });

  it("for real refuses the same plan and plans nothing of it", async () => {
    await expect(plan([wish(TWO, 10), wish(ONE, 10), wish(ONE, 12)])).rejects.toMatchObject({
      code: "dispatch.rota.problems",
    });
    expect(platform.documents("rotas")).toEqual([]);
  });

  it("shows who is on duty in a grid, in its street, and on a day", async () => {
    await plan([
      wish(ONE, 10),
      { ...wish(TWO, 12), place: GRID.slice(0, 9) },
      { ...wish(THREE, 10), place: NEXT_GRID },
    ]);
    const onDuty = async (input: object): Promise<readonly string[]> =>
      ((await platform.call("shiftsOfDay", input, me(ONE))) as { shifts: Shown[] }).shifts.map(({ worker }) => worker);
    expect(await onDuty({ day: "2017-12-27" })).toEqual([ONE, TWO, THREE]);
    expect(await onDuty({ day: "2017-12-27", place: GRID })).toEqual([ONE, TWO]);
    expect(await onDuty({ day: "2017-12-27", place: GRID.slice(0, 9), limit: 2 })).toEqual([ONE, TWO]);
    expect(await onDuty({ day: "2017-12-28", place: GRID })).toEqual([ONE, TWO]);
    expect(await onDuty({ day: "2017-12-29" })).toEqual([]);
  });

  it("says the same when the same plan comes twice, and lets a shift be cancelled", async () => {
    const { planned } = await plan([wish(ONE, 10)]);
    expect((await plan([wish(ONE, 10)])).planned).toEqual(planned);
    const [shift] = planned;
    await platform.call("cancelShift", { worker: ONE, shift: shift?.shift }, supervisor);
    expect(await shiftsOf(ONE)).toEqual([]);
  });

  it("does not plan over an absence", async () => {
    await platform.call("setAbsences", { worker: ONE, absences: [{ from: hours(12), to: hours(30) }] }, supervisor);
    expect((await plan([wish(ONE, 10), wish(ONE, 60)], true)).problems.map(({ code }) => code)).toEqual([
      "dispatch.shift.absent",
    ]);
  });
});

describe("a rota", () => {
  it("decides who gets the cases that come in, at once", async () => {
    await plan([wish(TWO, 1)]);
    platform.clock.set(hours(2));
    for (let nth = 0; nth < 3; nth += 1) await opened();
    expect(platform.published(CaseAssignedV1).map(({ worker }) => worker)).toEqual([TWO, TWO, TWO]);
  });
});

interface Swap {
  readonly swap: string;
  readonly status: string;
  readonly code?: string;
}

describe("a swap", () => {
  const asked = async (gives?: Shown, takes?: Shown): Promise<Swap> =>
    (await platform.call("askSwap", { gives: gives?.shift, to: TWO, takes: takes?.shift }, me(ONE))) as Swap;
  const say = async (action: string, { swap }: Swap, meta: WireMeta): Promise<Swap> =>
    (await platform.call(action, { swap }, meta)) as Swap;

  it("changes both rotas when all three have said yes", async () => {
    const [mine, his] = (await plan([wish(ONE, 10), wish(TWO, 40)])).planned;
    const swap = await asked(mine, his);
    await expect(say("approveSwap", swap, supervisor)).rejects.toMatchObject({ code: "dispatch.swap.not_possible" });
    await expect(say("consentSwap", swap, me(THREE))).rejects.toMatchObject({ code: "dispatch.swap.unknown" });
    await say("consentSwap", swap, me(TWO));
    await expect(say("approveSwap", swap, as(["supervisor"], TWO))).rejects.toMatchObject({
      code: "dispatch.swap.same_person",
    });
    expect(await say("approveSwap", swap, supervisor)).toMatchObject({ status: "done" });
    expect((await shiftsOf(ONE)).map(({ shift }) => shift)).toEqual([his?.shift]);
    expect((await shiftsOf(TWO)).map(({ shift }) => shift)).toEqual([mine?.shift]);
  });

  it("is refused at once where a rota does not allow it, and changes nothing where one does not any more", async () => {
    const [mine, his] = (await plan([wish(ONE, 10), wish(TWO, 40)])).planned;
    const swap = await asked(mine, his);
    await say("consentSwap", swap, me(TWO));
    await plan([wish(TWO, 22)]);
    expect(await say("approveSwap", swap, supervisor)).toMatchObject({
      status: "dropped",
      code: "dispatch.shift.rest_short",
    });
    expect((await shiftsOf(ONE)).map(({ shift }) => shift)).toEqual([mine?.shift]);
    await expect(asked(mine, his)).rejects.toMatchObject({ code: "dispatch.shift.rest_short" });
    // Nothing of it holds the rotas any more.
    await platform.call("cancelShift", { worker: ONE, shift: mine?.shift }, supervisor);
  });

  it("may give a shift for none, is listed for both, and is nobody else's business", async () => {
    const [mine] = (await plan([wish(ONE, 10)])).planned;
    const swap = await asked(mine);
    const listed = async (meta: WireMeta, input: object = {}): Promise<readonly string[]> =>
      ((await platform.call("swaps", input, meta)) as { swaps: Swap[] }).swaps.map((one) => one.swap);
    expect(await listed(me(TWO))).toEqual([swap.swap]);
    expect(await listed(me(ONE), { side: "asked", status: "asked" })).toEqual([swap.swap]);
    expect(await listed(me(THREE))).toEqual([]);
    expect(await listed(supervisor)).toEqual([swap.swap]);
    await say("consentSwap", swap, me(TWO));
    await say("approveSwap", swap, supervisor);
    expect([await shiftsOf(ONE), (await shiftsOf(TWO)).length]).toEqual([[], 1]);
  });

  it("may be declined, withdrawn, refused", async () => {
    const [mine] = (await plan([wish(ONE, 10)])).planned;
    expect(await say("declineSwap", await asked(mine), me(TWO))).toMatchObject({ status: "declined" });
    expect(await say("withdrawSwap", await asked(mine), me(ONE))).toMatchObject({ status: "withdrawn" });
    const swap = await asked(mine);
    await say("consentSwap", swap, me(TWO));
    expect(await say("refuseSwap", swap, supervisor)).toMatchObject({ status: "refused" });
  });
});

interface Candidates {
  readonly rules: string;
  readonly candidates: readonly { readonly worker: string; readonly reasons: readonly { readonly code: string }[] }[];
  readonly excluded: readonly { readonly worker: string; readonly reasons: readonly { readonly code: string }[] }[];
}

describe("candidates", () => {
  const candidates = async (caseId: string, skills?: string): Promise<Candidates> =>
    (await platform.call("candidates", { caseId, skills }, dispatcher)) as Candidates;

  it("come with their reasons, the others with theirs", async () => {
    const caseId = await opened();
    await platform.call("return", { caseId, reason: "not ours" }, me(ONE));
    await platform.call("setSkills", { worker: THREE, skills: [{ skill: "electrical", from: hours(-1) }] }, supervisor);
    const plain = await candidates(caseId);
    expect(plain.candidates.map(({ worker }) => worker)).toEqual([TWO]);
    expect(plain.candidates[0]?.reasons.map(({ code }) => code)).toEqual(["load", "rest", "distance_unknown"]);
    expect(plain.excluded.map(({ worker, reasons }) => [worker, reasons.map(({ code }) => code)])).toEqual([
      [ONE, ["passed"]],
      [THREE, ["other_grid"]],
    ]);
    const electrical = await candidates(caseId, "electrical");
    expect(electrical.candidates.map(({ worker }) => worker)).toEqual([THREE]);
    expect(electrical.excluded.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ["passed", "skill_missing"],
      ["skill_missing"],
    ]);
  });

  it("know how far somebody is, to ten metres, and never where", async () => {
    const caseId = await opened();
    const point = { lng: 104.109876, lat: 30.661234 };
    expect(await platform.call("putPosition", { point, at: hours(0) }, me(TWO))).toEqual({ used: true });
    const found = await candidates(caseId);
    expect(found.candidates.flatMap(({ reasons }) => reasons)).toContainEqual(
      expect.objectContaining({ code: "distance", to: "grid", metres: 960 }),
    );
    for (const text of [found, platform.documents("workers"), platform.documents("rotas"), platform.documents("cases")])
      expect(JSON.stringify(text)).not.toMatch(/104\.1\d|30\.66\d/);
    await platform.call("forgetPosition", {}, me(TWO));
    expect(JSON.stringify(await candidates(caseId))).not.toContain('"distance"');
  });
});

describe("a position", () => {
  const at = { lng: 104.1, lat: 30.66 };
  const put = (when: string, meta = me(ONE)): Promise<unknown> =>
    platform.call("putPosition", { point: at, at: when }, meta);

  it("counts while it is fresh and the newest; a phone that is ahead is told so", async () => {
    expect(await put(hours(-0.5))).toEqual({ used: false });
    expect(await put(hours(-0.4))).toEqual({ used: true });
    expect(await put(hours(-0.45))).toEqual({ used: false });
    await expect(put(hours(1))).rejects.toMatchObject({ code: "dispatch.position.ahead" });
  });

  it("is said by a worker of himself, and by nobody else", async () => {
    await expect(put(hours(0), supervisor)).rejects.toMatchObject({ code: "auth.role_missing" });
    await expect(put(hours(0), as(["gridWorker"]))).rejects.toMatchObject({ code: "dispatch.worker.not_you" });
  });
});

describe("rights", () => {
  it.each([
    ["planShifts", { shifts: [{ ...wish(ONE, 10), place: GRID }] }, dispatcher],
    ["setSkills", { worker: ONE, skills: [] }, me(ONE)],
    ["setAbsences", { worker: ONE, absences: [] }, me(ONE)],
    ["candidates", { caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W" }, me(ONE)],
    ["worker", { worker: ONE }, me(TWO)],
  ])("%s is not for everybody", async (action, input, meta) => {
    await expect(platform.call(action, input, meta)).rejects.toMatchObject({ code: "auth.role_missing" });
  });

  it("a skill has to be one of the list", async () => {
    const skills = [{ skill: "flying", from: hours(0) }];
    await expect(platform.call("setSkills", { worker: ONE, skills }, supervisor)).rejects.toMatchObject({
      code: "dispatch.skill.unknown",
    });
  });
});
