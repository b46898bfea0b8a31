import { Day, Fen } from "@wangge/contracts";
import { z } from "zod";
import district from "../../../data/dossier/district-rules.json" with { type: "json" };
import {
  districtEditions,
  firstProcess,
  guardNames,
  problemsOfProcess,
  REFUSALS,
  type DistrictRules,
} from "../../domain/dossier/index.ts";
import type { LawBook } from "../../domain/law/index.ts";
import { inOrder, Period } from "../editions.ts";

const District: z.ZodType<DistrictRules> = z.strictObject({
  version: z.string().min(1),
  effectiveFrom: Day,
  periods: z.strictObject({
    defence: Period,
    decisionExtension: Period,
    noticeDelivery: Period,
    summaryRecord: Period,
    retention: Period,
  }),
  hearing: z.strictObject({ citizen: Fen, organization: Fen }),
  discussion: z.strictObject({ fine: Fen, members: z.int().min(1) }),
  decisionExtensions: z.int().min(0),
});
const File = z.strictObject({ standIn: z.boolean(), source: z.string().min(1), editions: z.array(District).min(1) });

/** What the domain was compiled with. @throws Error where a rule, a step or a limit stands for nothing */
export const checkDossierData = (law: LawBook): void => {
  inOrder(File.parse(district).editions);
  const problems = problemsOfProcess(firstProcess, {
    guards: guardNames,
    refusals: new Set(Object.keys(REFUSALS)),
    districtPeriods: new Set(districtEditions.flatMap(({ periods }) => Object.keys(periods))),
    figures: (statute) =>
      new Set(law.editions.flatMap((one) => (one.statute === statute ? Object.keys(one.figures) : []))),
  });
  if (problems.length > 0) throw new Error(`the process of dossiers: ${problems.join("; ")}`);
};
