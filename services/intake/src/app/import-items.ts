import { reject } from "@wangge/kit";
import type { z } from "zod";
import { canonical, type StandingItem } from "../domain/index.ts";
import type { Change, ItemContent } from "./item-schema.ts";

interface Row {
  readonly code: string;
  readonly content: z.infer<typeof ItemContent>;
}

/** 导入. What a list would change, as changes to be admitted. @throws DomainError where it changes nothing */
export const proposeImport = (
  rows: readonly Row[],
  standing: readonly StandingItem[],
  effectiveFrom: string,
): { readonly changes: z.infer<typeof Change>[]; readonly unchanged: string[] } => {
  const unchanged: string[] = [];
  const changes = rows.flatMap(({ code, content }): z.infer<typeof Change>[] => {
    const latest = standing.find((one) => one.code === code)?.latest;
    if (latest === undefined) return [{ kind: "newItem", code, effectiveFrom, content }];
    if (canonical(latest.content) === canonical(content)) {
      unchanged.push(code);
      return [];
    }
    const kind = latest.content.level === content.level ? "newVersion" : "changeLevel";
    return [{ kind, code, effectiveFrom, base: latest.id, content }];
  });
  if (changes.length === 0) throw reject("intake.admission.empty", "The list changes nothing", { unchanged });
  return { changes, unchanged };
};
