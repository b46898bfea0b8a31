/** 照片: one photo of a report, from its arrival to its removal. What it shows lies outside, sealed; this names where. */

import type { Report } from "../report.ts";

/** 近景, 远景, 参照物: what it shows of the place. */
export type View = "near" | "far" | "reference";
/** 上报时, 处置前, 处置后 */
export type Stage = "report" | "before" | "after";
/** 隐私, 不雅, 无关, 失实, 本人申请 */
export type HidingGround = "privacy" | "indecent" | "unrelated" | "misleading" | "request";

/** Names of the two renditions in the store of blobs. */
export interface Content {
  readonly full: string;
  readonly thumb: string;
}

/** In pixels of the full rendition, from its upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What is told of a photo, before anybody has looked at it. */
export interface About {
  readonly view: View;
  readonly stage: Stage;
  readonly channel: Report["channel"];
  readonly takenAt?: string | undefined;
  /** Where it was taken is known, and sealed: it may be somebody's home. */
  readonly hasPoint: boolean;
  /** What the picture itself said, not who sent it. */
  readonly fromExif: readonly ("takenAt" | "point")[];
  /** The account; absent where nobody was signed in. */
  readonly addedBy?: string | undefined;
  /** Tells a repeat from another photo under the same key. */
  readonly fingerprint: string;
}

export interface Picture extends About {
  readonly content: Content;
  readonly width: number;
  readonly height: number;
}

export interface Hidden {
  readonly ground: HidingGround;
  readonly note: string;
  readonly at: string;
}

export interface Redaction {
  readonly boxes: readonly Box[];
  readonly content: Content;
}

interface Attached extends Picture {
  readonly reportId: string;
  readonly attachedAt: string;
  readonly hidden?: Hidden;
  readonly redaction?: Redaction;
}

/** Blobs that it does not name any more and that are still to be deleted. */
interface Waste {
  readonly waste: readonly string[];
}

export type PhotoState =
  | { readonly status: "none" }
  /** Uploaded ahead of its report. */
  | (Waste &
      Picture & {
        readonly status: "waiting";
        readonly expiresAt: string;
        /** A report that is being accepted with it. */
        readonly reservedFor?: string;
      })
  /** To be fetched from where it lies. */
  | (Waste &
      About & {
        readonly status: "requested";
        readonly reportId: string;
        readonly requestedAt: string;
        readonly attempts: number;
        readonly nextAt: string;
      })
  | (Waste &
      About & { readonly status: "failed"; readonly reportId: string; readonly code: string; readonly at: string })
  | (Waste & Attached & { readonly status: "attached" })
  | (Waste & {
      readonly status: "removed";
      readonly cause: RemovalCause;
      readonly reportId?: string;
      readonly at: string;
    });

export type AttachedPhoto = Extract<PhotoState, { readonly status: "attached" }>;

/** `erased`: with the words of its report; `expired`: no report named it in time. */
export type RemovalCause = "erased" | "expired";

export type PhotoEvent =
  | { readonly type: "PhotoUploaded"; readonly data: Picture & { readonly expiresAt: string } }
  | { readonly type: "PhotoReserved"; readonly data: { readonly reportId: string } }
  | { readonly type: "PhotoClaimed"; readonly data: { readonly reportId: string; readonly at: string } }
  | { readonly type: "PhotoRequested"; readonly data: About & { readonly reportId: string; readonly at: string } }
  | { readonly type: "FetchDelayed"; readonly data: { readonly code: string; readonly nextAt: string } }
  | { readonly type: "FetchGivenUp"; readonly data: { readonly code: string; readonly at: string } }
  | { readonly type: "PhotoAdded"; readonly data: Picture & { readonly reportId: string; readonly at: string } }
  | { readonly type: "PhotoHidden"; readonly data: Hidden }
  | { readonly type: "PhotoShown"; readonly data: { readonly at: string } }
  | {
      readonly type: "PhotoRedacted";
      readonly data: { readonly boxes: readonly Box[]; readonly content?: Content; readonly at: string };
    }
  | { readonly type: "PhotoRemoved"; readonly data: { readonly cause: RemovalCause; readonly at: string } }
  | { readonly type: "WasteCleared"; readonly data: { readonly names: readonly string[] } };

