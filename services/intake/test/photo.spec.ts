import { specFor, walk } from "@wangge/kit/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentNames, missingViews, photoDecider, type PhotoCommand, type PhotoEvent } from "../src/domain/index.ts";
import { loadPhotoRules } from "../src/app/photos/rules.ts";
import { AT, LATER, photoAdded, photoUploaded, pictureOf } from "./photo-builders.ts";

const given = specFor(photoDecider);
const reserve = (reportId: string, at = AT, instead?: string): PhotoCommand => ({
  type: "ReservePhoto",
  reportId,
  instead,
  at,
});
const claim = (reportId: string, at = AT): PhotoCommand => ({ type: "ClaimPhoto", reportId, at });
const reserved: PhotoEvent = { type: "PhotoReserved", data: { reportId: "r1" } };
const claimed: PhotoEvent = { type: "PhotoClaimed", data: { reportId: "r1", at: AT } };
const requested: PhotoEvent = { type: "PhotoRequested", data: { ...pictureOf(), reportId: "r1", at: AT } };
const add = (more = {}): PhotoCommand => ({ type: "AddPhoto", data: pictureOf(more), reportId: "r1", at: AT });
const remove = (cause: "erased" | "expired"): PhotoCommand => ({ type: "RemovePhoto", cause, at: AT });
const removed = (cause: "erased" | "expired"): PhotoEvent => ({ type: "PhotoRemoved", data: { cause, at: AT } });
const hide: PhotoCommand = { type: "HidePhoto", ground: "privacy", note: "看得见人脸", at: AT };
const hidden: PhotoEvent = { type: "PhotoHidden", data: { ground: "privacy", note: "看得见人脸", at: AT } };
const box = { left: 0, top: 0, width: 10, height: 10 };
const black = { full: "p/2/full", thumb: "p/2/thumb" };
const redact = (boxes = [box], content = boxes.length === 0 ? undefined : black): PhotoCommand => ({
  type: "RedactPhoto",
  boxes,
  content,
  at: AT,
});
const redacted: PhotoEvent = { type: "PhotoRedacted", data: { boxes: [box], content: black, at: AT } };

describe("a photo that is uploaded ahead", () => {
  it("is reserved for the report that is being accepted, and then its own", () => {
    given(photoUploaded()).when(reserve("r1")).then(reserved);
    given(photoUploaded(), reserved).when(claim("r1")).then(claimed);
  });

  it("is told the same twice without a word", () => {
    given(photoUploaded(), reserved).when(reserve("r1")).thenNothing();
    given(photoUploaded(), reserved, claimed).when(reserve("r1")).thenNothing();
    given(photoUploaded(), reserved, claimed).when(claim("r1")).thenNothing();
  });

  it("goes to one report only, unless the first one never came to be", () => {
    given(photoUploaded(), reserved).when(reserve("r2")).thenRejects("intake.photo.taken");
    given(photoUploaded(), reserved).when(claim("r2")).thenRejects("intake.photo.taken");
    given(photoUploaded(), reserved, claimed).when(reserve("r2")).thenRejects("intake.photo.taken");
    given(photoUploaded(), reserved)
      .when(reserve("r2", AT, "r1"))
      .then({ type: "PhotoReserved", data: { reportId: "r2" } });
  });

  it("waits so long and no longer, but a reservation that was in time holds", () => {
    const late = "2017-12-27T02:00:00.001Z";
    given(photoUploaded()).when(reserve("r1", late)).thenRejects("intake.photo.expired");
    given(photoUploaded()).when(reserve("r1", LATER)).then(reserved);
    given(photoUploaded(), reserved)
      .when(claim("r1", late))
      .then({ type: "PhotoClaimed", data: { reportId: "r1", at: late } });
  });

  it("is removed when nobody came, and never when somebody did", () => {
    given(photoUploaded()).when(remove("expired")).then(removed("expired"));
    given(photoUploaded(), reserved, claimed).when(remove("expired")).thenNothing();
    given(photoUploaded(), removed("expired")).when(reserve("r1")).thenRejects("intake.photo.taken");
  });
});

