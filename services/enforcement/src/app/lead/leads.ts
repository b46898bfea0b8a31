import { aggregateKind, isDomainError, messageOf, sweeping, type Clock, type Log, type Parts } from "@wangge/kit";
import { leadDeciderWith } from "../../domain/lead/index.ts";
import { leadActions } from "../../edge/lead-actions.ts";
import { onCases, onDossiers, type Leads } from "./listen.ts";
import { publishLeadAs } from "./publish-as.ts";
import { loadBodies, loadLeadRules } from "./rules.ts";

const AT_ONCE = 200;

/** 逾期未受理: looks for leads that nobody has taken up in time; each says so once, however many processes look. */
const wakeDue = async ({
  leads,
  clock,
  log,
}: {
  readonly leads: Leads;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<void> => {
  for (;;) {
    const at = clock.now();
    const due = await leads.find({
      where: { "state.wakeAt": { lte: at } },
      by: { path: "state.wakeAt" },
      limit: AT_ONCE,
    });
    const outcomes = await leads.handleMany(
      due.map(({ id }) => ({ id, command: { type: "WakeLead", at }, meta: { actor: "enforcement" } })),
    );
    outcomes.forEach((outcome, index) => {
      if (!outcome.ok && !(isDomainError(outcome.error) && outcome.error.kind === "conflict"))
        log.error({ lead: due[index]?.id, error: messageOf(outcome.error) }, "a lead could not be woken");
    });
    if (due.length < AT_ONCE || !outcomes.some((outcome) => outcome.ok && outcome.changed)) return;
  }
};

type LeadParts = Pick<Parts<{ readonly SWEEP_MS: number }>, "config" | "store" | "clock" | "log">;

/** 线索: cases that dispatch has ordered to a body that punishes, until they are answered. */
export const createLeads = async ({ config, store, clock, log }: LeadParts) => {
  const leads = await store.decider("leads", leadDeciderWith(loadLeadRules()), {
    publishAs: publishLeadAs,
    indexes: [["state.order.department", "state.status"]],
    sparse: ["state.wakeAt"],
    chained: true,
  });
  const isBody = loadBodies();
  const sweep = sweeping({
    name: "leads",
    everyMs: config.SWEEP_MS,
    log,
    work: () => wakeDue({ leads, clock, log }),
  });
  return {
    leads,
    actions: leadActions({ leads, clock }),
    subscriptions: [...onCases({ leads, isBody, clock }), ...onDossiers({ leads, isBody, clock })],
    start: sweep.start,
    stop: sweep.stop,
  };
};

/** For the doctor, which recomputes and decides nothing. */
export const leadAggregates = [aggregateKind("enforcement", "leads", leadDeciderWith(loadLeadRules()), publishLeadAs)];
