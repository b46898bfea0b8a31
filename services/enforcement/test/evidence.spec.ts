import { fold, type Decider } from "@wangge/kit";
import { specFor } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import {
  evidenceDecider,
  missingRecordings,
  standingOf,
  type EvidenceCommand,
  type EvidenceEvent,
  type EvidenceState,
  type Kept,
} from "../src/domain/evidence/index.ts";
import {
  capture,
  command,
  competentOf,
  content,
  incompetentOf,
  NOON,
  offer,
  rulesOf,
  SHA,
  signedBy,
  thing,
} from "./evidence-builders.ts";

const given = specFor(evidenceDecider);
const decider: Decider<EvidenceState, EvidenceCommand, EvidenceEvent> = evidenceDecider;

/** What these commands, one after the other, have made happen. */
const after = (...commands: readonly EvidenceCommand[]): readonly EvidenceEvent[] =>
  commands.reduce<readonly EvidenceEvent[]>(
    (events, next) => [...events, ...decider.decide(next, fold(decider, events))],
    [],
  );
const stateAfter = (...commands: readonly EvidenceCommand[]): Kept => {
  const state = fold(decider, after(...commands));
  if (state.status === "none") throw new Error("nothing was captured");
  return state;
};
const seen = [{ role: "officer", account: "wang" }] as const;

describe("采集 capture", () => {
  it("takes what a competent officer hands in, with the article that its kind stands in", () => {
    const state = stateAfter(capture());
    expect(state).toMatchObject({
      status: "kept",
      kind: "physical",
      edition: "evidence@2021",
      article: "四十六（二）",
      capturedBy: ["li", "wang"],
      custody: { holder: "li", place: "room-1", since: NOON },
      content: { sha256: SHA },
    });
  });

  it("has nothing new to say when the same comes again, and refuses something else under the same key", () => {
    given(...after(capture()))
      .when(capture())
      .thenNothing();
    given(...after(capture()))
      .when(capture({ content: content("b".repeat(64)) }))
      .thenRejects("enforcement.evidence.key_reused");
  });

  it("knows no electronic data before there was a law that did", () => {
    given()
      .when(capture({ kind: "electronic", rules: rulesOf("evidence@2012") }))
      .thenRejects("enforcement.evidence.kind_unknown");
    expect(stateAfter(capture({ kind: "electronic", rules: rulesOf("evidence@2015") })).article).toBe("三十三（四）");
  });

  it.each([
    ["an officer who may not", { officers: [competentOf("li"), incompetentOf("wang")] }, "evidence.not_competent"],
    ["others than who hands it in", { officers: [competentOf("wang")] }, "evidence.not_capturer"],
    ["neither file nor object", { content: undefined, thing: undefined }, "evidence.nothing"],
    ["other bytes than the device saw", { claimed: "b".repeat(64) }, "evidence.hash_differs"],
    ["a hash of bytes that never came", { content: undefined, claimed: SHA }, "evidence.hash_differs"],
    ["a file that is too large", { content: { ...content(), bytes: 6_000_000 } }, "evidence.too_large"],
    ["one more than a dossier may have", { itemsBefore: 300 }, "evidence.too_many"],
    ["what comes from the future", { capturedAt: "2022-03-01T04:00:00.001Z" }, "evidence.ahead"],
    ["a seal on no object", { thing: undefined, seal: "S1" }, "evidence.nothing_to_seal"],
    ["a device without its site", { origin: "monitoring" as const }, "evidence.monitoring_details"],
  ])("refuses %s", (_what, data, code) => {
    given().when(capture(data)).thenRejects(`enforcement.${code}`);
  });
});

describe("监控 monitoring", () => {
  const monitoring = { device: "CAM-7", site: "North gate", publishedOn: "2022-01-10", publishedIn: "gazette 2022-3" };
  const recorded = capture({ origin: "monitoring", monitoring });
  const review = (fit: boolean, by = "zhao") =>
    command(
      "ReviewMonitoring",
      {
        genuine: true,
        clear: fit,
        complete: true,
        accurate: true,
        officer: competentOf(by),
        rules: rulesOf("evidence@2021"),
      },
      by,
    );

  it("is not used before its review, and not after one that finds it unfit", () => {
    expect(standingOf(stateAfter(recorded))).toBe("unreviewed");
    expect(standingOf(stateAfter(recorded, review(true)))).toBe("usable");
    expect(standingOf(stateAfter(recorded, review(false)))).toBe("unfit");
  });

  it("is not taken from a place that was published later", () => {
    given()
      .when(capture({ origin: "monitoring", monitoring: { ...monitoring, publishedOn: "2022-03-02" } }))
      .thenRejects("enforcement.evidence.site_not_published");
  });

  it("is reviewed once, by somebody else, who is competent", () => {
    given(...after(recorded))
      .when(review(true, "wang"))
      .thenRejects("enforcement.evidence.own_review");
    given(...after(recorded, review(true)))
      .when(review(true))
      .thenRejects("enforcement.evidence.reviewed");
    given(...after(capture()))
      .when(review(true))
      .thenRejects("enforcement.evidence.nothing_to_review");
  });
});

