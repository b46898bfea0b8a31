import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Day, ItemClassCode, ItemCode, ItemLevel } from "@wangge/contracts";
import { DomainError } from "@wangge/kit";
import { z } from "zod";
import { hashOf, type AdmissionParts, type AdmissionRules, type Change, type Digest } from "../domain/index.ts";
import { ItemContent } from "./item-schema.ts";

/** SHA-256, hex. */
export const digest: Digest = (text) => createHash("sha256").update(text).digest("hex");

export const ItemClass = z.object({
  code: ItemClassCode,
  level: ItemLevel,
  name: z.object({ zh: z.string(), en: z.string() }),
  named: z.boolean().describe("the reform's own text names it"),
});
export type ItemClass = z.infer<typeof ItemClass>;

export const PowerListFile = z.object({
  standIn: z.boolean(),
  note: z.string(),
  source: z.string(),
  decidedOn: Day,
  effectiveFrom: Day,
  assumed: z.array(z.string()),
  classes: z.array(ItemClass),
  items: z.array(z.object({ code: ItemCode, content: ItemContent })),
});

/** 权力清单, as the reform decided it; or what stands in for it. */
export interface PowerList {
  readonly classes: readonly ItemClass[];
  readonly decidedOn: string;
  /** The list as one batch of new items. */
  readonly changes: readonly Change[];
}

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../data/${file}`, import.meta.url), "utf8"));

/** Reads and checks the list once, at start. */
export const loadPowerList = (): PowerList => {
  const { classes, decidedOn, effectiveFrom, items } = PowerListFile.parse(read("power-list.json"));
  const changes = items.map(({ code, content }): Change => ({ kind: "newItem", code, effectiveFrom, content }));
  return { classes, decidedOn, changes };
};

const Rules = z.object({
  from: Day,
  source: z.string(),
  always: z.array(z.string()).min(1),
  takesOn: z.object({ street: z.string(), community: z.string() }),
});

/** 准入规则 by date. @throws DomainError `intake.admission.no_rules` before the first */
export const loadAdmissionRules = (): ((day: string) => AdmissionRules) => {
  const all = z
    .array(Rules)
    .parse(read("admission-rules.json"))
    .sort((one, other) => (one.from < other.from ? -1 : 1));
  return (day) => {
    const rules = all.findLast(({ from }) => from <= day);
    if (rules === undefined)
      throw new DomainError("rule", "intake.admission.no_rules", "No rules of admission are known for this day", {
        day,
      });
    return rules;
  };
};

/** What the rules of an admission need from outside. */
export const admissionParts = ({ changes }: PowerList = loadPowerList()): AdmissionParts => ({
  digest,
  rulesOn: loadAdmissionRules(),
  foundingHash: hashOf(changes, digest),
});
