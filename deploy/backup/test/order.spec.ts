import { describe, expect, it } from "vitest";
import { allAggregates } from "../../doctor/aggregates-of-all.ts";
import { manifests } from "../../provision/principals.ts";
import { movedBetween } from "../consumers.ts";
import { servicesOf } from "../engines.ts";
import { readingOrder } from "../stores.ts";

describe("who speaks of something is read before it", () => {
  it("who calls before who is called, of every service that has a store", () => {
    const order = servicesOf(allAggregates);
    expect(new Set(order)).toEqual(new Set(allAggregates.map(({ service }) => service)));
    for (const { name, calls } of manifests)
      for (const called of calls) {
        // The registry only asks the appraisal office for the heads that it keeps.
        if (name === "registry" || !order.includes(name) || !order.includes(called)) continue;
        expect(order.indexOf(name), `${name} calls ${called}`).toBeLessThan(order.indexOf(called));
      }
  });

  it("heads and logs first, books after grants, counters and bytes after every document", () => {
    const there = ["numbers", "photos", "fund-books", "audit", "photoContents.files", "grants", "event-log", "reports"];
    const documents = ["reports", "fund-books", "grants", "photos", "audit", "event-log"];
    expect(readingOrder(there, documents)).toEqual([
      ...["audit", "event-log", "reports", "grants", "photos", "fund-books"],
      ...["numbers", "photoContents.files"],
    ]);
  });
});

describe("a consumer that did not stand still", () => {
  const place = { stream: "EVT_INTAKE", consumer: "dispatch--report-accepted-v1", floor: 7, unacknowledged: 1 };
  it.each([
    ["the same place", place, []],
    ["one more is done", { ...place, floor: 8 }, [place.consumer]],
    ["a later one is done", { ...place, unacknowledged: 0 }, [place.consumer]],
  ])("%s", (_what, after, moved) => {
    expect(movedBetween([place], [after])).toEqual(moved);
  });
});
