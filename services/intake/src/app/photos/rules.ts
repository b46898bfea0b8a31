import { readFileSync } from "node:fs";
import { Day } from "@wangge/contracts";
import { reject } from "@wangge/kit";
import { z } from "zod";
import type { PhotoRules } from "../../domain/index.ts";

const count = z.int().min(1);
const views = z.array(z.enum(["near", "far", "reference"]));

const Rules = z.object({
  from: Day,
  source: z.string(),
  maxBytes: count,
  maxPixels: count,
  longEdge: count,
  thumbEdge: count,
  mostPerReport: count,
  mostBoxes: count,
  unclaimedMinutes: count,
  retryMinutes: z.array(z.number().positive()),
  wanted: z.object({ report: views, before: views, after: views }),
});

const FILE = new URL("../../../data/photo-rules.json", import.meta.url);

/** 照片规则 by date. @throws DomainError `intake.photo.no_rules` before the first */
export const loadPhotoRules = (): ((day: string) => PhotoRules) => {
  const all = z
    .array(Rules)
    .parse(JSON.parse(readFileSync(FILE, "utf8")))
    .sort((one, other) => (one.from < other.from ? -1 : 1));
  return (day) => {
    const rules = all.findLast(({ from }) => from <= day);
    if (rules === undefined)
      throw reject("intake.photo.no_rules", "No rules of photos are known for this day", { day });
    return rules;
  };
};
