import { BanAppealedV1, BanImposedV1, BanLiftedV1, BanUpheldV1 } from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type { BanEvent, BanState } from "../domain/index.ts";

/** Auditors learn which accounts ban and decide; of who is banned nothing but the kind. */
export const publishBan = (event: BanEvent, { id: banId }: Stored<BanState>): readonly PublicEvent[] => {
  switch (event.type) {
    case "BanImposed": {
      const { subject, reason, by: account, rules, at: imposedAt, until } = event.data;
      return [publicEvent(BanImposedV1, { banId, subject, reason, account, rules, imposedAt, until })];
    }
    case "BanAppealed":
      return [publicEvent(BanAppealedV1, { banId, appealedAt: event.data.at })];
    case "BanUpheld":
      return [publicEvent(BanUpheldV1, { banId, account: event.data.by, upheldAt: event.data.at })];
    case "BanLifted": {
      const { by: account, onAppeal, at: liftedAt } = event.data;
      return [publicEvent(BanLiftedV1, { banId, account, onAppeal, liftedAt })];
    }
  }
};
