import type { Meta } from "@wangge/kit";
import type { Updates } from "./policies/record-steps.ts";

const PORTION = 100;

/** What the other side has said of a report goes with its words. Again after a crash, and it goes on where it stopped. */
export const eraseComments = async (updates: Updates, reportId: string, at: string, meta: Meta): Promise<void> => {
  const where = { "state.update.report": reportId, "state.origin": "client", "state.erasedAt": null };
  for (let more = true; more;) {
    const found = await updates.find({ where, limit: PORTION });
    for (const { id } of found) await updates.handle(id, { type: "EraseComment", at }, meta, null);
    more = found.length === PORTION;
  }
};
