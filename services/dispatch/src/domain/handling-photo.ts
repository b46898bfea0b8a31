import type { Point } from "@wangge/contracts/vocabulary";
import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";
import type { Party } from "./events.ts";

/** 处置前, 处置后, 近景, 远景, 参照物 */
export const PHOTO_KINDS = ["before", "after", "near", "far", "reference"] as const;
export type PhotoKind = (typeof PHOTO_KINDS)[number];

/** What is odd about a photo; it is taken nevertheless, and everybody sees it. */
export const PHOTO_FLAGS = ["far", "old", "ahead", "beforeOrder", "noTime", "noPlace", "placeUnchecked"] as const;
export type PhotoFlag = (typeof PHOTO_FLAGS)[number];

/** Names of the two renditions in the store of blobs. */
export interface Content {
  readonly full: string;
  readonly thumb: string;
}

export interface HandlingPhoto {
  readonly caseId: string;
  readonly kind: PhotoKind;
  /** 派遣次数: the order it belongs to; 0 before the first. */
  readonly attempt: number;
  readonly content: Content;
  readonly width: number;
  readonly height: number;
  /** As the picture itself says. */
  readonly takenAt?: string | undefined;
  /** The same, to some ten metres. */
  readonly point?: Point | undefined;
  readonly metresFromGrid?: number | undefined;
  readonly flags: readonly PhotoFlag[];
  /** SHA-256 of what was sent: tells a repeat from another photo under one key. */
  readonly fingerprint: string;
}

export type HandlingPhotoState =
  | { readonly status: "none" }
  | ({ readonly status: "added"; readonly addedAt: string; readonly addedBy: Party } & HandlingPhoto)
  /** `waste`: blobs that are still to be deleted. */
  | {
      readonly status: "removed";
      readonly caseId: string;
      readonly removedAt: string;
      readonly reason: string;
      readonly waste: readonly string[];
    };

export type AddedPhoto = Extract<HandlingPhotoState, { readonly status: "added" }>;

export type HandlingPhotoCommand =
  | { readonly type: "AddHandlingPhoto"; readonly data: HandlingPhoto; readonly by: Party; readonly at: string }
  | { readonly type: "RemoveHandlingPhoto"; readonly reason: string; readonly at: string }
  | { readonly type: "ClearWaste" };

export type HandlingPhotoEvent =
  | {
      readonly type: "HandlingPhotoAdded";
      readonly data: HandlingPhoto & { readonly by: Party; readonly at: string };
    }
  | { readonly type: "HandlingPhotoRemoved"; readonly data: { readonly reason: string; readonly at: string } }
  | { readonly type: "WasteCleared" };

export const unknownPhoto = (): DomainError =>
  new DomainError("missing", "dispatch.photo.unknown", "There is no such photo");

const decide = (command: HandlingPhotoCommand, state: HandlingPhotoState): readonly HandlingPhotoEvent[] => {
  switch (command.type) {
    case "AddHandlingPhoto": {
      const { data, by, at } = command;
      if (state.status === "none") return [{ type: "HandlingPhotoAdded", data: { ...data, by, at } }];
      if (state.status === "added" && state.fingerprint === data.fingerprint && state.caseId === data.caseId) return [];
      throw reject(
        "dispatch.photo.key_reused",
        "This idempotency key belongs to another photo, or to one that is removed",
      );
    }
    case "RemoveHandlingPhoto":
      if (state.status === "none") throw unknownPhoto();
      if (state.status === "removed") return [];
      return [{ type: "HandlingPhotoRemoved", data: { reason: command.reason, at: command.at } }];
    case "ClearWaste":
      return state.status === "removed" && state.waste.length > 0 ? [{ type: "WasteCleared" }] : [];
  }
};

