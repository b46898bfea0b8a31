import { publishSubject, schemaUrn, type EventContract } from "@wangge/contracts";
import { GridStaffedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { newId, type OutMessage } from "@wangge/kit";

/** Grids of a district, 748 of them, as codes. */
export const gridCodes = (count = 748): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    const community = 1 + Math.floor(index / 8);
    const street = 2 + Math.floor(community / 8);
    const two = (value: number): string => String(value).padStart(3, "0");
    return `510108${two(street)}${two(community)}${two(1 + (index % 8))}`;
  });

const message = <Data>(contract: EventContract, source: string, aggregate: string, data: Data): OutMessage => {
  const id = newId();
  return {
    id,
    subject: publishSubject(contract.subject, contract.key(data)),
    body: JSON.stringify({
      specversion: "1.0",
      id,
      source,
      type: contract.subject,
      subject: aggregate,
      time: new Date().toISOString(),
      datacontenttype: "application/json",
      dataschema: schemaUrn(contract.subject),
      sequence: "1",
      correlationid: aggregate,
      data,
    }),
  };
};

export const staffing = (grids: readonly string[]): readonly OutMessage[] =>
  grids.map((grid, index) =>
    message(GridStaffedV1, "registry", grid, {
      grid,
      community: grid.slice(0, 12),
      street: grid.slice(0, 9),
      households: 400,
      workers: [0, 1, 2].slice(0, 2 + (index % 2)).map((place) => `w-${String(index * 3 + place).padStart(5, "0")}`),
      responsible: `w-r${String(index).padStart(5, "0")}`,
      staffedAt: "2017-10-31T00:00:00.000Z",
    }),
  );

/** Reports as intake publishes them: a category for grid workers, grids in a fixed shuffle. */
export const reports = (count: number, grids: readonly string[], from = 0): readonly OutMessage[] =>
  Array.from({ length: count }, (_, index) => {
    const reportId = newId();
    const number = from + index;
    return message(ReportAcceptedV1, "intake", reportId, {
      reportId,
      trackingNumber: `20171227-${String(number).padStart(7, "0")}-0`,
      kind: "event",
      category: "event-0201",
      categoryScheme: "gbt-30428.2-2013-as-implemented@2026.1",
      grid: grids[(number * 331) % grids.length] ?? "",
      point: { lng: 104.1, lat: 30.67 },
      channel: "app",
      acceptedAt: "2017-12-27T01:20:00.000Z",
    });
  });
