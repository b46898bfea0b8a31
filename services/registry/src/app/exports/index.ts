export * from "./input.ts";
export { directoryOf } from "./hsds.ts";
export type { Directory, ServiceQuery } from "./hsds.ts";
export type { DirectorySettings } from "./hsds-entries.ts";
export type * from "./hsds-model.ts";
export { collectionOf, collectionTextOf, featureOf, featuresOf, linesOf, stationFeatureOf } from "./geojson.ts";
export type { PlaceFeature, PlaceProperties, StationFeature, StationProperties } from "./geojson.ts";
