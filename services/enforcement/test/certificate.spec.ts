import { canonicalJson, signJws } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import { verifyCertificate } from "../../../deploy/verify/verify-certificate.mjs";
import { CERTIFICATE_TYP, type Certificate } from "../src/app/certificate/certificate.ts";
import type { DossierEvent } from "../src/domain/dossier/index.ts";
import type { EvidenceEvent } from "../src/domain/evidence/index.ts";
import {
  certify,
  evidenceOf,
  ID,
  key,
  newKey,
  ordinary,
  summary,
  historyOf,
  type Course,
} from "./certificate-courses.ts";
import { handover, investigated, pair, told, type Told } from "./dossier-builders.ts";

const DAY = "2021-09-09";
const quiet: Course = { day: DAY, fine: 50_000, defence: "waived", hearing: false, review: false, gaps: [1] };
const wire = (one: Certificate): Certificate => JSON.parse(JSON.stringify(one)) as Certificate;
const verdictsOf = (one: Certificate, code: string): readonly string[] =>
  one.checks.filter((check) => check.code === code).map(({ verdict }) => verdict);

describe("程序证明 of what was done as it must be", () => {
  it("is sound, and a checker that shares no code says the same", () => {
    const certificate = certify(ordinary(quiet).events);
    expect(certificate.history.entries.at(-1)?.event).toMatchObject({ type: "DossierClosed" });
    expect(certificate.overall).toBe("sound");
    expect(verifyCertificate(wire(certificate), { thumbprints: [key.publicJwk.kid] }).problems).toEqual([]);
    const codes = new Set(certificate.checks.map(({ code }) => code));
    for (const code of [
      "competence",
      "officers",
      "counting",
      "inTime",
      "limitation",
      "informed",
      "heard",
      "evidence",
      "contents",
      "governing",
      "decider",
    ])
      // prettier-ignore
      expect(codes).toContain(code);
  });

  describe("a seizure in an emergency", () => {
    const measureId = "m-1";
    const at = (day: string) => ({
      ...pair("seize", day),
      measureId,
      evidence: ["ev-1"],
      basis: "norm-0001",
      handover,
    });
    const seized = investigated(DAY).then(DAY, "acc-1", "SeizeUrgently", {
      ...{ ...at(DAY), seizedAt: "2021-09-08T23:30:00.000Z", urgency: "易腐烂" },
    });
    const decided = (day: string, approved: boolean) =>
      seized.then(day, "acc-lead", "DecideUrgentSeizure", { measureId, approved, reason: "见审批表" });
    const lifted = (from: Told, day: string) =>
      from.then(day, "acc-lead", "LiftSeizure", { measureId, measure: "returned", receipt: "ev-3" });
    const verdicts = ({ events }: Told) => {
      const certificate = certify(events);
      expect(verifyCertificate(wire(certificate)).problems).toEqual([]);
      const ofRelease = certificate.checks.filter(({ code, of }) => code === "inTime" && of === `release:${measureId}`);
      return [...verdictsOf(certificate, "urgentApproval"), ...ofRelease.map(({ verdict }) => verdict)];
    };

    it("is sound where it was approved within the hours, and given back the same day where it was not", () => {
      expect(verdicts(seized)).toEqual(["open"]);
      expect(verdicts(decided(DAY, true))).toEqual(["met"]);
      expect(verdicts(lifted(decided(DAY, false), DAY))).toEqual(["met", "met"]);
    });

    it("is not where it was approved late or by nobody, or given back late, or not at its last day", () => {
      expect(verdicts(decided("2021-09-10", true))).toEqual(["late"]);
      expect(verdicts(seized.then("2021-09-10", "enforcement", "WakeDossier", {}))).toEqual(["overdue"]);
      expect(verdicts(lifted(decided(DAY, false), "2021-09-10"))).toEqual(["met", "late"]);
      const over = decided(DAY, true).then("2021-10-10", "enforcement", "WakeDossier", {});
      const certificate = certify(over.events);
      expect(certificate.checks.find(({ of }) => of === `seizure:${measureId}`)?.code).toBe("counting");
      expect(certificate.checks.filter(({ verdict }) => verdict === "overdue")).toMatchObject([
        { code: "inTime", of: `seizure:${measureId}` },
      ]);
    });

    it("whose hours were counted otherwise is found, whoever signs it", () => {
      const events = decided("2021-09-10", true).events.map((event) =>
        event.type === "PropertySeizedUrgently"
          ? { ...event, data: { ...event.data, approval: { ...event.data.approval, by: "2021-09-12T00:00:00.000Z" } } }
          : event,
      );
      expect(verdicts(told(events))).toEqual(["breached"]);
    });
  });

  it("is the same text for the same history, and needs the hashes that the office publishes", () => {
    const { events } = ordinary(quiet);
    const [one, other] = [certify(events), certify(events)];
    expect(one.checks).toEqual(other.checks);
    expect(verifyCertificate(wire(one), { bases: Object.values(one.hashes) }).problems).toEqual([]);
    const { code } = verifyCertificate(wire(one), { bases: [one.hashes.law] }).problems[0] ?? {};
    expect(code).toBe("basis");
  });

  it("reaches as far as the law does where no calendar does: an act of the last year that one is loaded for", () => {
    const late = certify(ordinary({ ...quiet, day: "2026-03-02" }).events);
    expect(late.overall).toBe("sound");
    expect(late.checks.find(({ code }) => code === "limitation")).toMatchObject({
      required: { foundBy: "2028-03-02" },
    });
    expect(verifyCertificate(wire(late)).problems).toEqual([]);
  });

  it("names the article of its own day: two officers by another one, and no ninety days, before July 2021", () => {
    const old = certify(ordinary({ ...quiet, day: "2013-09-09" }).events);
    expect(old.overall).toBe("sound");
    expect(verdictsOf(old, "inTime")).toEqual(["met"]);
    expect(old.checks.find(({ code }) => code === "officers")?.rule).toEqual({
      edition: "penalty@2009",
      article: "第三十七条",
    });
    expect(verifyCertificate(wire(old)).problems).toEqual([]);
  });

  it("covers the hearing, the review that it makes necessary, and the summary procedure", () => {
    const heard = certify(ordinary({ ...quiet, fine: 600_000, hearing: true, review: true, gaps: [0, 1] }).events);
    expect(verdictsOf(heard, "hearing")).toEqual(["met"]);
    expect(verdictsOf(heard, "hearingNotice")).toEqual(["met"]);
    expect(verdictsOf(heard, "review")).toEqual(["met"]);
    expect(verifyCertificate(wire(heard)).problems).toEqual([]);
    const spot = certify(summary(DAY, 10_000).events);
    expect(verdictsOf(spot, "summaryLimit")).toEqual(["met"]);
    expect(verifyCertificate(wire(spot)).problems).toEqual([]);
  });
});