describe("移交 custody", () => {
  const accept = (by: string, at = NOON, seal?: string) =>
    command(
      "AcceptCustody",
      { offer: `li>chen@${NOON}`, signed: signedBy(by, at), ...(seal === undefined ? {} : { seal }) },
      by,
      at,
    );

  it("goes over when the other side signs too, and not before", () => {
    expect(stateAfter(capture(), offer("chen")).custody.holder).toBe("li");
    expect(stateAfter(capture(), offer("chen"), accept("chen")).custody).toEqual({
      holder: "chen",
      place: "room-2",
      since: NOON,
    });
  });

  it("stays where it was when the offer is refused, withdrawn or too old", () => {
    const refused = command("RefuseCustody", { offer: `li>chen@${NOON}`, reason: "the label is torn" }, "chen");
    expect(stateAfter(capture(), offer("chen"), refused)).toMatchObject({ custody: { holder: "li", place: "room-1" } });
    const withdrawn = stateAfter(capture(), offer("chen"), command("WithdrawOffer", { offer: `li>chen@${NOON}` }));
    expect(withdrawn.offer).toBeUndefined();
    given(...after(capture(), offer("chen")))
      .when(accept("chen", "2022-03-04T04:00:00.001Z"))
      .thenRejects("enforcement.custody.offer_expired");
  });

  it("is offered by the holder alone, to somebody else, one at a time", () => {
    given(...after(capture()))
      .when(offer("chen", "wang"))
      .thenRejects("enforcement.custody.not_holder");
    given(...after(capture()))
      .when(offer("li"))
      .thenRejects("enforcement.custody.to_oneself");
    given(...after(capture(), offer("chen")))
      .when(offer("zhou"))
      .thenRejects("enforcement.custody.offer_open");
    given(...after(capture(), offer("chen")))
      .when(accept("zhou"))
      .thenRejects("enforcement.custody.not_offered_to");
    const late = "2022-03-05T04:00:00.000Z";
    expect(stateAfter(capture(), offer("chen"), offer("zhou", "li", late)).offer?.to).toBe("zhou");
  });

  it("needs the seal that is on record", () => {
    const sealed = after(capture({ seal: "S1" }), offer("chen"));
    given(...sealed)
      .when(accept("chen"))
      .thenRejects("enforcement.custody.seal_differs");
    given(...sealed)
      .when(accept("chen", NOON, "S2"))
      .thenRejects("enforcement.custody.seal_differs");
    expect(stateAfter(capture({ seal: "S1" }), offer("chen"), accept("chen", NOON, "S1")).custody.holder).toBe("chen");
  });
});

describe("封存 seal", () => {
  const put = (seal: string, names = 0) => command("SealEvidence", { seal, witnesses: seen, names });
  const broken = command("BreakSeal", {
    reason: "counted again",
    witnesses: [{ role: "party", name: "1.x" }],
    names: 0,
  });

  it("is put on and broken before others, with a new number each time", () => {
    expect(stateAfter(capture(), put("S1")).seal).toBe("S1");
    expect(stateAfter(capture(), put("S1"), broken)).toMatchObject({ names: 1, usedSeals: ["S1"] });
    given(...after(capture(), put("S1"), broken))
      .when(put("S1", 1))
      .thenRejects("enforcement.evidence.seal_used");
    given(...after(capture(), put("S1"), broken))
      .when(put("S2", 0))
      .thenRejects("enforcement.evidence.changed_meanwhile");
  });

  it("needs a witness who is somebody else", () => {
    given(...after(capture()))
      .when(command("SealEvidence", { seal: "S1", witnesses: [], names: 0 }))
      .thenRejects("enforcement.evidence.witnesses_missing");
    given(...after(capture()))
      .when(command("SealEvidence", { seal: "S1", witnesses: [{ role: "officer", account: "li" }], names: 0 }))
      .thenRejects("enforcement.evidence.own_witness");
  });
});

describe("处置 disposal", () => {
  const disposed = (witnesses: readonly (typeof seen)[number][], approvedBy = "head") =>
    command("DisposeEvidence", { way: "destroyed", document: "D-1", approvedBy, witnesses, names: 0 });

  it("is approved by another and, for destroying, seen by two", () => {
    given(...after(capture()))
      .when(disposed(seen))
      .thenRejects("enforcement.evidence.witnesses_missing");
    given(...after(capture()))
      .when(disposed([...seen, { role: "officer", account: "chen" } as never], "li"))
      .thenRejects("enforcement.evidence.own_approval");
    const gone = stateAfter(capture(), disposed([...seen, { role: "officer", account: "chen" } as never]));
    expect(gone).toMatchObject({ status: "disposed", disposal: "destroyed", content: { sha256: SHA } });
  });

  it("is not possible for what is offered, with an expert, or only a file", () => {
    const two = [...seen, { role: "officer", account: "chen" } as never];
    given(...after(capture(), offer("chen")))
      .when(disposed(two))
      .thenRejects("enforcement.custody.offer_open");
    const asked = command("AppointExpert", { institution: "metrology", question: "weight" });
    given(...after(capture(), asked))
      .when(disposed(two))
      .thenRejects("enforcement.evidence.with_expert");
    given(...after(capture({ thing: undefined })))
      .when(disposed(two))
      .thenRejects("enforcement.evidence.nothing_to_dispose");
  });
});

it("is excluded by somebody who did not capture it, and is used no more (第四十六条)", () => {
  const excluded = (by: string) => command("ExcludeEvidence", { ground: "illegalMeans", reason: "coerced" }, by);
  given(...after(capture()))
    .when(excluded("wang"))
    .thenRejects("enforcement.evidence.own_exclusion");
  expect(standingOf(stateAfter(capture(), excluded("head")))).toBe("excluded");
});

it("names the steps whose whole-process record is missing (第四十七条)", () => {
  const rules = rulesOf("evidence@2021");
  const missing = missingRecordings(
    rules,
    ["investigate", "deliver", "inform"],
    [
      { step: "investigate", record: "audio" },
      { step: "deliver", record: "audio" },
    ],
  );
  expect(missing.map(({ step }) => step)).toEqual(["deliver"]);
  expect(stateAfter(capture({ thing })).thing).toEqual(thing);
});
