import type { OrganizationDesk } from "../../app/organizations/desk.ts";
import { hubActions } from "./hub-actions.ts";
import { needActions } from "./need-actions.ts";
import { readingActions } from "./reading-actions.ts";
import { registerActions } from "./register-actions.ts";
import { treeActions } from "./tree-actions.ts";
import { volunteerActions } from "./volunteer-actions.ts";

export const organizationActions = (desk: OrganizationDesk) => ({
  ...readingActions(desk),
  ...registerActions(desk),
  ...treeActions(desk),
  ...hubActions(desk),
  ...volunteerActions(desk),
  ...needActions(desk),
});