describe("程序证明 of what was not", () => {
  const found = (events: readonly DossierEvent[], code: string) => {
    const certificate = certify(events);
    expect(verifyCertificate(wire(certificate)).problems).toEqual([]);
    expect(certificate.overall).toBe("defective");
    return verdictsOf(certificate, code);
  };
  const { events } = ordinary(quiet);
  const without = (type: string) => events.filter((event) => event.type !== type);
  const altered = (type: string, change: (data: Record<string, unknown>) => object): readonly DossierEvent[] =>
    events.map((event) =>
      event.type === type
        ? ({
            ...event,
            data: { ...event.data, ...change(event.data as unknown as Record<string, unknown>) },
          } as DossierEvent)
        : event,
    );

  it("says so: decided too late, or before the party was told or heard", () => {
    expect(found(ordinary({ ...quiet, gaps: [0, 0, 0, 0, 0, 0, 0, 120] }).events, "inTime")).toContain("late");
    expect(found(without("PartyInformed"), "informed")).toEqual(["breached"]);
    const atOnce = ordinary({ ...quiet, gaps: [0] }).events.map((event) =>
      event.type === "Decided" ? { ...event, data: { ...event.data, at: "2021-09-09T02:00:00.000Z" } } : event,
    );
    const unheard = atOnce.filter(({ type }) => type !== "DefenceWaived");
    expect(found(unheard, "heard")).toEqual(["breached"]);
  });

  it("says so: one officer where the law asks for two, an expired certificate, somebody who investigated and decided", () => {
    expect(
      found(
        altered("InvestigationRecorded", () => ({ officers: [] })),
        "officers",
      ),
    ).toContain("breached");
    const expired = altered("PartyInformed", (data) => ({
      officers: (data["officers"] as readonly { certificate: object }[]).map((one) => ({
        ...one,
        certificate: { ...one.certificate, expiresOn: "2021-09-08" },
      })),
    }));
    expect(found(expired, "competence")).toContain("breached");
    const own = altered("Decided", (data) => ({ by: { ...(data["by"] as object), account: "acc-1" } }));
    expect(found(own, "decider")).toEqual(["breached"]);
  });

  it("says so: heavier than what the party was told, or resting on evidence that nobody reviewed", () => {
    const heavier = altered("Decided", (data) => ({ penalty: { ...(data["penalty"] as object), fine: 50_001 } }));
    expect(found(heavier, "notAggravated")).toEqual(["breached"]);
    const unreviewed = certify(events, { items: evidenceOf(DAY, false) });
    expect(unreviewed.overall).toBe("defective");
    expect(unreviewed.checks.filter(({ code }) => code === "evidence").map(({ found: of }) => of["standing"])).toEqual([
      "unreviewed",
      "unreviewed",
    ]);
    expect(verifyCertificate(wire(unreviewed)).problems).toEqual([]);
  });

  it("says so: a last day that was moved by one", () => {
    const moved = altered("DossierFiled", (data) => ({
      deadlines: (data["deadlines"] as readonly object[]).map((one) => ({ ...one, lastDay: "2021-12-09" })),
    }));
    expect(found(moved, "counting")).toContain("breached");
  });
});

