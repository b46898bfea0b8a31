import { gauge, metrics, sweeping, type Clock, type DeciderStore, type Log } from "@wangge/kit";

const EVERY_MS = 30_000;
/** Counting what runs has at most this share of the time, however much runs. */
const SHARE = 0.02;

/** Where a clock runs that can be missed. */
export const RUNNING = { in: ["assigned", "accepted"] };

export interface Burden {
  readonly open: number;
  readonly overdue: number;
}

interface Needed {
  readonly cases: Pick<DeciderStore<unknown, never, never>, "countBy">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);

export const countBurden = async ({ cases, clock }: Omit<Needed, "log">): Promise<Burden> => {
  const running = { "state.status": RUNNING };
  const [open, overdue] = await Promise.all([
    cases.countBy("state.status", running),
    cases.countBy("state.status", { ...running, "state.assignment.dueAt": { lt: clock.now() } }),
  ]);
  return { open: sum(open), overdue: sum(overdue) };
};

/** 在办与超时: how many orders run and how many of them are late, for whoever watches the platform. Not asked for while they collect: the store may be away then. */
export const watchBurden = ({
  cases,
  clock,
  log,
}: Needed): { readonly start: () => void; readonly stop: () => Promise<void> } => {
  let known: Burden | undefined;
  const ends = [
    gauge(metrics.casesOpen, "cases with a running clock", (observe) => {
      if (known !== undefined) observe(known.open);
    }),
    gauge(metrics.casesOverdue, "cases past their deadline", (observe) => {
      if (known !== undefined) observe(known.overdue);
    }),
  ];
  const sweep = sweeping({
    name: "burden",
    everyMs: EVERY_MS,
    share: SHARE,
    work: async () => {
      known = undefined; // what cannot be counted now is not known
      known = await countBurden({ cases, clock });
    },
    log,
  });
  return {
    start: sweep.start,
    stop: async () => {
      for (const end of ends) end();
      await sweep.stop();
    },
  };
};
