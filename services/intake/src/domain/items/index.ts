export { flawOf, type Approval, type ChangeHash, type Signatory } from "./approval.ts";
export type { Basis, Change, ItemContent, Level, Material, Step } from "./content.ts";
export { itemDeciderWith, type AdmitChange, type ItemRules } from "./decide.ts";
export {
  latestOf,
  onDay,
  standingOf,
  versionId,
  type ItemEvent,
  type ItemState,
  type ItemVersion,
  type Listed,
  type OnDay,
  type Standing,
  type Withdrawal,
} from "./item.ts";
