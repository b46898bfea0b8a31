export * from "./ban.ts";
export { banDecider } from "./decide.ts";