const namesOf = (content: Content | undefined): readonly string[] =>
  content === undefined ? [] : [content.full, content.thumb];

/** Every blob that a photo still answers for, waste apart. */
export const contentNames = (state: PhotoState): readonly string[] => {
  if (state.status === "waiting") return namesOf(state.content);
  return state.status === "attached" ? [...namesOf(state.content), ...namesOf(state.redaction?.content)] : [];
};

/** What everybody sees who may see its report; undefined where that is nothing. */
export const shownContent = (state: AttachedPhoto): Content | undefined =>
  state.hidden === undefined ? (state.redaction?.content ?? state.content) : undefined;

const aboutOf = ({ view, stage, channel, takenAt, hasPoint, fromExif, addedBy, fingerprint }: About): About => ({
  view,
  stage,
  channel,
  ...(takenAt === undefined ? {} : { takenAt }),
  hasPoint,
  fromExif,
  ...(addedBy === undefined ? {} : { addedBy }),
  fingerprint,
});

const pictureOf = (picture: Picture): Picture => {
  const { content, width, height } = picture;
  return { ...aboutOf(picture), content, width, height };
};

const ofAttached = (state: AttachedPhoto, event: PhotoEvent): PhotoState => {
  switch (event.type) {
    case "PhotoHidden":
      return { ...state, hidden: event.data };
    case "PhotoShown": {
      const { hidden: _hidden, ...shown } = state;
      return shown;
    }
    case "PhotoRedacted": {
      const { redaction: before, ...rest } = state;
      const { boxes, content } = event.data;
      const waste = [...state.waste, ...namesOf(before?.content)];
      return { ...rest, waste, ...(content === undefined ? {} : { redaction: { boxes, content } }) };
    }
    default:
      return state;
  }
};

const removed = (
  state: PhotoState,
  { cause, at }: { readonly cause: RemovalCause; readonly at: string },
): PhotoState => {
  const waste = state.status === "none" ? [] : [...state.waste, ...contentNames(state)];
  return { status: "removed", cause, ...("reportId" in state ? { reportId: state.reportId } : {}), at, waste };
};

/** Applies what has happened; never refuses. */
export const evolve = (state: PhotoState, event: PhotoEvent): PhotoState => {
  switch (event.type) {
    case "PhotoUploaded":
      return { status: "waiting", ...pictureOf(event.data), expiresAt: event.data.expiresAt, waste: [] };
    case "PhotoAdded": {
      const { reportId, at: attachedAt } = event.data;
      return { status: "attached", ...pictureOf(event.data), reportId, attachedAt, waste: [] };
    }
    case "PhotoReserved":
      return state.status === "waiting" ? { ...state, reservedFor: event.data.reportId } : state;
    case "PhotoClaimed": {
      const { reportId, at: attachedAt } = event.data;
      if (state.status !== "waiting") return state;
      return { status: "attached", ...pictureOf(state), reportId, attachedAt, waste: state.waste };
    }
    case "PhotoRequested": {
      const { reportId, at } = event.data;
      const due = { requestedAt: at, attempts: 0, nextAt: at };
      return { status: "requested", ...aboutOf(event.data), reportId, ...due, waste: [] };
    }
    case "FetchDelayed":
      if (state.status !== "requested") return state;
      return { ...state, attempts: state.attempts + 1, nextAt: event.data.nextAt };
    case "FetchGivenUp": {
      if (state.status !== "requested") return state;
      const { code, at } = event.data;
      return { status: "failed", ...aboutOf(state), reportId: state.reportId, code, at, waste: state.waste };
    }
    case "PhotoRemoved":
      return removed(state, event.data);
    case "WasteCleared": {
      if (state.status === "none") return state;
      const { names } = event.data;
      return { ...state, waste: state.waste.filter((name) => !names.includes(name)) };
    }
    case "PhotoHidden":
    case "PhotoShown":
    case "PhotoRedacted":
      return state.status === "attached" ? ofAttached(state, event) : state;
  }
};
