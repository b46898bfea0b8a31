import { specFor } from "@wangge/kit/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trackingNumbers } from "../src/app/numbers.ts";
import {
  isTrackingNumber,
  reportDecider,
  trackingNumber,
  type AcceptReport,
  type Report,
} from "../src/domain/index.ts";

const AT = "2017-12-27T01:20:00.000Z";
const report: Report = {
  trackingNumber: "20171227-0000017-4",
  kind: "event",
  category: "event-0110",
  categoryScheme: "gbt-30428.2-2013-as-implemented@2026.1",
  grid: "510108002001001",
  channel: "window",
  visibility: "public",
  hasReporter: false,
  fingerprint: "f1",
};
const accept = (data: Partial<Report> = {}): AcceptReport => ({
  type: "AcceptReport",
  data: { ...report, ...data },
  at: AT,
});

describe("accept 受理", () => {
  const given = specFor(reportDecider);
  const accepted = { type: "ReportAccepted", data: { ...report, at: AT } } as const;

  it("takes a report on", () => {
    given().when(accept()).then(accepted);
  });

  it("gives the first receipt again when the same request comes twice, whatever number it was given meanwhile", () => {
    given(accepted)
      .when(accept({ trackingNumber: "20171227-0000018-2" }))
      .thenNothing();
  });

  it("stays a report when its words are erased, once", () => {
    const erase = { type: "EraseDescription", data: { accessId: "x" }, at: AT } as const;
    const erased = { type: "DescriptionErased", data: { accessId: "x", at: AT } } as const;
    given(accepted).when(erase).then(erased);
    given(accepted, erased).when(erase).thenNothing();
    given().when(erase).thenRejects("intake.report.unknown");
  });

  it("refuses another report under the same key", () => {
    given(accepted)
      .when(accept({ fingerprint: "f2" }))
      .thenRejects("intake.report.key_reused");
  });
});

describe("the tracking number", () => {
  const number = fc
    .tuple(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 9_999_999 }))
    .map(([day, sequence]) => trackingNumber(`2017-12-${String(day).padStart(2, "0")}`, sequence));

  it("can be checked", () => {
    fc.assert(fc.property(number, (text) => isTrackingNumber(text)));
  });

  it("with any one digit misheard is wrong", () => {
    fc.assert(
      fc.property(number, fc.nat(17), fc.integer({ min: 1, max: 9 }), (text, place, shift) => {
        const digits = text.replaceAll("-", "");
        const index = place % digits.length;
        const wrong = String((Number(digits[index]) + shift) % 10);
        const changed = digits.slice(0, index) + wrong + digits.slice(index + 1);
        const spelled = `${changed.slice(0, 8)}-${changed.slice(8, -1)}-${changed.slice(-1)}`;
        expect(isTrackingNumber(spelled)).toBe(false);
      }),
    );
  });
});

describe("tracking numbers by blocks", () => {
  const counter = () => {
    const next = new Map<string, number>();
    let asked = 0;
    return {
      take: (name: string, count: number) => {
        asked += 1;
        const first = next.get(name) ?? 1;
        next.set(name, first + count);
        return Promise.resolve(first);
      },
      asked: () => asked,
    };
  };

  it("come once, although many ask at the same time", async () => {
    const { take, asked } = counter();
    const numberFor = trackingNumbers(take);
    const numbers = await Promise.all(Array.from({ length: 1_000 }, () => numberFor(AT)));
    expect(new Set(numbers).size).toBe(1_000);
    expect(asked()).toBe(5);
  });

  it("begin anew with the district's day, which begins at 16:00 UTC", async () => {
    const numberFor = trackingNumbers(counter().take);
    expect(await numberFor("2017-12-27T15:59:59.999Z")).toMatch(/^20171227-0000001-/);
    expect(await numberFor("2017-12-27T16:00:00.000Z")).toMatch(/^20171228-0000001-/);
  });
});
