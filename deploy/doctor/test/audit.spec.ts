import { generateKeyPairSync } from "node:crypto";
import { chainOf, sealHead, signingKeyOf, type ChainHead, type HistoryEntry } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import { auditChecker, type Anchor, type Epoch } from "../audit.ts";

const key = signingKeyOf(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());
const sealedAt = "2026-01-05T01:00:00.000Z";
const { extend } = chainOf<object>("dispatch.case");
const event = { type: "CaseAccepted", data: { at: sealedAt } };
const historyOf = (id: string): readonly HistoryEntry<object>[] => extend(id, [], [{ event }, { event }], 1).added;

const headOf = (id: string, version: number): ChainHead => {
  return { id, version, hash: historyOf(id)[version - 1]?.link?.hash ?? "" };
};
const first = [headOf("A", 1), headOf("B", 2)];
const second = [headOf("A", 2)];
const one: Epoch = { ...sealHead({ before: undefined, leaves: first, sealedAt, complete: true }, key), cases: first };
const two: Epoch = { ...sealHead({ before: one.head, leaves: second, sealedAt, complete: true }, key), cases: second };
const anchorOf = ({ head, signature }: Epoch): Anchor => ({ head: { ...head, signature }, contradictions: [] });
const cases = [
  { _id: "A", history: historyOf("A") },
  { _id: "B", history: historyOf("B") },
];

interface Stores {
  readonly epochs?: readonly Epoch[];
  readonly anchors?: readonly Anchor[];
  readonly seen?: typeof cases;
}

const problemsOf = ({
  epochs = [one, two],
  anchors = [anchorOf(one), anchorOf(two)],
  seen = cases,
}: Stores): readonly string[] => {
  const check = auditChecker("dispatch");
  for (const epoch of epochs) check.epoch(String(epoch.head.epoch), epoch);
  for (const anchor of anchors) check.anchor(String(anchor.head?.epoch), anchor);
  for (const document of seen) check.see("cases", document);
  return check.problems().map((problem) => `${problem.check} ${problem.subject}: ${problem.detail}`);
};

describe("the doctor on the audit trail", () => {
  it("has nothing to say of sound heads, nor of one that was sealed while it looked", () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ epochs: [one], seen: cases })).toEqual([]);
  });

  it("finds a case that is another than the sealed one, or gone", () => {
    const rewritten = { _id: "A", history: historyOf("C") };
    expect(problemsOf({ seen: [rewritten, cases[1]!] })).toEqual([
      "seal dispatch/cases/A: entry 1 is not the one that was sealed",
      "seal dispatch/cases/A: entry 2 is not the one that was sealed",
    ]);
    const cut = { _id: "A", history: historyOf("A").slice(0, 1) };
    expect(problemsOf({ seen: [cut, cases[1]!] })).toEqual([
      "seal dispatch/cases/A: entry 2 is not the one that was sealed",
    ]);
    expect(problemsOf({ seen: [cases[0]!] })).toEqual([
      "seal dispatch/cases/B: it was sealed, and is not there any more",
    ]);
  });

  it("finds a head that is not sound", () => {
    const other = { ...one, cases: [headOf("A", 2), headOf("B", 2)] };
    expect(problemsOf({ epochs: [other, two] })[0]).toBe("seal dispatch/audit/1: its root is not that of its leaves");
    const moved = { ...two, head: { ...two.head, previous: null } };
    expect(problemsOf({ epochs: [one, moved] })[0]).toBe("seal dispatch/audit/2: its signature does not fit");
    expect(problemsOf({ epochs: [two] })[0]).toBe("seal dispatch/audit/2: heads before it are missing");
  });

  it("finds a head that was made anew with the key, by its anchor", () => {
    const again: Epoch = {
      ...sealHead({ before: undefined, leaves: second, sealedAt, complete: true }, key),
      cases: second,
    };
    const next: Epoch = {
      ...sealHead({ before: again.head, leaves: second, sealedAt, complete: true }, key),
      cases: second,
    };
    expect(problemsOf({ epochs: [again, next], seen: [cases[0]!] })).toEqual([
      "anchor dispatch/audit/1: it was anchored otherwise",
      "anchor dispatch/audit/2: it was anchored otherwise",
    ]);
    expect(problemsOf({ anchors: [anchorOf(one)] })).toEqual(["anchor dispatch/audit/2: it is not anchored"]);
    const told = { ...anchorOf(one), contradictions: [one.head] };
    expect(problemsOf({ anchors: [told, anchorOf(two)] })).toEqual([
      "anchor dispatch/audit/1: two different heads were told",
    ]);
    expect(problemsOf({ epochs: [], anchors: [] }).length).toBe(0);
  });

  it("tells histories with one id in two collections apart", () => {
    const both = ["members", "officers"].map((collection) => ({ ...headOf("A", 2), collection }));
    const epoch = { ...sealHead({ before: undefined, leaves: both, sealedAt, complete: true }, key), cases: both };
    const check = auditChecker("enforcement");
    check.epoch("1", epoch);
    check.anchor("1", anchorOf(epoch));
    check.see("members", cases[0]!);
    check.see("officers", { _id: "A", history: historyOf("C") });
    expect(check.problems().map(({ subject, detail }) => `${subject}: ${detail}`)).toEqual([
      "enforcement/officers/A: entry 2 is not the one that was sealed",
    ]);
  });
});
