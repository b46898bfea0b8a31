import { CaseClosedV1 } from "@wangge/contracts/events";
import type { Contestant, Durability, Job } from "./contestant.ts";
import { EVENTS, type Ground } from "./ground.ts";
import { asMessage } from "./jobs.ts";
import { countByStretches, type OutMessage } from "@wangge/kit";

const PAGE = 1000;

export const messageOf = (job: Job): OutMessage => {
  const message = asMessage.get(job);
  if (message === undefined) throw new Error(`${job.id} is no report`);
  return message;
};

/** Facts "closed" on dispatch's stream, and of how many cases. */
export const closings = async ({
  bus,
  samples,
}: Pick<Ground, "bus" | "samples">): Promise<{ readonly facts: number; readonly jobs: number }> => {
  const ids = new Set<string>();
  let [facts, from] = [0, 1];
  for (;;) {
    const subject = `evt.${CaseClosedV1.subject}.>`;
    const page = await bus.read(EVENTS, { fromSequence: from, subject, limit: PAGE });
    for (const { text } of page) {
      const { subject: id } = JSON.parse(text) as { subject: string };
      if (samples.has(id)) continue;
      facts += 1;
      ids.add(id);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return { facts, jobs: ids.size };
    from = last.sequence + 1;
  }
};

/** Closed in the store, the samples apart; there may be millions. */
const closedIn = async ({ cases, samples }: Pick<Ground, "cases" | "samples">): Promise<number> => {
  const where = { "state.status": "closed" };
  const [all, ours] = await Promise.all([
    countByStretches(cases, "state.status", where),
    cases.countBy("state.status", { ...where, _id: { in: [...samples] } }),
  ]);
  return (all.get("closed") ?? 0) - (ours.get("closed") ?? 0);
};

/** Our dispatch: the report is accepted on the bus, and everything else is the service's own code. */
export const wangge = (ground: () => Promise<Ground>, durability: Durability = "strict"): Contestant => ({
  name: durability === "strict" ? "wangge" : "wangge-relaxed",
  durability,
  mode: "engine",
  open: async (closed) => {
    const place = await ground();
    place.onClosed(closed);
    const { bus, cases } = place;
    return {
      accept: (jobs) => bus.publish(jobs.map(messageOf)),
      settle: () => cases.flush(),
      serverPids: place.pids,
      audit: async () => ({ closed: await closedIn(place), published: await closings(place) }),
      close: () => Promise.resolve(), // the ground is the floor's too
    };
  },
});
