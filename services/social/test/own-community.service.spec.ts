import type { WireMeta } from "@wangge/kit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  as,
  COMMUNITY,
  COURTYARD,
  formCouncil,
  officer,
  openStation,
  secondOfficer,
  social,
  type Station,
} from "./councils-builders.ts";

/** Another community's officer: the same role, and a council of his own that he serves. */
const OTHER = "510108002001";
const foreign = as("officer-other", ["communityOfficer"]);

let station: Station;
/** A box that was emptied and counted twice, a representative with one household. */
let there: { readonly point: string; readonly collection: string; readonly household: string };

const opened = async (id: string, meta: WireMeta = officer): Promise<string> => {
  const described = { community: COMMUNITY, kind: "box", place: id };
  return String((await station.ask("openOpinionPoint", described, meta))["id"]);
};
const home = { account: "rep-1", courtyard: COURTYARD, door: "3-1-502", name: "赵六" };

beforeEach(async () => {
  station = await openStation();
  await formCouncil(station);
  await station.ask("formCouncil", { community: OTHER, officers: ["officer-other"] }, social);
  const point = await opened("一号院门口");
  const { id: collection } = await station.ask("emptyBox", { id: point, count: 1 }, officer);
  await station.ask("confirmCount", { id: collection, count: 1 }, secondOfficer);
  await station.ask("appointRepresentative", { community: COMMUNITY, account: "rep-1" }, officer);
  const { households } = await station.ask("entrustHousehold", home, officer);
  const [household] = households as [{ readonly id: string }];
  there = { point, collection: String(collection), household: household.id };
});
afterEach(() => station.stop());

const codeOf = (action: string, input: object, meta: WireMeta): Promise<unknown> =>
  station.ask(action, input, meta).then(
    () => "allowed",
    (error: unknown) => (error as { readonly code?: unknown }).code,
  );

describe("an officer of a community has its rooms, letters and representatives, and no other's", () => {
  it.each<readonly [string, () => object]>([
    ["setOpinionHours", () => ({ id: there.point, hours: [{ weekday: 1, opens: "09:00", closes: "11:00" }] })],
    ["closeOpinionPoint", () => ({ id: there.point })],
    ["recordLetter", () => ({ id: there.collection, text: "路灯不亮" })],
    ["entrustHousehold", () => ({ ...home, door: "3-1-503" })],
    ["releaseHousehold", () => ({ account: "rep-1", household: there.household })],
    ["endRepresentative", () => ({ account: "rep-1" })],
  ])("%s", async (action, input) => {
    expect(await codeOf(action, input(), foreign)).toBe("social.council.not_yours");
    expect(await codeOf(action, input(), officer)).toBe("allowed");
  });

  it("entrustHousehold tells no other whose a door is", async () => {
    await station.ask("appointRepresentative", { community: COMMUNITY, account: "rep-2" }, officer);
    expect(await codeOf("entrustHousehold", { ...home, account: "rep-2" }, foreign)).toBe("social.council.not_yours");
    expect(await codeOf("entrustHousehold", { ...home, account: "rep-2" }, officer)).toBe(
      "social.contact.entrusted_elsewhere",
    );
  });
});