describe("a photo of a report", () => {
  it("is added once, however often it is sent; another one under its key is refused", () => {
    given().when(add()).then(photoAdded());
    given(photoAdded()).when(add()).thenNothing();
    given(photoAdded())
      .when(add({ fingerprint: "f2" }))
      .thenRejects("intake.photo.key_reused");
    given(photoAdded(), removed("erased")).when(add()).thenRejects("intake.photo.key_reused");
  });

  it("is hidden and shown again", () => {
    given(photoAdded()).when(hide).then(hidden);
    given(photoAdded(), hidden).when(hide).thenNothing();
    given(photoAdded(), hidden)
      .when({ type: "ShowPhoto", at: LATER })
      .then({ type: "PhotoShown", data: { at: LATER } });
    given(photoAdded()).when({ type: "ShowPhoto", at: LATER }).thenNothing();
    given(photoUploaded()).when(hide).thenRejects("intake.photo.not_attached");
  });

  it("is blackened where the office says, inside the picture", () => {
    given(photoAdded()).when(redact()).then(redacted);
    given(photoAdded(), redacted).when(redact()).thenNothing();
    given(photoAdded(), redacted)
      .when(redact([]))
      .then({ type: "PhotoRedacted", data: { boxes: [], at: AT } });
    for (const outside of [
      { ...box, left: 631 },
      { ...box, top: 471 },
    ])
      given(photoAdded())
        .when(redact([box, outside]))
        .thenRejects("intake.photo.box_outside");
  });
});

describe("a photo that lies at an address", () => {
  const note = (nextAt?: string): PhotoCommand => ({ type: "NoteFailure", code: "x.y", nextAt, at: AT });
  const delayed: PhotoEvent = { type: "FetchDelayed", data: { code: "x.y", nextAt: LATER } };
  const givenUp: PhotoEvent = { type: "FetchGivenUp", data: { code: "x.y", at: AT } };

  it("is asked for again, or given up, and added when it comes", () => {
    given().when({ type: "RequestPhoto", data: pictureOf(), reportId: "r1", at: AT }).then(requested);
    given(requested).when(note(LATER)).then(delayed);
    given(requested, delayed).when(note()).then(givenUp);
    given(requested, delayed).when(add()).then(photoAdded());
    given(requested, givenUp).when(note(LATER)).thenNothing();
    given(photoAdded()).when(note()).thenNothing();
  });
});

const anyCommand: fc.Arbitrary<PhotoCommand> = fc.oneof(
  fc.constantFrom<PhotoCommand>(
    { type: "UploadPhoto", data: pictureOf(), expiresAt: LATER, at: AT },
    add(),
    { type: "RequestPhoto", data: pictureOf(), reportId: "r1", at: AT },
    reserve("r1"),
    claim("r1"),
    hide,
    { type: "ShowPhoto", at: AT },
    redact([]),
  ),
  fc
    .nat(9)
    .map((step) =>
      redact([{ ...box, left: step }], { full: `p/${String(step + 2)}/full`, thumb: `p/${String(step + 2)}/thumb` }),
    ),
);

it("whatever is asked, a removed photo answers for nothing, and every blob it ever had is waste until it is cleared", () => {
  let reached = 0;
  fc.assert(
    fc.property(fc.array(anyCommand, { minLength: 5, maxLength: 30, size: "max" }), (commands) => {
      const states = [...walk(photoDecider, [...commands, remove("erased"), ...commands])];
      const had = new Set(states.flatMap((state) => [...contentNames(state)]));
      const last = states.at(-1);
      if (last === undefined || last.status === "none") return;
      expect(last.status === "removed" ? new Set(last.waste) : "not removed").toEqual(had);
      expect(contentNames(last)).toEqual([]);
      if (had.size > 2) reached += 1;
      const cleared = walk(photoDecider, [...commands, remove("erased"), { type: "ClearWaste", names: [...had] }]).at(
        -1,
      );
      expect(cleared).toMatchObject({ status: "removed", waste: [] });
    }),
  );
  expect(reached).toBeGreaterThan(10);
});

it("three views are wanted of a stage that has any", () => {
  const rules = loadPhotoRules()("2017-12-27");
  const of = (stage: "report" | "after", view: "near" | "far" | "reference") => ({ stage, view });
  expect(missingViews(rules, [])).toEqual([]);
  expect(missingViews(rules, [of("report", "far"), of("after", "near")])).toEqual([
    of("report", "near"),
    of("report", "reference"),
  ]);
  expect(() => loadPhotoRules()("2011-12-31")).toThrow("No rules");
});
