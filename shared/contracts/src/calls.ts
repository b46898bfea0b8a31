export * from "./registry/current-version.ts";
export * from "./registry/resolve-places.ts";
export * from "./registry/place-names.ts";
export * from "./registry/courtyards-at.ts";
export * from "./registry/grid-shapes.ts";
export * from "./dispatch/track-case.ts";
export * from "./dispatch/track-cases.ts";
export * from "./intake/add-photo-by-url.ts";
