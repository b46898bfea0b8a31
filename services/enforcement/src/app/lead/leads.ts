import { aggregateKind, sweeping, wakeDue, type Parts } from "@wangge/kit";
import { leadDeciderWith, type LeadCommand } from "../../domain/lead/index.ts";
import { leadActions } from "../../edge/lead-actions.ts";
import { onCases, onDossiers } from "./listen.ts";
import { publishLeadAs } from "./publish-as.ts";
import { loadBodies, loadLeadRules } from "./rules.ts";

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
  // 逾期未受理: leads that nobody has taken up in time.
  const sweep = sweeping({
    name: "leads",
    everyMs: config.SWEEP_MS,
    log,
    work: () =>
      wakeDue({
        store: leads,
        command: (at): LeadCommand => ({ type: "WakeLead", at }),
        actor: "enforcement",
        clock,
        log,
      }),
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
