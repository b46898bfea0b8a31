export { reopenUntil, reviewUntil } from "./after.ts";
export { forbidden, isInspected, unknownMatter, refuse as refuseMatter } from "./asked.ts";
export type { MatterCommand, Words } from "./commands.ts";
export { matterDeciderWith } from "./decide.ts";
export type { MatterEvent } from "./events.ts";
export { mustFitList } from "./materials.ts";
export type {
  AppliedItem,
  BroughtMaterial,
  CategoryPath,
  Conversion,
  Ending,
  Link,
  Matter,
  MatterState,
  MissingMaterial,
  Received,
  MatterChannel,
  Subject,
  Text,
  TextRole,
} from "./matter.ts";
export { MATERIALS, WINDOW, type MatterKind, type MatterParts, type MatterRules } from "./rules.ts";
export { filled, placesOf, type AnswerTemplate, type Language } from "./template.ts";
