import { specFor } from "@wangge/kit/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accessDecider, identityNumberOf, masked, phoneOf, reporterDecider, type Access } from "../src/domain/index.ts";

const AT = "2017-12-27T01:20:00.000Z";
const LATER = "2018-12-27T01:20:00.000Z";

describe("a reporter 报告人", () => {
  const given = specFor(reporterDecider);
  const data = { fields: ["name", "phone"], filedBy: "acc-clerk" };
  const keep = { type: "KeepReporter", data, at: AT } as const;
  const kept = { type: "ReporterKept", data: { ...data, at: AT } } as const;
  const erase = { type: "EraseReporter", data: { accessId: "x" }, at: LATER } as const;
  const erased = { type: "ReporterErased", data: { accessId: "x", at: LATER } } as const;

  it("is kept once, however often the report is repeated", () => {
    given().when(keep).then(kept);
    given(kept).when(keep).thenNothing();
  });

  it("is erased once, and no repeat of the report brings him back", () => {
    given(kept).when(erase).then(erased);
    given(kept, erased).when(erase).thenNothing();
    given(kept, erased).when(keep).thenNothing();
  });

  it("can be erased before a repeat completes the report, and then never comes", () => {
    given().when(erase).then(erased);
    given(erased).when(keep).thenNothing();
  });
});

describe("the record of a reading 读取记录", () => {
  const data: Access = {
    kind: "unmask",
    reports: ["r"],
    account: "acc-1",
    role: "clerk",
    purpose: "contact",
    fields: ["phone"],
  };
  const record = { type: "RecordAccess", data, at: AT } as const;
  const recorded = { type: "AccessRecorded", data: { ...data, at: AT } } as const;

  it("is written once and never changed", () => {
    specFor(accessDecider)().when(record).then(recorded);
    specFor(accessDecider)(recorded)
      .when({ ...record, data: { ...data, account: "acc-2" } })
      .thenNothing();
  });
});

describe("a phone number", () => {
  it.each([
    ["13800000000", "8613800000000"],
    ["138-0000-0000", "8613800000000"],
    ["+86 138 0000 0000", "8613800000000"],
    ["8613800000000", "8613800000000"],
    ["0086-138 0000 0000", "8613800000000"],
    ["028-84321234", "862884321234"],
    ["(010) 6432 1234", "861064321234"],
    ["+86 28 8432 1234", "862884321234"],
    ["0838-5123456", "868385123456"],
  ])("%s has one spelling", (text, spelling) => {
    expect(phoneOf(text)).toBe(spelling);
  });

  it.each(["12345", "1380000000", "138000000000", "12800000000", "84321234", "028-1234567", "0838-0123456", "x", ""])(
    "%s is none",
    (text) => {
      expect(phoneOf(text)).toBeUndefined();
    },
  );

  it("is found in every way to write it down", () => {
    const written = fc.tuple(
      fc.stringMatching(/^1[3-9]\d{9}$/),
      fc.constantFrom("", "+86", "0086 ", "86"),
      fc.constantFrom("", " ", "-"),
    );
    fc.assert(
      fc.property(written, ([digits, country, gap]) => {
        const text = `${country}${digits.slice(0, 3)}${gap}${digits.slice(3, 7)}${gap}${digits.slice(7)}`;
        expect(phoneOf(text)).toBe(`86${digits}`);
      }),
    );
  });
});

describe("an identity number, GB 11643", () => {
  it.each([
    "510108189901010010",
    "510108189902280100",
    "510108189912319996",
    "510181189910011004",
    "510000189901010006",
  ])("%s fits", (number) => {
    expect(identityNumberOf(number)).toBe(number);
  });

  it.each([
    ["510108189901010011", "a wrong check character"],
    ["51010818990230001X", "30 February"],
    ["5101081899010100", "16 digits"],
    ["99999918990101001X", "an unknown province"],
  ])("%s does not: %s", (number) => {
    expect(identityNumberOf(number)).toBeUndefined();
  });

  it("has its X in upper case", () => {
    const withX = Array.from({ length: 100 }, (_, serial) => `51010818990101${String(serial).padStart(3, "0")}x`);
    const found = withX.flatMap((number) => identityNumberOf(number) ?? []);
    expect(found.length).toBeGreaterThan(0);
    for (const number of found) expect(number).toMatch(/^\d{17}X$/);
  });

  it("with any one place misread does not fit", () => {
    fc.assert(
      fc.property(fc.nat(16), fc.integer({ min: 1, max: 9 }), (place, shift) => {
        const number = "510108189901010010";
        const wrong = String((Number(number[place]) + shift) % 10);
        expect(identityNumberOf(number.slice(0, place) + wrong + number.slice(place + 1))).toBeUndefined();
      }),
    );
  });
});

describe("masking 脱敏", () => {
  it("leaves enough to recognise whom one knows", () => {
    expect(
      masked({
        name: "张小三",
        phone: "8613800000000",
        email: "someone@example.org",
        identityNumber: "510108189901010010",
      }),
    ).toEqual({
      name: "张*",
      phone: "138****0000",
      email: "s***@example.org",
      identityNumber: "51***************0",
    });
    expect(masked({ phone: "862884321234" })).toEqual({ phone: "028****1234" });
    expect(masked({ phone: "868385123456" })).toEqual({ phone: "0838****3456" });
  });
});
