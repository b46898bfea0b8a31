import { specFor, walk } from "@wangge/kit/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { workDecider, type WorkCommand, type WorkEvent } from "../src/domain/index.ts";

const given = specFor(workDecider);
const place = { caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", grid: "510108002001001", dueAt: "2017-12-28T01:00:00.000Z" };
const begin: WorkCommand = { type: "BeginWork", data: place, at: "2017-12-27T01:00:00.000Z" };
const begun: WorkEvent = { type: "WorkBegun", data: { ...place, begunAt: "2017-12-27T01:00:00.000Z" } };
const finishAt = (at: string): WorkCommand => ({ type: "FinishWork", at });
const finished = (finishedAt: string, isOverdue: boolean): WorkEvent => ({
  type: "WorkFinished",
  data: { finishedAt, isOverdue },
});

describe("the work on a case", () => {
  it("begins when the case comes to the department", () => {
    given().when(begin).then(begun);
  });

  it("has nothing new to say when the same order comes twice", () => {
    given(begun).when(begin).thenNothing();
  });

  it("is finished in time up to the limit itself, and overdue after it", () => {
    given(begun).when(finishAt(place.dueAt)).then(finished(place.dueAt, false));
    given(begun).when(finishAt("2017-12-28T01:00:00.001Z")).then(finished("2017-12-28T01:00:00.001Z", true));
  });

  it("is finished once", () => {
    given(begun, finished(place.dueAt, false)).when(finishAt("2017-12-29T00:00:00.000Z")).thenNothing();
  });

  it("cannot be finished before it has begun", () => {
    given().when(finishAt(place.dueAt)).thenRejects("sample.work.not_begun");
  });

  it("stays finished, whatever is asked", () => {
    const command = fc.constantFrom(begin, finishAt(place.dueAt), finishAt("2017-12-29T00:00:00.000Z"));
    fc.assert(
      fc.property(fc.array(command, { minLength: 2, maxLength: 12, size: "max" }), (commands) => {
        const statuses = walk(workDecider, commands).map(({ status }) => status);
        const first = statuses.indexOf("finished");
        if (first >= 0) expect(new Set(statuses.slice(first))).toEqual(new Set(["finished"]));
      }),
    );
  });
});