const evolve = (state: HandlingPhotoState, event: HandlingPhotoEvent): HandlingPhotoState => {
  switch (event.type) {
    case "HandlingPhotoAdded": {
      const { by: addedBy, at: addedAt, ...photo } = event.data;
      return { status: "added", ...photo, addedBy, addedAt };
    }
    case "HandlingPhotoRemoved": {
      if (state.status !== "added") throw new Error(`a photo that is ${state.status} cannot be removed`);
      const { caseId, content } = state;
      const { reason, at: removedAt } = event.data;
      return { status: "removed", caseId, removedAt, reason, waste: [content.full, content.thumb] };
    }
    case "WasteCleared":
      return state.status === "removed" ? { ...state, waste: [] } : state;
  }
};

export const handlingPhotoDecider: Decider<HandlingPhotoState, HandlingPhotoCommand, HandlingPhotoEvent> = {
  name: "dispatch.photo",
  initial: { status: "none" },
  decide,
  evolve,
};

/** 照片规则, as far as they judge one photo. */
export interface EvidenceRules {
  readonly farMetres: number;
  readonly oldHours: number;
  readonly aheadMinutes: number;
  readonly decimals: number;
  readonly required: readonly {
    /** Codes, or beginnings of them with a star: `event-02*`. */
    readonly categories: readonly string[];
    readonly step: EvidenceStep;
    readonly kinds: readonly PhotoKind[];
  }[];
}

/** 处置, 核查: the step that needs them. */
export type EvidenceStep = "handle" | "check";

export interface Seen {
  readonly kind: PhotoKind;
  readonly takenAt?: string | undefined;
  readonly point?: Point | undefined;
  /** Undefined where the grid's ground could not be asked for. */
  readonly metresFromGrid?: number | undefined;
  /** Of the order that is open; undefined where there is none. */
  readonly orderedAt?: string | undefined;
}

const HOUR_MS = 3_600_000;

const flagsOfTime = ({ kind, takenAt, orderedAt }: Seen, rules: EvidenceRules, at: string): PhotoFlag[] => {
  if (takenAt === undefined) return ["noTime"];
  const age = Date.parse(at) - Date.parse(takenAt);
  if (-age > rules.aheadMinutes * 60_000) return ["ahead"];
  return [
    ...(age > rules.oldHours * HOUR_MS ? (["old"] as const) : []),
    // What was done for an order cannot have been seen before it.
    ...(kind === "after" && orderedAt !== undefined && takenAt < orderedAt ? (["beforeOrder"] as const) : []),
  ];
};

const flagsOfPlace = ({ point, metresFromGrid }: Seen, { farMetres }: EvidenceRules): PhotoFlag[] => {
  if (point === undefined) return ["noPlace"];
  if (metresFromGrid === undefined) return ["placeUnchecked"];
  return metresFromGrid > farMetres ? ["far"] : [];
};

export const flagsOf = (seen: Seen, rules: EvidenceRules, at: string): readonly PhotoFlag[] => [
  ...flagsOfTime(seen, rules, at),
  ...flagsOfPlace(seen, rules),
];

/** To so many places: enough to tell the street, too little to tell the door. */
export const roundedPoint = ({ lng, lat }: Point, decimals: number): Point => {
  const unit = 10 ** decimals;
  return { lng: Math.round(lng * unit) / unit, lat: Math.round(lat * unit) / unit };
};

const holdsFor = (pattern: string, category: string): boolean =>
  pattern.endsWith("*") ? category.startsWith(pattern.slice(0, -1)) : pattern === category;

/** 缺少的照片. After a rework the result is shown anew; what was there before is there still. */
export const missingKinds = (
  { required }: Pick<EvidenceRules, "required">,
  { category, step, attempt }: { readonly category: string; readonly step: EvidenceStep; readonly attempt: number },
  photos: readonly Pick<HandlingPhoto, "kind" | "attempt">[],
): readonly PhotoKind[] => {
  const wanted = required
    .filter((one) => one.step === step && one.categories.some((pattern) => holdsFor(pattern, category)))
    .flatMap(({ kinds }) => kinds);
  const there = photos.filter((photo) => photo.kind !== "after" || photo.attempt === attempt);
  return [...new Set(wanted)].filter((kind) => !there.some((photo) => photo.kind === kind));
};
