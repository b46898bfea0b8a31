import type { About, Stage, View } from "./photo.ts";

/** 照片规则, dated: how large, how many, how long, and which views are wanted. */
export interface PhotoRules {
  readonly from: string;
  /** Of one image as it is sent. */
  readonly maxBytes: number;
  /** Width × height of one image as it is sent. */
  readonly maxPixels: number;
  /** The longer side of what is kept, and of its thumbnail, in pixels. */
  readonly longEdge: number;
  readonly thumbEdge: number;
  readonly mostPerReport: number;
  readonly mostBoxes: number;
  /** How long an upload waits for the report that names it. */
  readonly unclaimedMinutes: number;
  /** Pauses before an address is asked again; after the last one it is given up. */
  readonly retryMinutes: readonly number[];
  /** 三个照片: the views that are wanted, by stage. */
  readonly wanted: Readonly<Record<Stage, readonly View[]>>;
}

/** The views that are wanted at a stage and not there; none for a stage of which there is no photo at all. */
export const missingViews = (
  { wanted }: Pick<PhotoRules, "wanted">,
  photos: readonly Pick<About, "stage" | "view">[],
): readonly { readonly stage: Stage; readonly view: View }[] =>
  (Object.keys(wanted) as Stage[]).flatMap((stage) => {
    const views = photos.filter((photo) => photo.stage === stage).map(({ view }) => view);
    if (views.length === 0) return [];
    return wanted[stage].filter((view) => !views.includes(view)).map((view) => ({ stage, view }));
  });
