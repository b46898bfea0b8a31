/** Who sees which field of a reporter, held against the table that is published of it: deploy/security/fields.md. */
import { readFileSync } from "node:fs";
import { isDomainError, Role, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { compose } from "../src/compose.ts";
import { manifests, testConfig } from "./builders.ts";

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
const rule = Rules.parse(JSON.parse(readFileSync(table, "utf8"))).find(({ fields }) =>
  fields.includes("reporter.phone"),
);
if (rule === undefined) throw new Error("the table has no rule");

const GRID = "510108002001001";
const reporter = {
  name: "张三",
  phone: "13800000000",
  email: "zhang@example.org",
  identityNumber: "510108189901010010",
};
const MASKED = { name: "张*", phone: "138****0000", email: "z***@example.org", identityNumber: "51***************0" };
const reason = { purpose: "contact", text: "处置前需与本人核对地点" };

let platform: MemoryPlatform;
let reportId = "";
const as = (role: Role): WireMeta => ({ actor: { id: `acc-${role}`, roles: [role] }, external: true });
const seenBy = (action: string, input: object, role: Role): Promise<unknown> =>
  platform.call(action, input, as(role)).catch((error: unknown) => (isDomainError(error) ? error.code : error));

beforeAll(async () => {
  platform = await memoryPlatform({
    manifests,
    compose,
    config: { ...testConfig, UNMASK_PER_HOUR: 100 },
    calls: {
      "registry.resolve": ({ places }: { readonly places: readonly unknown[] }) => ({ grids: places.map(() => GRID) }),
      "registry.version": () => ({ version: "1" }),
      "dispatch.track": () => ({ progress: { status: "assigned", overdue: false }, handles: false }),
    },
  });
  const report = { category: "event-0201", channel: "window", description: "乱贴小广告", grid: GRID, reporter };
  ({ reportId } = (await platform.call("accept", report, as("clerk"))) as { reportId: string });
});
afterAll(() => platform.stop());

it.each(Role.options)("%s sees a reporter as the table says, in clear only with a reason", async (role) => {
  const seen = await seenBy("get", { reportId }, role);
  const shown = (seen as { readonly reporter?: object }).reporter;
  expect(shown).toEqual(rule.masked.includes(role) ? MASKED : undefined);
  for (const field of Object.values(reporter)) expect(JSON.stringify(seen)).not.toContain(field);
  expect([rule.clear, rule.clearBy]).toEqual([[], ["intake.unmask"]]);
  const unmasked = await seenBy("unmask", { reportId, reason }, role);
  if (rule.masked.includes(role)) expect(unmasked).toMatchObject({ reporter: { name: reporter.name } });
  else expect(unmasked).toBe("auth.role_missing");
});
