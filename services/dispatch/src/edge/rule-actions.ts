import { dayOf } from "@wangge/calendar";
import { rulebookActions, type Clock } from "@wangge/kit";
import type { DispatchRulebook } from "../app/rule-kinds.ts";
import { STAFF } from "./staff.ts";

/** 派遣规则: editions of what dispatch decides by. */
export const ruleActions = ({ rulebook, clock }: { readonly rulebook: DispatchRulebook; readonly clock: Clock }) =>
  rulebookActions({
    ...{ service: "dispatch", rulebook, clock, dayOf, path: "/rules", zh: "派遣规则" },
    access: { read: STAFF, draft: ["supervisor"], publish: ["supervisor"] },
  });
