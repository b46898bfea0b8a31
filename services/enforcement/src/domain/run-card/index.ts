export * from "./card.ts";
export * from "./recommend.ts";
export * from "./shelf.ts";
