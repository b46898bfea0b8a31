import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  caseFact,
  keptOf,
  saidBefore,
  toldDecider,
  withNotes,
  type Note,
  type ToldState,
} from "../src/domain/index.ts";

const AT = "2018-01-02T0";
const note = (source: string, version: number, type: string, data: Note["data"] = {}): Note => ({
  id: `${source}-${String(version)}`,
  source,
  version,
  type,
  time: `${AT}${String(version)}:00:00.000Z`,
  data: { grid: "510108002001001", ...data },
});

const life: readonly Note[] = [
  note("intake", 1, "report.accepted", { channel: "phone", category: "event-0110", acceptedAt: `${AT}1:00:00.000Z` }),
  note("dispatch", 1, "case.filed", {
    category: "event-0110",
    reportedAt: `${AT}1:00:00.000Z`,
    filedAt: `${AT}1:10:00.000Z`,
  }),
  note("dispatch", 2, "case.assigned", {
    department: "housing",
    worker: "w-00001",
    assignedAt: `${AT}1:20:00.000Z`,
    dueAt: `${AT}3:00:00.000Z`,
  }),
  note("dispatch", 3, "case.returned", {}),
  note("dispatch", 4, "case.assigned", {
    department: "landscape",
    assignedAt: `${AT}2:00:00.000Z`,
    dueAt: `${AT}4:00:00.000Z`,
  }),
  note("dispatch", 5, "case.handled", { handledAt: `${AT}5:00:00.000Z`, dueAt: `${AT}4:00:00.000Z`, overdue: true }),
  note("dispatch", 6, "case.reworked", {
    department: "landscape",
    reworkedAt: `${AT}6:00:00.000Z`,
    dueAt: `${AT}7:00:00.000Z`,
  }),
  note("dispatch", 7, "case.handled", { handledAt: `${AT}6:30:00.000Z`, dueAt: `${AT}7:00:00.000Z`, overdue: false }),
  note("dispatch", 8, "case.closed", { closedAt: `${AT}8:00:00.000Z`, overdue: false }),
  note("intake", 9, "report.rated", { score: 4, ratedAt: `${AT}9:00:00.000Z` }),
];

describe("the fact of a case", () => {
  it("is what its notes make of it", () => {
    expect(caseFact("c1", withNotes([], life))).toMatchObject({
      case: "c1",
      street: "510108002",
      community: "510108002001",
      grid: "510108002001001",
      channel: "phone",
      department: "landscape",
      worker: undefined,
      assignedAt: Date.parse(`${AT}1:20:00.000Z`),
      dueAt: Date.parse(`${AT}7:00:00.000Z`),
      closedAt: Date.parse(`${AT}8:00:00.000Z`),
      late: false,
      orders: 3,
      reworks: 1,
      returns: 1,
      rating: 4,
    });
  });

  it("keeps the overtime of a case that is exempted", () => {
    const notes = [...life.slice(0, 6), note("dispatch", 6, "case.exempted", { exemptedAt: `${AT}6:00:00.000Z` })];
    expect(caseFact("c1", notes)).toMatchObject({ late: true, exempted: true });
  });

  it("as of an instant knows what had been said by then, and no more", () => {
    expect(caseFact("c1", saidBefore(withNotes([], life), `${AT}5:00:00.000Z`))).toMatchObject({
      orders: 2,
      handledAt: undefined,
    });
  });

  it("is the same, and the document behind it, however its notes come: in any order, in any portions, again and again", () => {
    const portions = fc
      .array(fc.shuffledSubarray([...life]), { minLength: 1, maxLength: 6 })
      .map((some) => [...some, life.filter((one) => !some.flat().includes(one)).toReversed()]);
    const whole = toldDecider.evolve({ status: "none" }, { type: "NotesTaken", notes: life });
    fc.assert(
      fc.property(portions, (all) => {
        const state = all.reduce<ToldState>(
          (told, notes) => toldDecider.decide({ type: "Tell", notes }, told).reduce(toldDecider.evolve, told),
          toldDecider.initial,
        );
        expect(state).toEqual(whole);
        expect(toldDecider.decide({ type: "Tell", notes: life }, state)).toEqual([]);
      }),
    );
  });

  it("keeps nothing that somebody wrote, and no number on a receipt", () => {
    expect(
      keptOf("cases", {
        grid: "510108002001001",
        trackingNumber: "20180102-1",
        reason: "call 13800138000",
        overdue: true,
        point: { lng: 1, lat: 2 },
      }),
    ).toEqual({ grid: "510108002001001", overdue: true });
  });
});
