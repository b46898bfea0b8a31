export * from "./terms.ts";
export { firstLawBook, lawBook } from "./book.ts";
export { monthsAfter } from "./counting.ts";
