import { chinaCalendar } from "@wangge/calendar";
import { describe, expect, it } from "vitest";
import { checkEditions } from "../src/app/law-data.ts";
import { firstLawBook as law } from "../src/domain/law/index.ts";

const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe("the statutes by day 法律版本", () => {
  it("have editions of the right shape that follow one another", () => {
    expect(() => checkEditions(law.editions)).not.toThrow();
    const [first] = law.editions;
    expect(() => checkEditions([{ ...first, version: "penalty@x" } as never])).toThrow();
    expect(() => checkEditions([first, first] as never)).toThrow("does not follow");
  });

  it("change on the day that a revision begins", () => {
    expect(law.inForceOn("penalty", "2013-06-01").version).toBe("penalty@2009");
    expect(law.inForceOn("penalty", "2021-07-14").version).toBe("penalty@2017");
    expect(law.inForceOn("penalty", "2021-07-15").version).toBe("penalty@2021");
    expect(law.inForceOn("litigation", "2015-04-30").version).toBe("litigation@1989");
    expect(law.edition("reconsideration@2023").effectiveFrom).toBe("2024-01-01");
  });

  it.each([
    ["2013-06-01", "summaryCitizen", 5_000, "第三十三条"],
    ["2021-07-15", "summaryCitizen", 20_000, "第五十一条"],
    ["2013-06-01", "summaryOrganization", 100_000, "第三十三条"],
    ["2021-07-15", "summaryOrganization", 300_000, "第五十一条"],
    ["2013-06-01", "onSpotCollection", 2_000, "第四十七条"],
    ["2021-07-15", "onSpotCollection", 10_000, "第六十八条"],
    ["2013-06-01", "hearingRequest", { amount: 3, unit: "day" }, "第四十二条"],
    ["2021-07-15", "hearingRequest", { amount: 5, unit: "workingDay" }, "第六十四条、第八十五条"],
    ["2013-06-01", "preservation", { amount: 7, unit: "day" }, "第三十七条"],
    ["2021-07-15", "preservation", { amount: 7, unit: "workingDay" }, "第五十六条、第八十五条"],
    ["2013-06-01", "payWithin", { amount: 15, unit: "day" }, "第四十六条"],
    ["2021-07-15", "decideWithin", { amount: 90, unit: "day" }, "第六十条"],
  ] as const)("on %s %s is %j by %s", (day, name, value, article) => {
    expect(law.figure("penalty", day, name)).toMatchObject({ value, article });
  });

  it("give three months to sue in 2013 and six from May 2015 on", () => {
    expect(law.figure("litigation", "2013-06-01", "directSuit").value).toEqual({ amount: 3, unit: "month" });
    expect(law.figure("litigation", "2015-05-01", "directSuit").value).toEqual({ amount: 6, unit: "month" });
  });

  it("name the edition of a figure, and know where there is none", () => {
    expect(law.figure("penalty", "2022-01-01", "decideWithin").version).toBe("penalty@2021");
    expect(law.figureIfAny("penalty", "2013-06-01", "decideWithin")).toBeUndefined();
    expect(() => law.figure("penalty", "2013-06-01", "decideWithin")).toThrow(refused("enforcement.law.no_figure"));
  });

  it("are not guessed before the first edition, nor by a name that is none", () => {
    expect(() => law.inForceOn("compulsion", "2011-12-31")).toThrow(refused("enforcement.law.not_loaded"));
    expect(() => law.edition("penalty@2030")).toThrow(refused("enforcement.law.edition_unknown"));
  });

  it("say what is supposed and not read", () => {
    const supposed = law.editions.flatMap(({ version, figures }) =>
      Object.entries(figures).flatMap(([name, figure]) => (figure?.assumed === true ? [`${version} ${name}`] : [])),
    );
    expect(supposed).toEqual([
      "penalty@2009 summaryOfficers",
      "penalty@2009 milderLaterLaw",
      "compulsion@2012 releaseAtOnce",
      "penalty@2017 summaryOfficers",
      "penalty@2017 milderLaterLaw",
    ]);
  });
});

describe("last days that people know 期间届满日", () => {
  it("leave out the first day and the holidays, count the make-up Saturday, and roll over", () => {
    // Told on Wednesday 2021-09-15: Thursday, Friday, Saturday (worked), then Wednesday after 中秋节.
    expect(law.lastDay("2021-09-15", { amount: 5, unit: "workingDay" })).toBe("2021-09-23");
    // Fifteen days from 2021-09-17 end in 国庆节.
    expect(law.lastDay("2021-09-17", { amount: 15, unit: "day" })).toBe("2021-10-08");
    expect(law.lastDay("2023-08-31", { amount: 6, unit: "month" })).toBe("2024-02-29");
    expect(law.lastDay("2024-02-29", { amount: 1, unit: "year" })).toBe("2025-02-28");
  });

  it("are not guessed beyond the calendar", () => {
    const beyond = `${String(chinaCalendar.lastYear)}-12-20`;
    expect(() => law.lastDay(beyond, { amount: 6, unit: "month" })).toThrow(refused("calendar.year_not_loaded"));
  });
});
