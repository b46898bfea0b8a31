export { answersFor, checkBoxes, photoDecider, type PhotoCommand } from "./decide.ts";
export {
  contentNames,
  shownContent,
  type About,
  type AttachedPhoto,
  type Box,
  type Content,
  type PhotoEvent,
  type PhotoState,
  type Picture,
  type RemovalCause,
  type Stage,
  type View,
} from "./photo.ts";
export { missingViews, type PhotoRules } from "./rules.ts";