describe("evidence that a decision on the spot names before there is a dossier for it", () => {
  const DAY = "2021-09-09";
  const sentAt = (at: string, more: object = {}): readonly EvidenceEvent[] =>
    evidenceOf(DAY).map((event) => ({ ...event, data: { ...event.data, at, ...more } }) as EvidenceEvent);
  const verdictsOf = (one: Certificate): readonly string[] => {
    expect(verifyCertificate(wire(one)).problems).toEqual([]);
    return one.checks.filter(({ code }) => code === "evidence").map(({ verdict }) => verdict);
  };
  const late = `${DAY}T02:00:00.000Z`;

  it("counts from when its device took it, and not if that was afterwards", () => {
    const { events } = summary(DAY, 10_000);
    expect(verdictsOf(certify(events, { items: sentAt(late) }))).toEqual(["met"]);
    expect(verdictsOf(certify(events, { items: sentAt(late, { capturedAt: late }) }))).toEqual(["breached"]);
  });

  it("has to be there before an ordinary decision", () => {
    const items = sentAt("2026-01-01T00:00:00.000Z");
    expect(verdictsOf(certify(ordinary(quiet).events, { items }))).toContain("breached");
  });
});

describe("the checker", () => {
  const certificate = wire(certify(ordinary(quiet).events));
  const codesOf = (one: unknown, trusted = {}): readonly string[] =>
    verifyCertificate(one, trusted).problems.map(({ code }) => code);
  const signedAnew = ({ signature: _old, ...body }: Certificate, by = newKey()): Certificate => {
    const own = { ...body, key: by.publicJwk };
    return { ...own, signature: signJws(CERTIFICATE_TYP, canonicalJson(own), by).signature };
  };

  it("finds another key where it knows the right one", () => {
    expect(codesOf(signedAnew(certificate))).toEqual([]);
    expect(codesOf(signedAnew(certificate), { thumbprints: [key.publicJwk.kid] })).toEqual(["signature"]);
  });

  it("finds an altered entry even where everything is signed anew", () => {
    const entries = certificate.history.entries.map((entry) =>
      entry.sequence === 4 ? { ...entry, by: "somebody else" } : entry,
    );
    expect(codesOf(signedAnew({ ...certificate, history: { ...certificate.history, entries } }))).toContain("history");
  });

  it("finds a swapped officer and a shifted day even where the chain is made anew and signed with the right key", () => {
    const { events } = ordinary(quiet);
    const forged = (change: (event: DossierEvent) => DossierEvent) => {
      const history = { ...certificate.history, entries: wire(certify(events.map(change))).history.entries };
      return codesOf(signedAnew({ ...certificate, history }, key));
    };
    expect(historyOf(events)).toHaveLength(certificate.history.entries.length);
    expect(forged((event) => event)).toEqual([]);
    expect(
      forged((event) =>
        event.type === "InvestigationRecorded"
          ? { ...event, data: { ...event.data, by: { ...event.data.by, account: "acc-9" } } }
          : event,
      ),
    ).toContain("check");
    expect(
      forged((event) =>
        event.type === "Decided" ? { ...event, data: { ...event.data, at: "2021-09-01T01:00:00.000Z" } } : event,
      ),
    ).toContain("check");
    expect(certificate.dossierId).toBe(ID);
  });

  it("finds a law that was made milder for the occasion", () => {
    const law = certificate.bases.law.map((edition) =>
      edition.version === "penalty@2021"
        ? { ...edition, figures: { ...edition.figures, officers: { value: 1, article: "第四十二条" } } }
        : edition,
    );
    const bases = { ...certificate.bases, law } as Certificate["bases"];
    expect(codesOf(signedAnew({ ...certificate, bases }, key))).toEqual(expect.arrayContaining(["basis", "check"]));
  });
});
