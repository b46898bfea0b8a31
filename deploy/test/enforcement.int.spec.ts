import { createHash } from "node:crypto";
import { newId } from "@wangge/kit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../demo/client.ts";
import { verifyCertificate } from "../verify/verify-certificate.mjs";
import { verifyEFile } from "../verify/verify-e-file.mjs";
import { problemsOf } from "./examined.ts";
import { startTestStack, testClock, until, type TestClock, type TestStack } from "./stack.ts";

type Account = Parameters<TestStack["as"]>[0];
type Body = Answer["body"];

const STREET = "510108002";
/** Nine in the morning of a Monday; the night of the Tuesday after. */
const MORNING = "2024-06-17T01:00:00.000Z";
const EVENING = "2024-06-18T11:50:00.000Z";
const NIGHT = "2024-06-18T12:00:00.000Z";
const TODAY = "2024-06-18";

const clerk: Account = { sub: "clerk-1", roles: ["clerk"] };
const supervisor: Account = { sub: "supervisor-1", roles: ["supervisor"] };
const dispatcher: Account = { sub: "dispatcher-1", roles: ["dispatcher"] };
const admin: Account = { sub: "admin-1", roles: ["admin"] };

const BODY_OF: Readonly<Record<string, string>> = {
  urbanManagement: "urban-management",
  traffic: "traffic-police",
  patrol: "public-security",
  community: "public-security",
  criminal: "public-security",
  fire: "fire-rescue",
  governance: "comprehensive-governance",
};
/** How many of each force are on duty that night: more than are needed. */
const MUSTER: Readonly<Record<string, number>> = {
  urbanManagement: 12,
  governance: 6,
  community: 2,
  traffic: 4,
  criminal: 2,
  patrol: 4,
  fire: 5,
};

const nameOf = (force: string, place: number): string => `officer-${force}-${STREET}-${String(place)}`;
const officer = (force: string, place: number): Account => byName(nameOf(force, place));
const byName = (sub: string): Account => ({
  sub,
  roles: ["officer"],
  department: BODY_OF[sub.split("-")[1] ?? ""] ?? "",
});
const lead = (body: string): Account => ({ sub: `lead-${body}`, roles: ["enforcementLead"], department: body });
const reviewer = (body: string): Account => ({ sub: `reviewer-${body}`, roles: ["legalReviewer"], department: body });
const COMMANDER = officer("urbanManagement", 11);
const CHIEF: Account = { ...officer("urbanManagement", 12), roles: ["officer", "enforcementLead"] };

let platform: TestStack;
let clock: TestClock;
beforeAll(async () => {
  clock = testClock(MORNING);
  platform = await startTestStack({ CLOCK_FILE: clock.file, SWEEP_MS: "250", PATROLS: "none" });
}, 120_000);
afterAll(async () => {
  await platform.stop();
  clock.remove();
}, 60_000);

/** Every service looks at its clock again within a tenth of a second. */
const setClock = async (at: string): Promise<void> => {
  clock.set(at);
  await new Promise((resolve) => setTimeout(resolve, 500));
};

