import type { Decider } from "@wangge/kit/domain";
import { reject, type DomainError } from "@wangge/kit/errors";
import {
  contentNames,
  evolve,
  type About,
  type AttachedPhoto,
  type Box,
  type Content,
  type HidingGround,
  type PhotoEvent,
  type PhotoState,
  type Picture,
  type RemovalCause,
} from "./photo.ts";

interface At {
  readonly at: string;
}

export type PhotoCommand =
  /** Ahead of a report, which may name it until `expiresAt`. */
  | (At & { readonly type: "UploadPhoto"; readonly data: Picture; readonly expiresAt: string })
  /** For a report that is being accepted; `instead`: of one that was named before and never came to be. */
  | (At & { readonly type: "ReservePhoto"; readonly reportId: string; readonly instead?: string | undefined })
  /** The report is there. */
  | (At & { readonly type: "ClaimPhoto"; readonly reportId: string })
  | (At & { readonly type: "RequestPhoto"; readonly data: About; readonly reportId: string })
  /** Without `nextAt` it is not tried again. */
  | (At & { readonly type: "NoteFailure"; readonly code: string; readonly nextAt?: string | undefined })
  | (At & { readonly type: "AddPhoto"; readonly data: Picture; readonly reportId: string })
  | (At & { readonly type: "HidePhoto"; readonly ground: HidingGround; readonly note: string })
  | (At & { readonly type: "ShowPhoto" })
  /** No boxes: everything is shown again, and there is no `content`. */
  | (At & { readonly type: "RedactPhoto"; readonly boxes: readonly Box[]; readonly content?: Content | undefined })
  | (At & { readonly type: "RemovePhoto"; readonly cause: RemovalCause })
  /** These blobs are deleted. */
  | { readonly type: "ClearWaste"; readonly names: readonly string[] };

const refuse = (
  reason: "taken" | "expired" | "not_attached" | "key_reused" | "box_outside",
  message: string,
): DomainError => reject(`intake.photo.${reason}`, message);

/** The same photo of the same sender once more, or another one under its key. */
const repeated = (state: PhotoState, { fingerprint }: About): PhotoEvent[] => {
  if ("fingerprint" in state && state.fingerprint === fingerprint) return [];
  throw refuse("key_reused", "This idempotency key belongs to another photo, or to one that is removed");
};

const reserve = (
  state: PhotoState,
  { reportId, instead, at }: Extract<PhotoCommand, { readonly type: "ReservePhoto" }>,
): PhotoEvent[] => {
  if (state.status === "attached" && state.reportId === reportId) return [];
  if (state.status !== "waiting") throw refuse("taken", "This photo does not wait for a report, or not any more");
  if (state.reservedFor === reportId) return [];
  if (at > state.expiresAt) throw refuse("expired", "This photo has waited too long for its report");
  if (state.reservedFor !== undefined && state.reservedFor !== instead)
    throw refuse("taken", "Another report is being accepted with this photo");
  return [{ type: "PhotoReserved", data: { reportId } }];
};

const claim = (state: PhotoState, reportId: string, at: string): PhotoEvent[] => {
  if (state.status === "attached" && state.reportId === reportId) return [];
  if (state.status === "waiting" && state.reservedFor === reportId)
    return [{ type: "PhotoClaimed", data: { reportId, at } }];
  throw refuse("taken", "This photo was not reserved for this report");
};

const add = (state: PhotoState, data: Picture, reportId: string, at: string): PhotoEvent[] =>
  state.status === "none" || state.status === "requested"
    ? [{ type: "PhotoAdded", data: { ...data, reportId, at } }]
    : repeated(state, data);

const attachedOf = (state: PhotoState): AttachedPhoto => {
  if (state.status !== "attached")
    throw refuse("not_attached", "This photo does not belong to a report, or not any more");
  return state;
};

