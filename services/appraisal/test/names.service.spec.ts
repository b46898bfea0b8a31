import { DepartmentsOf, StreetsOn } from "@wangge/contracts/calls";
import { DomainError } from "@wangge/kit";
import type { MemoryPlatform } from "@wangge/kit/testing";
import { afterEach, describe, expect, it } from "vitest";
import { namesBy } from "../src/adapters/names.ts";
import { deliver, lifeOf, officer, openService, STREETS } from "./appraisal-platform.ts";

const [FIRST] = STREETS;
const QUARTER = { card: "street", from: "2018-01-01", until: "2018-04-01" };

let platform: MemoryPlatform | undefined;
afterEach(() => platform?.stop());

const told = () =>
  Array.from({ length: 5 }, () => lifeOf({ street: FIRST, reportedAt: "2018-01-10T02:00:00.000Z", handled: 5 })).flat();

describe("what those appraised are called", () => {
  it("stands beside their codes in a ranking, and on its picture instead of them", async () => {
    platform = await openService();
    await deliver(platform, told());
    const { names } = (await platform.call("standings", QUARTER, officer)) as { readonly names: object };
    expect(names).toEqual(Object.fromEntries(STREETS.map((code) => [code, { zh: `名 ${code}`, en: `名 ${code}` }])));

    platform.clock.set("2018-05-02T01:00:00.000Z");
    const { appraisalId } = (await platform.call("openAppraisal", QUARTER, officer)) as {
      readonly appraisalId: string;
    };
    for (const step of ["freezeAppraisal", "makeEdition"]) await platform.call(step, { appraisalId }, officer);
    const { content } = (await platform.call("appraisalChart", { appraisalId }, officer)) as {
      readonly content: string;
    };
    const svg = Buffer.from(content, "base64").toString();
    expect(svg).toContain(`>1  名 ${FIRST}</text>`);
    expect(svg).toContain(`1. 名 ${FIRST}: `);
  });

  it("is left out where the register is away: a ranking without names is one all the same", async () => {
    const away = new DomainError("unavailable", "service.unavailable", "away");
    const namesOf = namesBy(() => Promise.reject(away), { ms: () => 0 });
    expect(await namesOf("street", "2018-03-31", STREETS)).toEqual(new Map());
    const broken = namesBy(() => Promise.reject(new Error("a bug")), { ms: () => 0 });
    await expect(broken("street", "2018-03-31", STREETS)).rejects.toThrow("a bug");
  });

  it("is asked for once a minute, and of people only for those that are meant", async () => {
    const asked: string[] = [];
    let now = 0;
    const namesOf = namesBy(
      (action, input) => {
        asked.push(action);
        if (action === StreetsOn.name)
          return Promise.resolve({ streets: [{ code: FIRST, name: "街", agricultural: false }] });
        if (action === DepartmentsOf.name)
          return Promise.resolve({ departments: [{ code: "housing", name: { zh: "住房局", en: "Housing" } }] });
        return Promise.resolve({ people: (input as { ids: string[] }).ids.map((id) => ({ id, label: `称呼 ${id}` })) });
      },
      { ms: () => now },
    );
    await namesOf("street", "2018-03-31", []);
    expect((await namesOf("subCentre", "2018-03-31", [])).get(FIRST)?.zh).toBe("街");
    now = 61_000;
    await namesOf("street", "2018-03-31", []);
    expect(asked).toEqual([StreetsOn.name, StreetsOn.name]);
    expect((await namesOf("department", "2018-03-31", [])).get("housing")?.en).toBe("Housing");
    expect(await namesOf("acceptor", "2018-03-31", ["w-0001"])).toEqual(
      new Map([["w-0001", { zh: "称呼 w-0001", en: "称呼 w-0001" }]]),
    );
    expect(await namesOf("worker", "2018-03-31", [])).toEqual(new Map());
  });
});
