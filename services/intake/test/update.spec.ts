import { specFor } from "@wangge/kit/testing";
import { describe, it } from "vitest";
import { updateDecider, type UpdateCommand, type UpdateEvent } from "../src/domain/index.ts";

const given = specFor(updateDecider);
const at = "2017-12-27T01:00:00.000Z";
const of = { report: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", trackingNumber: "20171227-0000017-4" };
const step: UpdateCommand = { type: "RecordStep", data: { ...of, step: "closed" }, at };
const recorded: UpdateEvent = { type: "StepRecorded", data: { ...of, step: "closed" }, at };
const said = { ...of, grid: "510108002001001", client: "01J", status: "OPEN", asksToReopen: true, writtenAt: at };
const comment: UpdateCommand = { type: "KeepComment", data: said, at };
const kept: UpdateEvent = { type: "CommentKept", data: said, at };
const erase: UpdateCommand = { type: "EraseComment", at };
const erased: UpdateEvent = { type: "CommentErased", at };

describe("an update 进展", () => {
  it("of the district is recorded once, however often its event comes", () => {
    given().when(step).then(recorded);
    given(recorded).when(step).thenNothing();
  });

  it("of a client is kept once, however often it is sent", () => {
    given().when(comment).then(kept);
    given(kept).when(comment).thenNothing();
  });

  it("of a client can be erased, and is not brought back by sending it again", () => {
    given(kept).when(erase).then(erased);
    given(kept, erased).when(erase).thenNothing();
    given(kept, erased).when(comment).thenNothing();
  });

  it("of the district has no words to erase", () => {
    given(recorded).when(erase).thenNothing();
    given().when(erase).thenNothing();
  });
});