const sameBoxes = (some: readonly Box[], others: readonly Box[]): boolean =>
  some.length === others.length &&
  some.every(({ left, top, width, height }, index) => {
    const other = others[index];
    return other?.left === left && other.top === top && other.width === width && other.height === height;
  });

/** @throws intake.photo.box_outside where a box does not lie wholly in the picture */
export const checkBoxes = (state: PhotoState, boxes: readonly Box[]): AttachedPhoto => {
  const photo = attachedOf(state);
  const isInside = ({ left, top, width, height }: Box): boolean =>
    left + width <= photo.width && top + height <= photo.height;
  if (!boxes.every(isInside)) throw refuse("box_outside", "A box reaches out of the picture");
  return photo;
};

/** 涂黑 */
const redact = (
  state: PhotoState,
  { boxes, content, at }: Extract<PhotoCommand, { readonly type: "RedactPhoto" }>,
): PhotoEvent[] => {
  const { redaction } = checkBoxes(state, boxes);
  if (sameBoxes(boxes, redaction?.boxes ?? [])) return [];
  return [{ type: "PhotoRedacted", data: { boxes, ...(content === undefined ? {} : { content }), at } }];
};

const remove = (state: PhotoState, cause: RemovalCause, at: string): PhotoEvent[] => {
  if (state.status === "none" || state.status === "removed") return [];
  // A report was quicker.
  if (cause === "expired" && state.status !== "waiting") return [];
  return [{ type: "PhotoRemoved", data: { cause, at } }];
};

const noteFailure = (state: PhotoState, code: string, at: string, nextAt: string | undefined): PhotoEvent[] => {
  if (state.status !== "requested") return [];
  if (nextAt === undefined) return [{ type: "FetchGivenUp", data: { code, at } }];
  return [{ type: "FetchDelayed", data: { code, nextAt } }];
};

const clearWaste = (state: PhotoState, names: readonly string[]): PhotoEvent[] => {
  const cleared = state.status === "none" ? [] : state.waste.filter((name) => names.includes(name));
  return cleared.length === 0 ? [] : [{ type: "WasteCleared", data: { names: cleared } }];
};

const decide = (command: PhotoCommand, state: PhotoState): PhotoEvent[] => {
  switch (command.type) {
    case "UploadPhoto": {
      const { data, expiresAt } = command;
      if (state.status !== "none") return repeated(state, data);
      return [{ type: "PhotoUploaded", data: { ...data, expiresAt } }];
    }
    case "ReservePhoto":
      return reserve(state, command);
    case "ClaimPhoto":
      return claim(state, command.reportId, command.at);
    case "RequestPhoto": {
      const { data, reportId, at } = command;
      return state.status === "none" ? [{ type: "PhotoRequested", data: { ...data, reportId, at } }] : [];
    }
    case "NoteFailure":
      return noteFailure(state, command.code, command.at, command.nextAt);
    case "AddPhoto":
      return add(state, command.data, command.reportId, command.at);
    case "HidePhoto": {
      const { ground, note, at } = command;
      return attachedOf(state).hidden === undefined ? [{ type: "PhotoHidden", data: { ground, note, at } }] : [];
    }
    case "ShowPhoto":
      return attachedOf(state).hidden === undefined ? [] : [{ type: "PhotoShown", data: { at: command.at } }];
    case "RedactPhoto":
      return redact(state, command);
    case "RemovePhoto":
      return remove(state, command.cause, command.at);
    case "ClearWaste":
      return clearWaste(state, command.names);
  }
};

/** 照片. Belongs to one report for ever; hidden and blackened as often as needed; removed once. */
export const photoDecider: Decider<PhotoState, PhotoCommand, PhotoEvent> = {
  name: "intake.photo",
  initial: { status: "none" },
  decide,
  evolve,
};

/** Whether a photo answers for this blob; what nobody answers for is deleted. */
export const answersFor = (state: PhotoState, name: string): boolean => contentNames(state).includes(name);
