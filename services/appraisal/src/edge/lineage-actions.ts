import { CaseId, Instant } from "@wangge/contracts";
import { action, canonicalJson, DomainError, type Clock } from "@wangge/kit";
import { z } from "zod";
import type { Facts } from "../app/facts.ts";
import { digestOf } from "../app/sheet.ts";
import { sourcesOf, THING_KINDS, factsFrom, type ThingKind } from "../domain/index.ts";
import { asOfOr } from "./as-of.ts";

interface Deps {
  readonly facts: Pick<Facts, "notesOf">;
  readonly clock: Clock;
}

/** 溯源: from a fact behind a number to the events that it was made of. Economic readings are nobody's events: their history is their own. */
export const lineageActions = ({ facts, clock }: Deps) => ({
  lineage: action({
    rest: "GET /appraisal/facts/:kind/:id",
    summary:
      "溯源: what a thing gives to be counted, and the events it is made of, each with its id on the bus and a digest of what was kept of it",
    access: ["appraisalOfficer", "supervisor", "inspector", "districtGovernment"],
    input: z.strictObject({
      kind: z.enum(THING_KINDS as [ThingKind]).describe("事实类别; of an act of a post its case"),
      id: CaseId,
      asOf: Instant.optional().describe("what had been said before this instant; default now"),
    }),
    output: z.object({
      facts: z.array(z.object({ source: z.string(), fact: z.record(z.string(), z.unknown()), digest: z.string() })),
      events: z.array(
        z.object({
          id: z.string().describe("of the event, as the stream keeps it"),
          service: z.string(),
          type: z.string(),
          version: z.int().describe("its place in the history of the thing"),
          time: z.string(),
          digest: z.string().describe("SHA-256 of what was kept of it, in canonical form"),
        }),
      ),
    }),
    run: async ({ kind, id, asOf }) => {
      const notes = await facts.notesOf(kind, id, asOfOr(asOf, clock));
      if (notes.length === 0) throw new DomainError("missing", "appraisal.fact.unknown", "Nothing was told of this");
      return {
        facts: sourcesOf(kind).flatMap((source) =>
          factsFrom(source, id, notes).map((fact) => ({ source, fact, digest: digestOf(canonicalJson(fact)) })),
        ),
        events: notes.map((note) => ({
          ...{ id: note.id, service: note.source, type: note.type, version: note.version, time: note.time },
          digest: digestOf(canonicalJson(note)),
        })),
      };
    },
  }),
});
