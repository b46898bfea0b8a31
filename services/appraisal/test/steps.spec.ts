import { describe, expect, it } from "vitest";
import { factsFrom, withNotes, type Note } from "../src/domain/index.ts";

const at = (minute: number): string => new Date(Date.parse("2018-01-02T01:00:00.000Z") + minute * 60_000).toISOString();
const ms = (minute: number): number => Date.parse(at(minute));

let version = 0;
const note = (type: string, data: Note["data"], by?: string, source = "dispatch"): Note => {
  version += 1;
  return {
    ...{ id: `n${String(version)}`, source, version, type, time: at(0) },
    ...(by === undefined ? {} : { by }),
    data: { grid: "510108002001001", ...data },
  };
};
const stepsOf = (...notes: readonly Note[]) => factsFrom("steps", "c1", withNotes([], notes));
const report = (channel: string, by?: string) => note("report.accepted", { channel, acceptedAt: at(0) }, by, "intake");
const asked = () => note("case.verification-asked", { askedAt: at(2) });
const filed = (minute: number, by?: string) =>
  note("case.filed", { reportedAt: at(0), filedAt: at(minute), category: "event-0110" }, by);
const assigned = (minute: number, by?: string) =>
  note("case.assigned", { department: "housing", assignedAt: at(minute), dueAt: at(999) }, by);
const handled = (minute: number) => note("case.handled", { handledAt: at(minute), dueAt: at(999), overdue: false });

describe("steps of posts", () => {
  it("are what people did: taken in, verified, given out, checked", () => {
    const steps = stepsOf(
      report("phone", "acc-clerk"),
      asked(),
      filed(20, "acc-collector"),
      assigned(50, "acc-dispatcher"),
      handled(100),
      note("case.closed", { closedAt: at(110), overdue: false }, "acc-other"),
    );
    expect(steps).toMatchObject([
      { kind: "verify", collector: "acc-collector", foreman: "acc-collector", askedAt: ms(2), doneAt: ms(20) },
      { kind: "assign", dispatcher: "acc-dispatcher", askedAt: ms(20), doneAt: ms(50), right: true },
      { kind: "check", collector: "acc-other", outcome: "closed", askedAt: ms(100), doneAt: ms(110) },
      { kind: "accept", acceptor: "acc-clerk", doneAt: ms(0), sentAt: ms(2), right: true, street: "510108002" },
    ]);
    expect(new Set(steps.map((step) => step["step"])).size).toBe(4);
  });

  it("are nobody's where the system files and gives out by rule, whoever's report it follows", () => {
    expect(stepsOf(report("web"), filed(0, "acc-citizen"), assigned(0, "acc-citizen"))).toEqual([]);
  });

  it("are nobody's where what was put right on the spot is closed with its report", () => {
    const closed = note("case.closed", { closedAt: at(0), overdue: false, selfHandled: true }, "acc-worker");
    expect(stepsOf(filed(0, "acc-worker"), assigned(0), handled(0), closed)).toEqual([]);
  });

  it("were wrong where what came later undid them", () => {
    const steps = stepsOf(
      filed(0),
      assigned(50, "acc-1"),
      note("case.returned", { department: "housing", returnedAt: at(60) }),
      assigned(70, "acc-2"),
      note("case.revoked", { department: "housing", revokedAt: at(80) }),
      assigned(90, "acc-3"),
    );
    expect(steps.map(({ dispatcher, right, askedAt }) => [dispatcher, right, askedAt])).toEqual([
      ["acc-1", false, ms(0)],
      ["acc-2", false, ms(60)],
      ["acc-3", true, ms(80)],
    ]);
    const voided = stepsOf(asked(), filed(5, "acc-1"), note("case.voided", { voidedAt: at(9) }));
    expect(voided).toMatchObject([{ kind: "verify", right: false }]);
  });

  it("do not blame a dispatcher for the return of an order that came by rule", () => {
    const first = [filed(0), assigned(5, "acc-1")];
    const returned = (minute: number) => note("case.returned", { returnedAt: at(minute) });
    const steps = stepsOf(...first, returned(10), assigned(10), returned(20), assigned(30, "acc-2"));
    expect(steps.map(({ dispatcher, right }) => [dispatcher, right])).toEqual([
      ["acc-1", false],
      ["acc-2", true],
    ]);
  });

  it("of a patrol are valid where what was reported was filed", () => {
    expect(stepsOf(report("patrol", "acc-w"), filed(0))).toMatchObject([
      { kind: "report", collector: "acc-w", right: true },
    ]);
    const rejected = () => note("case.rejected", { rejectedAt: at(9) }, "acc-x");
    expect(stepsOf(report("patrol", "acc-w"), asked(), rejected())).toMatchObject([
      { kind: "verify", outcome: "rejected", collector: "acc-x" },
      { kind: "report", right: false },
    ]);
  });
});
