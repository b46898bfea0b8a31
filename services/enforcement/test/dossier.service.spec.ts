import {
  DecisionPublicityWithdrawnV1,
  DossierClosedV1,
  DossierDeadlineMissedV1,
  DossierDecidedV1,
  DossierDeliveredV1,
  DossierFiledV1,
} from "@wangge/contracts/events";
import { describe, expect, it } from "vitest";
import { AREA, fineOf } from "./dossier-builders.ts";
import { office, type Office } from "./dossier-platform.ts";

const DAY = "2021-09-09";
const at = (day: string): string => `${day}T01:00:00.000Z`;
const party = {
  kind: "citizen",
  name: "王小明",
  idNumber: "510108199001011234",
  phone: "13800000000",
  address: "成华区某路1号",
};
const open = {
  source: { kind: "inspection" },
  item: "power-0001",
  area: AREA,
  party,
  act: { committedOn: DAY, foundOn: DAY },
  facts: "在人行道上占道经营",
};
const direct = (on: string) => ({ method: "direct", on, receipt: "ev-receipt" });
const proposal = (fine: number) => ({
  finding: "penalty",
  norms: ["norm-0001"],
  penalty: fineOf(fine),
  discretion: { facts: { squareMetres: 2, timesBefore: 0 }, circumstances: [], deviation: "酌情" },
  evidence: ["ev-1"],
  facts: "占道经营属实",
  reasons: "违反条例第三十六条",
});
const decide = (fine: number) => ({
  finding: "penalty",
  penalty: fineOf(fine),
  evidence: ["ev-1"],
  facts: "占道经营属实",
  reasons: "违反条例第三十六条",
  payee: "某银行",
  isSealed: true,
});

const filed = async (one: Office, more: object = {}): Promise<string> => {
  const { dossierId } = await one.ask("acc-1", "officer", "openDossier", { ...open, ...more });
  await one.ask("acc-lead", "enforcementLead", "fileDossier", { dossierId, officers: ["acc-1", "acc-2"] });
  return dossierId as string;
};

const told = async (one: Office, fine: number, more: object = {}): Promise<string> => {
  const dossierId = await filed(one, more);
  const officers = ["acc-2"];
  await one.ask("acc-1", "officer", "recordInvestigation", {
    dossierId,
    officers,
    kind: "inspection",
    certificatesShown: true,
    records: ["ev-1"],
    recording: ["ev-video"],
  });
  await one.ask("acc-1", "officer", "proposePenalty", { dossierId, ...proposal(fine) });
  await one.ask("acc-1", "officer", "informParty", { dossierId, officers, delivery: direct(DAY) });
  return dossierId;
};

