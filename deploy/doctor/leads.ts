/** Cases that are with a body of enforcement, and their leads: each has one, and what it answered has come to the case. */
import type { Problem } from "./problem.ts";

interface Order {
  readonly department: string;
  readonly attempt: number;
  readonly dueAt: string;
}

interface CaseSeen {
  readonly status: string;
  readonly assignment?: Order & { readonly worker?: string };
  readonly assisting?: readonly string[];
}

interface LeadSeen {
  readonly status: string;
  readonly order?: Order & { readonly version: number };
  readonly clock?: { readonly version: number; readonly dueAt?: string };
}

interface Document {
  readonly _id: string;
  readonly state: unknown;
}

export interface LeadCheck {
  readonly seeCase: (document: Document) => void;
  readonly seeLead: (document: Document) => void;
  readonly problems: () => readonly Problem[];
}

/** The last day that the body goes by: of the newest order, or what was granted since. */
const dueAtOf = ({ order, clock }: LeadSeen): string | undefined =>
  clock !== undefined && clock.version > (order?.version ?? 0) ? clock.dueAt : order?.dueAt;

const WITH_BODY: ReadonlySet<string> = new Set(["assigned", "accepted", "suspended"]);
const ANSWERED: ReadonlySet<string> = new Set(["concluded", "declined"]);

export const leadChecker = (isBody: (department: string) => boolean): LeadCheck => {
  /** Cases that the body itself has the order of. */
  const ordered = new Map<string, Omit<Order, "dueAt"> & { readonly waits: boolean; readonly dueAt?: string }>();
  const leads = new Map<string, LeadSeen>();
  return {
    seeCase: ({ _id, state }) => {
      const { status, assignment, assisting = [] } = state as CaseSeen;
      if (!WITH_BODY.has(status) || assignment === undefined || assignment.worker !== undefined) return;
      const { department, attempt, dueAt } = assignment;
      if (!isBody(department)) return;
      // The clock of a suspended one stands still.
      const due = status === "suspended" ? {} : { dueAt };
      ordered.set(_id, { department, attempt, waits: assisting.length > 0, ...due });
    },
    seeLead: ({ _id, state }) => {
      leads.set(_id, state as LeadSeen);
    },
    problems: () => {
      const found: Problem[] = [];
      for (const [id, { department, attempt, waits, dueAt }] of ordered) {
        const lead = leads.get(id);
        const problem = (detail: string): void =>
          void found.push({ check: "lead", subject: `enforcement/leads/${id}`, detail });
        if (lead?.order?.department !== department || lead.order.attempt !== attempt || lead.status === "away")
          problem(`order ${String(attempt)} is with ${department}, which does not know of it`);
        // While others assist, the case cannot take the result yet.
        else if (ANSWERED.has(lead.status) && !(lead.status === "concluded" && waits))
          problem(`${lead.status}, and its case is still with ${department}`);
        else if (dueAtOf(lead) !== dueAt) problem("its last day is not that of its case");
      }
      return found;
    },
  };
};
