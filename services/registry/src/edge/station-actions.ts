import { RecordId } from "@wangge/contracts";
import { action, DomainError } from "@wangge/kit";
import { z } from "zod";
import { loadStandards } from "../app/standards.ts";
import { factsOf, stationOn } from "../app/station-exports.ts";
import { conformance, summarise } from "../domain/standards/index.ts";
import { on, STAFF, type Edge } from "./edge.ts";

const Report = z
  .looseObject({ id: RecordId, name: z.string(), asOf: z.string(), dimensions: z.array(z.looseObject({})) })
  .describe("per one of the six: status, and each deviation with what is expected, what was found and since when");

/** 六个统一. How far stations and centres keep the standards. */
export const stationActions = ({ registrar: { register }, look }: Edge) => {
  const { edition, standards } = loadStandards();
  const reportOf = (id: string, name: string, asOf: string) =>
    conformance({ id, name, history: factsOf(register, id), standards, asOf });
  return {
    conformance: action({
      rest: "GET /stations/:id/conformance",
      summary: "六个统一: where a station deviates from the standards, and since when",
      access: STAFF,
      input: z.strictObject({ id: RecordId, on }),
      output: Report,
      run: look(({ id }, { day }) => {
        const station = stationOn(register, id, day);
        if (station === undefined)
          throw new DomainError("missing", "registry.station.unknown", "No such station on that day", { id, day });
        return { ...reportOf(id, station.name, day) } as never;
      }),
    }),
    conformances: action({
      rest: "GET /conformance",
      summary: "六个统一: how many stations keep each of the six, worst first, and what is to be done",
      access: STAFF,
      input: z.strictObject({ on }),
      output: z.object({ edition: z.string(), asOf: z.string(), lines: z.array(z.looseObject({})) }),
      run: look((_input, { day }) => {
        const stations = register.all("station", day);
        const lines = summarise(stations.map(({ id, version }) => reportOf(id, version.value.name, day)));
        return { edition, asOf: day, lines: lines.map((line) => ({ ...line })) };
      }),
    }),
    standards: action({
      rest: "GET /standards",
      summary: "六个统一: the standards themselves, every version with its source",
      access: "public",
      input: z.strictObject({}),
      output: z.object({ edition: z.string(), standards: z.array(z.looseObject({ id: z.string() })) }),
      run: look(() => ({ edition, standards: standards.map((standard) => ({ ...standard })) })),
    }),
  };
};
