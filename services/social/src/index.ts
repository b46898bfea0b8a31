import { custody } from "@wangge/contracts/custody";
import { ownEventLogAggregates } from "@wangge/kit";
import { councilAggregates } from "./app/councils/councils.ts";
import { grantAggregates } from "./app/grants/grants.ts";
import { organizationAggregates } from "./app/organizations/organizations.ts";
import { purchaseAggregates } from "./app/purchases/purchases.ts";
import { selectionAggregates } from "./app/selection/selection.ts";

export { compose } from "./compose.ts";
/** 权限表, for who prints it. */
export {
  fields as applicationFields,
  sightOf,
  states as applicationStates,
  viewers as applicationViewers,
} from "./domain/selection/access.ts";
export { manifest } from "./manifest.ts";

/** What the doctor recomputes. */
export const aggregates = [
  ...organizationAggregates,
  ...councilAggregates,
  ...selectionAggregates,
  ...grantAggregates,
  ...purchaseAggregates,
  ...ownEventLogAggregates(custody.social),
];
