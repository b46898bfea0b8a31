import { Day } from "@wangge/contracts";
import { DomainError, inForceOn } from "@wangge/kit";
import { z } from "zod";
import type { CandidateRules, RotaRules } from "../domain/index.ts";
import { readData } from "./data.ts";

const dated = { version: z.string(), effectiveFrom: Day, status: z.string(), source: z.string() };
const whole = z.int().min(0);

const Candidates = z.strictObject({
  ...dated,
  positionFreshSeconds: z.int().min(1),
  // Memory holds the shifts of yesterday to tomorrow.
  restHours: z.number().min(0).max(24),
  rotaNearHours: z.number().min(0).max(24),
  neighbours: z.enum(["never", "skilled", "always"]),
  mostOpen: z.int().min(1).optional().describe("absent: no limit"),
  points: z.strictObject({
    perOpenCase: whole,
    perHundredMetres: whole,
    mostForDistance: whole,
    unknownDistance: whole,
    justOrdered: whole,
    otherGrid: whole,
  }),
  orderFadesMinutes: z.number().positive(),
});

const Rota = z.strictObject({ ...dated, restHours: z.number().min(0), mostHours: z.number().positive() });

const CandidatesFile = z.strictObject({ versions: z.array(Candidates) });
const RotaFile = z.strictObject({ versions: z.array(Rota) });

/** The version in force on a day (Asia/Shanghai). @throws DomainError where none is yet */
export type OnDay<Rules> = (day: string) => Rules;

const onDay =
  <Rules extends { readonly effectiveFrom: string }>(what: string, versions: readonly Rules[]): OnDay<Rules> =>
  (day) => {
    const held = inForceOn(versions, day);
    if (held === undefined)
      throw new DomainError("rule", `dispatch.${what}.not_in_force`, "No such rules were in force on that day", {
        day,
      });
    return held;
  };

/** 候选人规则 by date. */
export const loadCandidateRules = (): OnDay<CandidateRules> =>
  onDay("candidate_rules", readData("candidates.json", CandidatesFile).versions);

/** 排班规则 by date. */
export const loadRotaRules = (): OnDay<RotaRules> =>
  onDay("rota_rules", readData("rota-rules.json", RotaFile).versions);
