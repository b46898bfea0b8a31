export * from "./terms.ts";
export { firstLawBook, lawBook } from "./book.ts";
export {
  circumstancesMet,
  dayOfAct,
  governingLaw,
  limitationOf,
  milderOf,
  type ActDays,
  type Governing,
  type Limitation,
  type Why,
} from "./governing.ts";
export {
  cashOnSpot,
  checkPlan,
  normToFineBy,
  summaryLimit,
  surchargeOf,
  type CashAnswer,
  type CashQuestion,
  type Due,
  type NormChoice,
  type Payment,
  type Surcharge,
  type SurchargeQuestion,
} from "./money.ts";
