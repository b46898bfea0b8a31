import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Language } from "./language.ts";

const Text = z.object({ zh: z.string(), en: z.string() });
type Text = z.infer<typeof Text>;
const Told = z.object({ status: z.string().regex(/^[A-Z_]+$/), text: Text });

const File = z.object({
  version: z.string(),
  effectiveFrom: z.iso.date(),
  source: z.string(),
  steps: z.record(z.string(), Told),
  reasons: z.record(z.string(), Told),
  openStatuses: z.array(z.string()),
  closedStatuses: z.array(z.string()),
  notices: z.object({ accepted: Text, mergedInto: Text, notKept: Text, noPhotos: Text, reopenNoted: Text }),
});

const data = File.parse(JSON.parse(readFileSync(new URL("../../data/open311.json", import.meta.url), "utf8")));

export const notices = data.notices;
/** Words with which other programs say that a matter is not done. */
export const openStatuses: ReadonlySet<string> = new Set(data.openStatuses);
export const knownStatuses: ReadonlySet<string> = new Set([...data.openStatuses, ...data.closedStatuses]);

/** What a step is called in the extension of GeoReport, and in words. Undefined for a step that no table names. */
export const toldOf = (
  step: string,
  reason: string | undefined,
  language: Language,
): { readonly status: string; readonly text: string } | undefined => {
  const told = (reason === undefined ? undefined : data.reasons[reason]) ?? data.steps[step];
  return told === undefined ? undefined : { status: told.status, text: told.text[language] };
};
