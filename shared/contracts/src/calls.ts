export * from "./registry/current-version.ts";
export * from "./registry/resolve-places.ts";
export * from "./dispatch/track-case.ts";
export * from "./intake/add-photo-by-url.ts";