const get = async (path: string, account: Account): Promise<Body> => {
  const { status, body } = await platform.client.get(`/api/v1${path}`, await platform.as(account));
  if (status !== 200) throw new Error(`GET ${path}: ${String(status)} ${JSON.stringify(body)}`);
  return body;
};
const post = async (path: string, body: object, account: Account): Promise<Body> => {
  const answer = await platform.client.post(`/api/v1${path}`, body, { token: await platform.as(account) });
  if (answer.status !== 200 && answer.status !== 201)
    throw new Error(`POST ${path}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return "allowed";
  } catch (error) {
    return /"code":"([^"]+)"/.exec(String(error))?.[1] ?? String(error);
  }
};
/** Undefined where there is no such case yet. */
const statusOf = async (caseId: string): Promise<unknown> =>
  (await platform.client.get(`/api/v1/cases/${caseId}`, await platform.as(supervisor))).body["status"];

const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(64, 1)]);
const captured = async (
  dossierId: string,
  by: Account,
  other: string,
  at: string,
  evidenceId = newId(),
): Promise<string> => {
  const about = {
    ...{ kind: "physical", origin: "officer", capturedAt: at, officers: [other], place: "room-1" },
    sha256: createHash("sha256").update(PNG).digest("hex"),
    words: { title: "现场照片" },
  };
  const content = PNG.toString("base64");
  return String((await post(`/dossiers/${dossierId}/evidence`, { evidenceId, about, content }, by))["evidenceId"]);
};

const citizen = (name: string) => ({
  ...{ kind: "citizen", name, idNumber: "510108199001011234", phone: "13800000000", address: "成华区某路1号" },
});
const act = { committedOn: TODAY, foundOn: TODAY };
const direct = (on: string, receipt: string) => ({ method: "direct", on, receipt });
/** 裁量事实: by what the benchmark weighs each norm. */
const weighed = {
  trading: { norms: ["norm-0001"], discretion: { facts: { squareMetres: 5, timesBefore: 0 } } },
  parking: { norms: ["norm-0003"], discretion: { facts: { minutes: 90, timesBefore: 0 } } },
  noise: { norms: ["norm-0006"], discretion: { facts: { decibelsOver: 5, timesBefore: 0 } } },
} as const;
const fineOf = (fine: number) => ({ kinds: ["fine"], fine, confiscated: 0 });

let caseId: string;
let operationId: string;
const dossiers: Record<"fined" | "heard" | "returned" | "exempted", string> = {
  ...{ fined: "", heard: "", returned: "", exempted: "" },
};

describe("a joint night operation", () => {
  it("begins with a resident's report: its case is a lead of the body, and somebody takes it up", async () => {
    const { grids } = (await get("/grids?limit=500", clerk)) as { grids: readonly { code: string }[] };
    const grid = grids.find(({ code }) => code.startsWith(STREET))?.code;
    const report = { category: "event-0201", description: "夜市占道经营", grid, channel: "window" };
    caseId = String((await post("/reports", report, clerk))["reportId"]);
    await until(async () => ((await statusOf(caseId)) === "assigned" ? true : undefined), "an order");
    await post(`/cases/${caseId}/revoke`, { reason: "for the body" }, dispatcher);
    await post(`/cases/${caseId}/assign`, { department: "urban-management" }, dispatcher);
    await until(async () => (await refusal(get(`/leads/${caseId}`, supervisor))) === "allowed" || undefined, "a lead");
    const taker = officer("urbanManagement", 1);
    expect(await refusal(post(`/leads/${caseId}/accept`, {}, officer("traffic", 1)))).toBe("enforcement.lead.unknown");
    expect(await post(`/leads/${caseId}/accept`, {}, taker)).toMatchObject({ status: "accepted" });
    await until(async () => ((await statusOf(caseId)) === "accepted" ? true : undefined), "the case is taken on");
  }, 60_000);

  it("musters seven forces, each officer by his own certificate", async () => {
    const { items } = (await get("/power-items", clerk)) as { items: readonly { code: string }[] };
    expect(items.map(({ code }) => code)).toContain("power-0001");
    const powers = { "urban-management": ["power-0001", "power-0002"], "traffic-police": ["power-0003"] };
    const steps = ["investigate", "preserve", "seize", "inform", "summary", "deliver", "collect", "urge"];
    let number = 0;
    for (const [force, count] of Object.entries(MUSTER))
      for (let place = 1; place <= count; place += 1) {
        const account = nameOf(force, place);
        const body = BODY_OF[force] ?? "";
        const seeded = await refusal(get(`/officers/${account}`, admin));
        number += 1;
        if (seeded !== "allowed") {
          const held =
            (powers as Readonly<Record<string, readonly string[]>>)[body] ??
            (body === "public-security" ? ["power-0005"] : []);
          const posting = { from: "2024-06-17", force, body, areas: [STREET], powers: held, steps };
          const certificate = {
            number: `NIGHT-${String(number).padStart(4, "0")}`,
            issuedOn: "2024-06-17",
            expiresOn: "2030-06-08",
          };
          await post("/officers", { account, posting, certificate }, admin);
          const skills = force === "urbanManagement" && place <= 4 ? ["recorder"] : [];
          await post(`/teams/${STREET}/members`, { officer: account, force, skills }, dispatcher);
        }
      }
    await setClock(EVENING);
    const shifts = [{ from: NIGHT, to: "2024-06-18T18:00:00.000Z" }];
    for (const [force, count] of Object.entries(MUSTER))
      for (let place = 1; place <= count; place += 1) {
        const account = nameOf(force, place);
        const { shifts: planned } = (await post(
          `/teams/${STREET}/shifts`,
          { officer: account, shifts },
          dispatcher,
        )) as {
          shifts: readonly { shift: string }[];
        };
        await post(`/teams/${STREET}/roll`, { officer: account, shift: planned[0]?.shift, answer: "here" }, dispatcher);
      }
    const unit = async (id: string, unitType: string, crew: readonly string[]): Promise<void> => {
      await post(`/teams/${STREET}/units`, { unit: id, unitType }, dispatcher);
      await post(`/teams/units/${id}/crew`, { crew }, dispatcher);
    };
    // The street has one by itself, with the first two.
    await unit("car-2", "patrol-car", [nameOf("patrol", 3), nameOf("patrol", 4)]);
    await unit(
      "engine-1",
      "fire-engine",
      [1, 2, 3, 4].map((place) => nameOf("fire", place)),
    );
    const { members } = (await get(`/teams/${STREET}`, dispatcher)) as { members: readonly object[] };
    expect(members.length).toBe(35);
  }, 120_000);

  it("is planned, approved by another, opened, filled and raised: thirty officers, one commander", async () => {
    const forces = Object.keys(MUSTER);
    const plan = {
      ...{
        type: "night-market",
        level: 1,
        street: STREET,
        area: [STREET],
        from: NIGHT,
        to: "2024-06-18T17:00:00.000Z",
      },
      ...{ forces, commander: COMMANDER.sub, communication: "channel 3", safety: "vests, in pairs", risk: "medium" },
      tasks: [{ id: "road", kind: "objective", words: "the road is free" }],
    };
    await setClock(NIGHT);
    const planner = officer("urbanManagement", 1);
    operationId = String((await post("/operations", plan, planner))["operationId"]);
    const at = `/operations/${operationId}`;
    expect(await refusal(post(`${at}/approve`, {}, { ...planner, sub: "nobody", roles: ["enforcementLead"] }))).toBe(
      "enforcement.team.other_street",
    );
    await post(`${at}/approve`, {}, CHIEF);
    await post(`${at}/open`, {}, dispatcher);
    const fill = async (): Promise<void> => {
      const { chosen } = (await get(`${at}/recommendation`, dispatcher)) as {
        chosen: readonly { id: string; need: string }[];
      };
      const isUnit = ({ need }: { need: string }): boolean => /-car$|-engine$/.test(need);
      const persons = chosen.filter((one) => !isUnit(one)).map(({ id, need }) => ({ officer: id, need }));
      const units = chosen.filter(isUnit).map(({ id, need }) => ({ unit: id, need }));
      await post(`${at}/assign`, { persons, units }, dispatcher);
    };
    await fill();
    await post(`${at}/level`, { level: 3, reason: "crowd" }, COMMANDER);
    await fill();
    for (const [key, force, count] of [
      ["more-governance", "governance", 2],
      ["more-community", "community", 1],
    ] as const)
      await post(`${at}/needs`, { need: { kind: "persons", key, force, count } }, COMMANDER);
    await fill();
    const { persons } = (await get(at, dispatcher)) as { persons: readonly { officer: string; force: string }[] };
    expect([persons.length, new Set(persons.map(({ force }) => force)).size]).toEqual([30, 7]);
  }, 120_000);

  it("misses one check-in, which raises one alarm, and hands command over once", async () => {
    const at = `/operations/${operationId}`;
    const { persons } = (await get(at, dispatcher)) as { persons: readonly { officer: string }[] };
    const each = persons.map(({ officer: name }) => name);
    for (const name of each) await post(`${at}/persons/status`, { officer: name, status: "onScene" }, byName(name));
    await setClock("2024-06-18T12:29:00.000Z");
    const missing = nameOf("criminal", 2);
    for (const name of each) if (name !== missing) await post(`${at}/check-ins`, { officer: name }, byName(name));
    await setClock("2024-06-18T12:34:00.000Z");
    const alarms = await until(async () => {
      const { alarms: raised = [] } = (await get(at, dispatcher)) as { alarms?: readonly Body[] };
      return raised.length > 0 ? raised : undefined;
    }, "an alarm");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(alarms).toMatchObject([{ officer: missing }]);
    const alarm = String(alarms[0]?.["alarm"]);
    await post(`${at}/alarms/${alarm}/acknowledge`, {}, COMMANDER);
    await post(`${at}/alarms/${alarm}/resolve`, { outcome: "safe" }, COMMANDER);
    const next = officer("urbanManagement", 4);
    await post(`${at}/command/offer`, { to: next.sub }, COMMANDER);
    await post(`${at}/command/answer`, { accepts: true }, next);
    expect((await get(at, dispatcher))["commander"]).toBe(next.sub);
  }, 120_000);

  it("files four dossiers of three bodies, each by its own competent officers", async () => {
    const open = (item: string, source: object) => ({ source, item, area: STREET, act, operationId });
    const bySelf = { kind: "inspection" };
    const [um1, um2] = [officer("urbanManagement", 1), officer("urbanManagement", 2)];
    const filed = async (
      [first, second]: readonly [Account, Account],
      item: string,
      source: object,
      party: object,
    ): Promise<string> => {
      const asked = { ...open(item, source), party, facts: "现场发现违法行为" };
      const dossierId = String((await post("/dossiers", asked, first))["dossierId"]);
      await post(`/dossiers/${dossierId}/file`, { officers: [first.sub, second.sub] }, lead(first.department ?? ""));
      return dossierId;
    };
    // Merged is the team, not the powers: an officer of one body is nobody in a matter of another.
    const strange = { ...open("power-0003", bySelf), party: citizen("赵一"), facts: "违停" };
    expect(await refusal(post("/dossiers", strange, um1))).toBe("enforcement.dossier.not_competent");

    // The device has taken it, and sends it when there is a dossier that it belongs to.
    const photo = newId();
    const spot = {
      ...open("power-0003", bySelf),
      ...{ party: citizen("钱二"), facts: "违停堵塞道路", officers: [nameOf("traffic", 2)], formNumber: "F-0001" },
      ...{ ...weighed.parking, penalty: fineOf(15_000), factsAreCertain: true },
      ...{
        certificatesShown: true,
        reasons: "违反道路交通安全法第九十三条",
        defence: "none",
        evidence: [photo],
        signed: "signed",
        payee: "某银行",
      },
    };
    const tooMuch = { ...spot, penalty: fineOf(20_100) };
    expect(await refusal(post("/dossiers/on-spot", tooMuch, officer("traffic", 1)))).toMatch(/^enforcement\.dossier\./);
    dossiers.fined = String((await post("/dossiers/on-spot", spot, officer("traffic", 1)))["dossierId"]);
    await captured(dossiers.fined, officer("traffic", 1), nameOf("traffic", 2), "2024-06-18T12:30:00.000Z", photo);

    dossiers.heard = await filed([um1, um2], "power-0001", { kind: "case", caseId }, citizen("孙三"));
    const police = [officer("patrol", 1), officer("community", 1)] as const;
    dossiers.returned = await filed(police, "power-0005", bySelf, citizen("李四"));
    dossiers.exempted = await filed([um1, um2], "power-0001", bySelf, citizen("周五"));
    expect(new Set(Object.values(dossiers)).size).toBe(4);
  }, 120_000);

  it("closes when everybody is heard of, with results split by the body that decides", async () => {
    const at = `/operations/${operationId}`;
    const commander = officer("urbanManagement", 4);
    await post(`${at}/tasks/road/outcome`, { outcome: "met" }, commander);
    const summary = { summary: "the road is free" };
    expect(await refusal(post(`${at}/close`, summary, COMMANDER))).toBe("enforcement.command.not_yours");
    await post(`${at}/close`, summary, commander);
    const { bodies, total } = (await get(`${at}/results`, dispatcher)) as {
      bodies: readonly Body[];
      total: Body;
    };
    expect(bodies.map((one) => [one["decidingBody"], one["filed"]])).toEqual([
      ["public-security", 1],
      ["traffic-police", 1],
      ["urban-management", 2],
    ]);
    expect(total).toMatchObject({ filed: 4, decided: 1, fineFen: 15_000 });
  }, 60_000);
});

describe("the proceedings go on by day", () => {
  const morning = (day: string): string => `${day}T01:00:00.000Z`;
  const at = (dossierId: string, step: string): string => `/dossiers/${dossierId}/${step}`;
  const um = [officer("urbanManagement", 1), officer("urbanManagement", 2)] as const;
  const police = [officer("patrol", 1), officer("community", 1)] as const;
  type Pair = readonly [Account, Account];

  const investigated = async (dossierId: string, [first, second]: Pair, on: string): Promise<string> => {
    const photo = await captured(dossierId, first, second.sub, morning(on));
    const step = { officers: [second.sub], kind: "inspection", certificatesShown: true };
    await post(at(dossierId, "investigations"), { ...step, records: [photo], recording: [photo] }, first);
    return photo;
  };
  const finding = (evidence: string, fine: number, act: keyof typeof weighed) => ({
    ...{
      finding: "penalty",
      penalty: fineOf(fine),
      evidence: [evidence],
      facts: "违法事实清楚",
      reasons: "依法应予处罚",
    },
    ...weighed[act],
  });
  const decision = (evidence: string, fine: number) => ({
    ...{
      finding: "penalty",
      penalty: fineOf(fine),
      evidence: [evidence],
      facts: "违法事实清楚",
      reasons: "依法应予处罚",
    },
    ...{ payee: "某银行", isSealed: true },
  });
  const sent = async (dossierId: string, [first, second]: Pair, step: string, on: string): Promise<void> => {
    const receipt = await captured(dossierId, first, second.sub, morning(on));
    await post(at(dossierId, step), { officers: [second.sub], delivery: direct(on, receipt) }, first);
  };
  const paid = async (dossierId: string, amount: number, on: string, body: string): Promise<void> => {
    await post(at(dossierId, "payments"), { paymentId: "p-1", amount, on, receipt: "财-0001" }, lead(body));
    await post(at(dossierId, "close"), { report: "已履行完毕" }, lead(body));
  };
  const evidence: Record<string, string> = {};

  it("informs, and hears the party that asks for it; nothing is decided before", async () => {
    const on = "2024-06-19";
    await setClock(morning(on));
    await post(at(dossiers.fined, "summary-record"), { on }, lead("traffic-police"));
    await paid(dossiers.fined, 15_000, on, "traffic-police");

    const heard = (evidence["heard"] = await investigated(dossiers.heard, um, on));
    await post(at(dossiers.heard, "proposal"), finding(heard, 800_000, "trading"), um[0]);
    await sent(dossiers.heard, um, "inform", on);
    const early = post(at(dossiers.heard, "decide"), decision(heard, 800_000), lead("urban-management"));
    expect(await refusal(early)).toMatch(/^enforcement\.dossier\./);
    await post(at(dossiers.heard, "hearing"), { on, evidence: [heard] }, um[0]);
    const hearing = { on: "2024-07-02", noticeDeliveredOn: on, clerk: "clerk-9", isPublic: true };
    const own = { ...hearing, chair: um[0].sub };
    expect(await refusal(post(at(dossiers.heard, "hearing/schedule"), own, lead("urban-management")))).toMatch(
      /^enforcement\.dossier\./,
    );
    const chair = reviewer("urban-management");
    await post(at(dossiers.heard, "hearing/schedule"), { ...hearing, chair: chair.sub }, lead("urban-management"));

    const exempted = (evidence["exempted"] = await investigated(dossiers.exempted, um, on));
    const spared = { finding: "exempt", evidence: [exempted], facts: "轻微并及时改正", reasons: "没有造成危害后果" };
    await post(at(dossiers.exempted, "proposal"), spared, um[0]);
    await post(at(dossiers.exempted, "decide"), { ...spared, isSealed: true }, lead("urban-management"));
    await sent(dossiers.exempted, um, "deliver", on);
  }, 120_000);

  it("goes to the judicial organs as a suspected crime, and comes back", async () => {
    const on = "2024-06-19";
    const found = (evidence["returned"] = await investigated(dossiers.returned, police, on));
    const chief = lead("public-security");
    const transfer = { to: "district-procuratorate", suspected: "寻衅滋事", evidence: [found] };
    await post(at(dossiers.returned, "transfer"), transfer, chief);
    await post(at(dossiers.returned, "transfer/acknowledge"), { receipt: "回执-1", accepted: true }, chief);
    await setClock(morning("2024-07-02"));
    await post(
      at(dossiers.returned, "transfer/return"),
      { outcome: "noCrime", on: "2024-07-02", receipt: "退-1" },
      chief,
    );
    await post(at(dossiers.returned, "proposal"), finding(found, 30_000, "noise"), police[0]);
    await sent(dossiers.returned, police, "inform", "2024-07-02");
  }, 120_000);

  it("is decided after hearing and review, and the resident's case is answered by that", async () => {
    const chair = reviewer("urban-management");
    const heard = evidence["heard"] ?? "";
    const held = { record: heard, signed: "signed", opinion: "事实清楚" };
    await post(at(dossiers.heard, "hearing/hold"), held, chair);
    const second = { sub: "reviewer-2", roles: ["legalReviewer"], department: "urban-management" };
    const posting = {
      ...{ from: "2024-07-02", force: "urbanManagement", body: "urban-management", areas: ["510108"] },
      ...{ powers: ["power-0001"], steps: ["review", "hear"] },
    };
    await post("/officers", { account: second.sub, posting, legalQualificationFrom: "2020-01-01" }, admin);
    await post(at(dossiers.heard, "review"), { passed: true, opinion: "同意" }, second);
    const worse = post(at(dossiers.heard, "decide"), decision(heard, 900_000), lead("urban-management"));
    expect(await refusal(worse)).toMatch(/^enforcement\.dossier\./);
    await post(at(dossiers.heard, "decide"), decision(heard, 800_000), lead("urban-management"));
    await until(async () => ((await statusOf(caseId)) === "handled" ? true : undefined), "the case is handled");
    expect(await get(`/leads/${caseId}`, supervisor)).toMatchObject({ status: "concluded", outcome: "penalised" });
    const own: Account = { sub: "supervisor-9", roles: ["supervisor"], department: "urban-management" };
    expect(await refusal(post(`/cases/${caseId}/check`, { passed: true }, own))).toBe(
      "dispatch.case.checker_is_handler",
    );
    await post(`/cases/${caseId}/check`, { passed: true }, supervisor);
    expect(await statusOf(caseId)).toBe("closed");

    await setClock(morning("2024-07-09"));
    await sent(dossiers.heard, um, "deliver", "2024-07-09");
    await paid(dossiers.heard, 800_000, "2024-07-09", "urban-management");
    const chief = lead("public-security");
    await post(at(dossiers.returned, "decide"), decision(evidence["returned"] ?? "", 30_000), chief);
    await sent(dossiers.returned, police, "deliver", "2024-07-09");
    await paid(dossiers.returned, 30_000, "2024-07-09", "public-security");
  }, 120_000);

  it("ends with results per body that equal the dossiers, files and certificates that a stranger can check", async () => {
    const { bodies, total } = (await get(`/operations/${operationId}/results`, dispatcher)) as {
      bodies: readonly Body[];
      total: Body;
    };
    expect(bodies.map((one) => [one["decidingBody"], one["filed"], one["decided"], one["fineFen"]])).toEqual([
      ["public-security", 1, 1, 30_000],
      ["traffic-police", 1, 1, 15_000],
      ["urban-management", 2, 2, 800_000],
    ]);
    expect(total).toMatchObject({ filed: 4, decided: 4, fineFen: 845_000, outcomes: { exempt: 1, penalty: 3 } });

    const verdicts: Record<string, unknown> = {};
    for (const [name, body] of [
      ["fined", "traffic-police"],
      ["heard", "urban-management"],
      ["returned", "public-security"],
      ["exempted", "urban-management"],
    ] as const) {
      const token = await platform.as(lead(body));
      const taken = await fetch(`${platform.stack.url}/api/v1${at(dossiers[name], "certificate")}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const certificate = (await taken.json()) as Body;
      expect(taken.status, JSON.stringify(certificate)).toBe(200);
      expect(verifyCertificate(certificate).problems, name).toEqual([]);
      const wrong = (certificate["checks"] as readonly Body[]).filter((one) => one["verdict"] === "breached");
      verdicts[name] = [certificate["overall"], wrong];
      const answer = await fetch(`${platform.stack.url}/api/v1${at(dossiers[name], "e-file")}`, {
        headers: { authorization: `Bearer ${await platform.as(lead(body))}`, accept: "application/zip" },
      });
      const archive = Buffer.from(await answer.arrayBuffer());
      expect([name, answer.status, verifyEFile([archive]).problems]).toEqual([name, 200, []]);
    }
    const sound = ["sound", []];
    expect(verdicts).toEqual({ fined: sound, heard: sound, returned: sound, exempted: sound });
  }, 120_000);

  it("leaves nothing that does not fit together", async () => {
    expect(await problemsOf(platform.stack)).toEqual([]);
  }, 90_000);
});