const decided = async (one: Office, fine: number): Promise<string> => {
  const dossierId = await told(one, fine);
  one.platform.clock.set(at("2021-09-15"));
  await one.wake();
  await one.ask("acc-lead", "enforcementLead", "decide", { dossierId, ...decide(fine) });
  await one.ask("acc-1", "officer", "deliverDecision", {
    dossierId,
    officers: ["acc-2"],
    delivery: direct("2021-09-15"),
  });
  return dossierId;
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return "done";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe("a dossier over the edge", () => {
  it("says what who asks can do now, why not the rest, and what its course waits for", async () => {
    const one = await office(at(DAY));
    const dossierId = await told(one, 100_000);
    const { next, steps } = (await one.ask("acc-lead", "enforcementLead", "dossierSteps", { dossierId })) as {
      readonly next: string;
      readonly steps: readonly { readonly step: string; readonly refusal?: object }[];
    };
    expect(next).toBe("Decide");
    expect(steps.find(({ step }) => step === "Decide")).toMatchObject({
      path: "decide",
      roles: ["enforcementLead"],
      asProposed: {
        code: "enforcement.dossier.defence_open",
        text: { zh: "陈述申辩期未满" },
        details: { lastDay: "2021-09-14" },
      },
    });
    expect(steps.filter(({ refusal }) => refusal === undefined).map(({ step }) => step)).toContain("ExtendDecision");
    const before = await one.ask("acc-lead", "enforcementLead", "dossierHistory", { dossierId });
    expect(before["refusals"]).toEqual([]);
  });

  it("goes from filing to the end, and others learn of it what is no personal data", async () => {
    const one = await office(at(DAY));
    const dossierId = await decided(one, 100_000);
    const view = await one.ask("acc-1", "officer", "dossier", { dossierId });
    expect(view).toMatchObject({
      number: "成华执立〔2021〕1号",
      status: "delivered",
      party: { masked: false, name: party.name },
      decision: { number: "成华执罚〔2021〕1号", law: { edition: "penalty@2021" } },
      owed: { left: 100_000 },
    });
    await one.ask("acc-1", "officer", "recordPayment", {
      dossierId,
      paymentId: "p-1",
      amount: 100_000,
      on: "2021-09-15",
      receipt: "r-1",
    });
    expect(await one.ask("acc-1", "officer", "dossier", { dossierId })).toMatchObject({
      payments: [{ paymentId: "p-1", amount: 100_000, on: "2021-09-15", onSpot: false }],
    });
    expect(await one.ask("acc-lead", "enforcementLead", "closeDossier", { dossierId, report: "已缴清" })).toMatchObject(
      { status: "closed" },
    );
    await one.platform.settle();
    for (const fact of [DossierFiledV1, DossierDecidedV1, DossierDeliveredV1, DossierClosedV1])
      expect(one.platform.published(fact)).toMatchObject([
        { dossierId, body: "urban-management", item: "power-0001@1" },
      ]);
    const said = one.platform.bus
      .stored("EVT_ENFORCEMENT")
      .map(({ text }) => text)
      .join("");
    const kept = JSON.stringify(one.platform.documents("dossiers"));
    for (const personal of [party.name, party.idNumber, party.phone, party.address]) {
      expect(said).not.toContain(personal);
      expect(kept).not.toContain(personal);
    }
    await one.platform.stop();
  });

  it("is opened once under one key, and has one act of its own or another dossier's", async () => {
    const one = await office(at(DAY));
    const keyed = { idempotencyKey: "key-1" };
    const all = await Promise.all(
      Array.from({ length: 4 }, () => one.ask("acc-1", "officer", "openDossier", open, keyed)),
    );
    expect(new Set(all.map((view) => view["dossierId"])).size).toBe(1);
    const unknown = one.ask("acc-1", "officer", "openDossier", { ...open, item: "power-9999" });
    expect(await codeOf(unknown)).toBe("enforcement.power_item.not_in_force");
    await one.platform.stop();
  });

  it("is there for who works on it, masked for who oversees, and for nobody else", async () => {
    const one = await office(at(DAY));
    const dossierId = await filed(one);
    expect(await one.ask("acc-9", "inspector", "dossier", { dossierId }, { department: "district" })).toMatchObject({
      party: { masked: true, name: "王*" },
    });
    expect(await one.ask("acc-9", "officer", "dossier", { dossierId })).toMatchObject({
      party: { masked: true, phone: "138****00" },
    });
    const stranger = { department: "fire" };
    expect(await codeOf(one.ask("acc-9", "officer", "dossier", { dossierId }, stranger))).toBe(
      "enforcement.dossier.unknown",
    );
    expect(
      await codeOf(
        one.ask("acc-9", "enforcementLead", "withdrawDossier", { dossierId, ground: "other", reason: "无" }, stranger),
      ),
    ).toBe("enforcement.dossier.unknown");
    expect(await codeOf(one.ask("acc-9", "citizen", "dossier", { dossierId }))).toBe("auth.role_missing");
    expect(
      await codeOf(one.ask("acc-root", "admin", "withdrawDossier", { dossierId, ground: "other", reason: "无" })),
    ).toBe("enforcement.dossier.unknown");
    expect((await one.ask("acc-9", "officer", "dossiers", {}))["dossiers"]).toHaveLength(1);
    expect((await one.ask("acc-9", "officer", "dossiers", {}, stranger))["dossiers"]).toHaveLength(0);
    await one.platform.stop();
  });

  it("leaves a trace of what was refused, and nothing else", async () => {
    const one = await office(at(DAY));
    const dossierId = await filed(one);
    const before = JSON.stringify(one.platform.documents("dossiers"));
    const early = { dossierId, ...decide(100_000) };
    expect(await codeOf(one.ask("acc-lead", "enforcementLead", "decide", early))).toBe(
      "enforcement.dossier.not_decidable",
    );
    one.platform.clock.advance(120_000);
    const alone = {
      dossierId,
      officers: [],
      kind: "inspection",
      certificatesShown: true,
      records: ["ev-1"],
      recording: [],
    };
    expect(await codeOf(one.ask("acc-1", "officer", "recordInvestigation", alone))).toBe(
      "enforcement.dossier.too_few_officers",
    );
    expect(await codeOf(one.ask("acc-1", "officer", "recordInvestigation", { ...alone, officers: ["xacc-2"] }))).toBe(
      "enforcement.dossier.not_competent",
    );
    expect(JSON.stringify(one.platform.documents("dossiers"))).toBe(before);
    const { refusals, events } = await one.ask(
      "acc-9",
      "inspector",
      "dossierHistory",
      { dossierId },
      { department: "district" },
    );
    expect(refusals).toMatchObject([
      { account: "acc-lead", asked: "Decide", code: "enforcement.dossier.not_decidable" },
      {
        account: "acc-1",
        asked: "RecordInvestigation",
        code: "enforcement.dossier.too_few_officers",
        text: { zh: "执法人员人数不足" },
      },
      { account: "acc-1", code: "enforcement.dossier.not_competent" },
    ]);
    expect(events).toMatchObject([{ type: "DossierOpened" }, { type: "DossierFiled" }]);
    for (const { hash } of events as readonly { hash: string }[]) expect(hash).toMatch(/^[\w-]{43}$/);
    await one.platform.stop();
  });
});

it("a decision waits for the party's address, which may come later", async () => {
  const one = await office(at(DAY));
  const { address: _address, ...known } = party;
  const dossierId = await told(one, 100_000, { party: known });
  one.platform.clock.set(at("2021-09-15"));
  const asked = () => one.ask("acc-lead", "enforcementLead", "decide", { dossierId, ...decide(100_000) });
  expect(await codeOf(asked())).toBe("enforcement.dossier.content_missing");
  const address = { dossierId, party: { address: "成华区某路1号" } };
  expect(await codeOf(one.ask("acc-9", "officer", "amendParty", address))).toBe("enforcement.dossier.not_investigator");
  await one.ask("acc-2", "officer", "amendParty", address);
  expect(await asked()).toMatchObject({ status: "decided", party: { ...known, address: "成华区某路1号" } });
  await one.platform.stop();
});

it("finds the other dossiers of one party, for who works on it", async () => {
  const one = await office(at(DAY));
  const [first, second] = [await filed(one), await filed(one, { party: { ...party, name: "同一人" } })];
  await filed(one, { party: { ...party, idNumber: "510108198505054321" } });
  const related = (account: string) => one.ask(account, "officer", "relatedDossiers", { dossierId: first });
  expect(await related("acc-1")).toMatchObject({ dossiers: [{ dossierId: second, fine: 0 }] });
  expect(await codeOf(related("acc-9"))).toBe("enforcement.dossier.not_investigator");
  await one.platform.stop();
});

describe("one act 同一违法行为", () => {
  it("is that of the body that files first; another body's dossier waits, until it is designated or the first one ends", async () => {
    const one = await office(at(DAY), (item) => (item === "power-0002" ? "fire" : "urban-management"));
    const first = await filed(one);
    const fire = { department: "fire" };
    const { dossierId: second } = await one.ask(
      "fire:acc-1",
      "officer",
      "openDossier",
      {
        ...open,
        item: "power-0002",
        act: { ...open.act, sameActAs: first },
      },
      fire,
    );
    const file = () =>
      one.ask(
        "fire:acc-lead",
        "enforcementLead",
        "fileDossier",
        { dossierId: second, officers: ["fire:acc-1", "fire:acc-2"] },
        fire,
      );
    expect(await codeOf(file())).toBe("enforcement.dossier.filed_elsewhere");
    await one.ask("acc-lead", "enforcementLead", "raiseDispute", { dossierId: first, with: "fire", other: second });
    await one.ask(
      "acc-gov",
      "districtGovernment",
      "settleDispute",
      {
        dossierId: first,
        by: "designation",
        body: "fire",
        superior: "district-government",
        document: "成华府指〔2021〕1号",
      },
      { department: "district-government" },
    );
    expect(await codeOf(file())).toBe("done");
    expect(
      await one.ask("acc-lead", "enforcementLead", "handOver", { dossierId: first, body: "fire", receipt: "ev-9" }),
    ).toMatchObject({ status: "handedOver" });
    await one.platform.stop();
  });

  it("goes to the next one where the first one ends, and is fined once though two decide at once", async () => {
    const one = await office(at(DAY));
    const first = await filed(one);
    const { dossierId: second } = await one.ask("acc-1", "officer", "openDossier", {
      ...open,
      act: { ...open.act, sameActAs: first },
    });
    const file = () =>
      one.ask("acc-lead", "enforcementLead", "fileDossier", { dossierId: second, officers: ["acc-1", "acc-2"] });
    expect(await codeOf(file())).toBe("enforcement.dossier.filed_elsewhere");
    await one.ask("acc-lead", "enforcementLead", "withdrawDossier", {
      dossierId: first,
      ground: "filedInError",
      reason: "重复立案",
    });
    expect(await codeOf(file())).toBe("done");
    const onSpot = {
      ...open,
      act: { ...open.act, sameActAs: first },
      officers: ["acc-2"],
      formNumber: "0001",
      norms: ["norm-0001"],
      penalty: fineOf(10_000),
      discretion: { facts: { squareMetres: 2, timesBefore: 0 }, circumstances: [], deviation: "酌情" },
      factsAreCertain: true,
      certificatesShown: true,
      reasons: "违反条例",
      defence: "none",
      signed: "signed",
      payee: "某银行",
    };
    expect(await codeOf(one.ask("acc-1", "officer", "decideOnSpot", onSpot))).toBe(
      "enforcement.dossier.filed_elsewhere",
    );
    const two = await Promise.all(
      ["a", "b"].map((key) =>
        codeOf(one.ask("acc-1", "officer", "decideOnSpot", { ...onSpot, act: open.act }, { idempotencyKey: key })),
      ),
    );
    expect(two).toEqual(["done", "done"]);
    await one.platform.stop();
  });
});

describe("what is due", () => {
  it("is said once, however often it is looked for", async () => {
    const one = await office(at(DAY));
    const dossierId = await filed(one);
    expect(await one.wake()).toBe(0);
    one.platform.clock.set(at("2021-12-09"));
    expect(await one.wake()).toBe(1);
    expect(await one.wake()).toBe(0);
    await one.platform.settle();
    expect(one.platform.published(DossierDeadlineMissedV1)).toMatchObject([
      { dossierId, purpose: "decision", lastDay: "2021-12-08", edition: "penalty@2021", article: "第六十条" },
    ]);
    await one.platform.stop();
  });
});

describe("documents 文书", () => {
  it("say what the law demands, with the remedies and their last days", async () => {
    const one = await office(at(DAY));
    const dossierId = await decided(one, 100_000);
    const { sections } = await one.ask("acc-lead", "enforcementLead", "dossierDocument", {
      dossierId,
      kind: "decision",
    });
    const text = JSON.stringify(sections);
    expect((sections as readonly { name: string }[]).map(({ name }) => name)).toEqual([
      "number",
      "party",
      "factsAndEvidence",
      "kindAndBasis",
      "performance",
      "remedies",
      "query",
      "bodyAndDate",
    ]);
    for (const words of [
      "王小明",
      "罚款1000.00元",
      "2021-09-30",
      "60日内",
      "2021-11-15",
      "2022-03-15",
      "成都市成华区综合行政执法局",
    ])
      expect(text).toContain(words);
    expect(text).not.toContain("法定代表人");
    const notice = await one.ask("acc-lead", "enforcementLead", "dossierDocument", { dossierId, kind: "notice" });
    expect(JSON.stringify(notice)).toContain("最后一日为2021-09-14");
    expect(JSON.stringify(notice)).toMatch(/查询码[0-9A-Z]{12}查询/u);
    const masked = await one.ask("acc-sup", "supervisor", "dossierDocument", { dossierId, kind: "notice" });
    expect(JSON.stringify(masked)).not.toContain("查询码");
    expect(
      await codeOf(one.ask("acc-lead", "enforcementLead", "dossierDocument", { dossierId, kind: "closing" })),
    ).toBe("enforcement.dossier.content_missing");
    await one.platform.stop();
  });

  it("withdraw what was published within three working days", async () => {
    const one = await office(at(DAY));
    const dossierId = await decided(one, 100_000);
    await one.ask("acc-lead", "enforcementLead", "publishDecision", { dossierId, where: "政府网站" });
    await one.ask("acc-lead", "enforcementLead", "annulDecision", {
      dossierId,
      on: "ownReview",
      redo: false,
      reason: "适用依据错误",
    });
    await one.ask("acc-lead", "enforcementLead", "withdrawPublicity", { dossierId, reason: "决定已撤销" });
    await one.platform.settle();
    expect(one.platform.published(DecisionPublicityWithdrawnV1)).toHaveLength(1);
    await one.platform.stop();
  });
});
