/** 到期巡检. Dossiers in which a last day is over; each says so once, however many processes look. */
import { dayOf } from "@wangge/calendar";
import { isDomainError, messageOf, type Clock, type Log } from "@wangge/kit";
import type { DossierCommand } from "../../domain/dossier/index.ts";
import type { Dossiers } from "./act-desk.ts";

const AT_ONCE = 200;

/** @returns how many had something due. */
export const wakeDossiers = async ({
  dossiers,
  clock,
  log,
}: {
  readonly dossiers: Pick<Dossiers, "find" | "handleMany">;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<number> => {
  let woken = 0;
  // What cannot be moved now does not keep what is due after it from being looked at.
  let past = "";
  for (;;) {
    const at = clock.now();
    const due = await dossiers.find({
      where: { "state.wakeOn": { gt: past, lte: dayOf(at) } },
      by: { path: "state.wakeOn" },
      limit: AT_ONCE,
    });
    if (due.length === 0) return woken;
    const outcomes = await dossiers.handleMany(
      due.map(({ id }) => ({ id, command: wakeAt(at), meta: { actor: "enforcement" } })),
    );
    outcomes.forEach((outcome, index) => {
      if (!outcome.ok && !(isDomainError(outcome.error) && outcome.error.kind === "conflict"))
        log.error({ dossier: due[index]?.id, error: messageOf(outcome.error) }, "a dossier could not be woken");
    });
    const moved = outcomes.filter((outcome) => outcome.ok && outcome.changed).length;
    woken += moved;
    if (due.length < AT_ONCE) return woken;
    const last = due.at(-1)?.state;
    if (moved === 0 && last !== undefined && "wakeOn" in last) past = last.wakeOn ?? past;
  }
};

const wakeAt = (at: string): DossierCommand => ({
  type: "WakeDossier",
  data: {},
  by: { account: "enforcement", roles: ["service"] },
  at,
});
