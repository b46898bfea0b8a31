/** Cases that are with a body of enforcement, and their leads: each has one, and what it answered has come to the case. */
import type { Problem } from "./problem.ts";

interface Order {
  readonly department: string;
  readonly attempt: number;
}

interface CaseSeen {
  readonly status: string;
  readonly assignment?: Order & { readonly worker?: string };
  readonly assisting?: readonly string[];
}

interface LeadSeen {
  readonly status: string;
  readonly order?: Order;
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

const WITH_BODY: ReadonlySet<string> = new Set(["assigned", "accepted", "suspended"]);
const ANSWERED: ReadonlySet<string> = new Set(["concluded", "declined"]);

export const leadChecker = (isBody: (department: string) => boolean): LeadCheck => {
  /** Cases that the body itself has the order of. */
  const ordered = new Map<string, Order & { readonly waits: boolean }>();
  const leads = new Map<string, LeadSeen>();
  return {
    seeCase: ({ _id, state }) => {
      const { status, assignment, assisting = [] } = state as CaseSeen;
      if (!WITH_BODY.has(status) || assignment === undefined || assignment.worker !== undefined) return;
      const { department, attempt } = assignment;
      if (isBody(department)) ordered.set(_id, { department, attempt, waits: assisting.length > 0 });
    },
    seeLead: ({ _id, state }) => {
      leads.set(_id, state as LeadSeen);
    },
    problems: () => {
      const found: Problem[] = [];
      for (const [id, { department, attempt, waits }] of ordered) {
        const lead = leads.get(id);
        const problem = (detail: string): void =>
          void found.push({ check: "lead", subject: `enforcement/leads/${id}`, detail });
        if (lead?.order?.department !== department || lead.order.attempt !== attempt || lead.status === "away")
          problem(`order ${String(attempt)} is with ${department}, which does not know of it`);
        // While others assist, the case cannot take the result yet.
        else if (ANSWERED.has(lead.status) && !(lead.status === "concluded" && waits))
          problem(`${lead.status}, and its case is still with ${department}`);
      }
      return found;
    },
  };
};
