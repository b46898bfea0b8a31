import type { CaseStatus } from "../filters.ts";

/** Whom a case can be given to. */
export type Target =
  { readonly kind: "worker"; readonly worker: string } | { readonly kind: "department"; readonly department: string };

/** What of a case decides how it changes hands. */
export interface Held {
  readonly status: CaseStatus;
  readonly department?: string;
  readonly worker?: string;
}

/**
 * How a case gets there. 派遣 what waits for it; 转交 within the department that has it; 收回 with a reason and 派遣 again to
 * another. What has it already is no place to put it.
 */
export type Move =
  | { readonly how: "assign"; readonly department: string; readonly worker?: string }
  | { readonly how: "delegate"; readonly worker?: string }
  | { readonly how: "takeBack"; readonly department: string };

const OUT: readonly CaseStatus[] = ["assigned", "accepted"];

/** Whether it is with somebody and can be taken from there. */
export const isOut = ({ status }: Pick<Held, "status">): boolean => OUT.includes(status);

/** Whether a dispatcher gives it to others in this status. */
export const isMovable = (of: Pick<Held, "status">): boolean => of.status === "filed" || isOut(of);

/** @param routed the department that the routing names, for a worker who gets what no department has */
export const moveOf = (of: Held, target: Target, routed: string | undefined): Move | undefined => {
  const { status, department, worker } = of;
  if (!isMovable(of)) return undefined;
  if (target.kind === "worker") {
    if (status === "filed")
      return routed === undefined ? undefined : { how: "assign", department: routed, worker: target.worker };
    return target.worker === worker ? undefined : { how: "delegate", worker: target.worker };
  }
  if (status === "filed") return { how: "assign", department: target.department };
  if (target.department !== department) return { how: "takeBack", department: target.department };
  // Back to the department itself, from its worker.
  return worker === undefined ? undefined : { how: "delegate" };
};
