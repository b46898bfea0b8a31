/** 事实类别: what the bus tells of, so that a number can be followed to its events. */
export const THING_KINDS = [
  "cases",
  "matters",
  "dossiers",
  "patrols",
  "resolutions",
  "questions",
  "purchases",
  "services",
] as const;
export type ThingKind = (typeof THING_KINDS)[number];

/** The kind of thing behind facts of a source; undefined: readings are nobody's events. Acts of posts are those of a case. */
export const thingOf = (source: string): ThingKind | undefined =>
  source === "steps" ? "cases" : THING_KINDS.find((kind) => kind === source);
