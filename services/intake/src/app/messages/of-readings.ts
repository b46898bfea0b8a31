import { ReporterNoticeDueV1 } from "@wangge/contracts/events";
import type { EventHandler, Received } from "@wangge/kit";
import type { ReporterDeps } from "../../edge/reading.ts";
import type { News, Post } from "./post.ts";

/** 谁看过我的信息: whoever's record was read is told without asking, of a report and of a matter alike. */
export const tellOfReading = (post: Post, { reports, matters }: Pick<ReporterDeps, "reports" | "matters">) => {
  const numbersOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const query = { where: { _id: { in: ids } }, limit: ids.length };
    const found = await Promise.all([reports.find(query), matters.find(query)]);
    return new Map(
      found.flat().flatMap(({ id, state }) => ("trackingNumber" in state ? [[id, state.trackingNumber] as const] : [])),
    );
  };

  return {
    event: ReporterNoticeDueV1,
    mode: "each",
    handle: async (received: readonly Received<ReporterNoticeDueV1>[]) => {
      const numbers = await numbersOf([...new Set(received.map(({ data }) => data.reportId))]);
      return post(
        received.map(({ data: { reportId: about, role, purpose, readAt }, envelope, meta }): News | undefined => {
          const number = numbers.get(about);
          if (number === undefined) return undefined;
          const filling = { number, role, purpose, readAt };
          return { about, happening: "read", filling, reporters: [about], subjects: [], event: envelope.id, meta };
        }),
      );
    },
  } satisfies EventHandler;
};
