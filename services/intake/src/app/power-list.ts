import { createHash } from "node:crypto";
import { Day, ItemClassCode, ItemCode, ItemLevel } from "@wangge/contracts";
import { DomainError } from "@wangge/kit";
import { z } from "zod";
import { hashOf, type AdmissionParts, type AdmissionRules, type Change, type Digest } from "../domain/index.ts";
import { readData } from "./dated.ts";
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

let list: PowerList | undefined;

/** Reads and checks the list once, at start. */
export const loadPowerList = (): PowerList => {
  if (list !== undefined) return list;
  const { classes, decidedOn, effectiveFrom, items } = readData("power-list.json", PowerListFile);
  const changes = items.map(({ code, content }): Change => ({ kind: "newItem", code, effectiveFrom, content }));
  return (list = { classes, decidedOn, changes });
};

const Rules = z.array(
  z.object({
    from: Day,
    source: z.string(),
    always: z.array(z.string()).min(1),
    takesOn: z.object({ street: z.string(), community: z.string() }),
  }),
);

/** 准入规则 by date. @throws DomainError `intake.admission.no_rules` before the first */
export const loadAdmissionRules = (): ((day: string) => AdmissionRules) => {
  const all = readData("admission-rules.json", Rules).toSorted((one, other) => (one.from < other.from ? -1 : 1));
  return (day) => {
    const rules = all.findLast(({ from }) => from <= day);
    if (rules === undefined)
      throw new DomainError("rule", "intake.admission.no_rules", "No rules of admission are known for this day", {
        day,
      });
    return rules;
  };
};

/** Of each list once: there are hundreds of items in it. */
const hashes = new WeakMap<PowerList, string>();

/** What the rules of an admission need from outside. */
export const admissionParts = (powerList: PowerList = loadPowerList()): AdmissionParts => {
  const foundingHash = hashes.get(powerList) ?? hashOf(powerList.changes, digest);
  hashes.set(powerList, foundingHash);
  return { digest, rulesOn: loadAdmissionRules(), foundingHash };
};
