/** Who sees which field of a party, held against the table that is published of it: deploy/security/fields.md. */
import { readFileSync } from "node:fs";
import { isDomainError, Role } from "@wangge/kit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { AREA } from "./dossier-builders.ts";
import { office, type Office } from "./dossier-platform.ts";

/** The table's rule: deploy/security/data/personal-fields.json. */
const Rules = z.array(
  z.looseObject({
    fields: z.array(z.string()),
    masked: z.array(Role),
    clear: z.array(Role),
    clearBy: z.array(z.string()),
  }),
);
const table = new URL("../../../deploy/security/data/personal-fields.json", import.meta.url);
const rule = Rules.parse(JSON.parse(readFileSync(table, "utf8"))).find(({ fields }) => fields.includes("party.phone"));
if (rule === undefined) throw new Error("the table has no rule");

const DAY = "2021-09-09";
const party = { name: "王小明", idNumber: "510108199001011234", phone: "13800000000", address: "成华区某路1号" };
const MASKED = { kind: "citizen", masked: true, name: "王*", phone: "138****00" };

let desk: Office;
let dossierId: unknown;

beforeAll(async () => {
  desk = await office(`${DAY}T01:00:00.000Z`);
  const act = { committedOn: DAY, foundOn: DAY };
  const about = { source: { kind: "inspection" }, item: "power-0001", area: AREA, act, facts: "在人行道上占道经营" };
  const asked = { ...about, party: { kind: "citizen", ...party } };
  ({ dossierId } = await desk.ask("acc-1", "officer", "openDossier", asked));
  await desk.ask("acc-lead", "enforcementLead", "fileDossier", { dossierId, officers: ["acc-1", "acc-2"] });
});
afterAll(() => desk.platform.stop());

it("who investigates sees the party in clear", async () => {
  expect(await desk.ask("acc-1", "officer", "dossier", { dossierId })).toMatchObject({ party });
});

it.each(Role.options)("%s of the body, not involved, sees the party as the table says", async (role) => {
  const seen = await desk
    .ask("acc-9", role, "dossier", { dossierId })
    .catch((error: unknown) => (isDomainError(error) ? { refused: error.code } : { error }));
  if (rule.clear.includes(role)) expect(seen).toMatchObject({ party });
  else if (rule.masked.includes(role)) expect(seen).toMatchObject({ party: MASKED });
  else expect(seen).toMatchObject({ refused: expect.stringMatching(/^(auth\.role_missing|enforcement\.dossier\.unknown)$/) as string }); // prettier-ignore
  for (const field of Object.values(party))
    expect(JSON.stringify(seen).includes(field)).toBe(rule.clear.includes(role));
});
