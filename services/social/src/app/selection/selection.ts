import { sweeping, virusScan } from "@wangge/kit";
import { applicationActions } from "../../edge/selection/application-actions.ts";
import { editionActions } from "../../edge/selection/edition-actions.ts";
import { withoutJudges } from "../../edge/selection/office.ts";
import { panelActions } from "../../edge/selection/panel-actions.ts";
import { reviewActions } from "../../edge/selection/review-actions.ts";
import { roundActions } from "../../edge/selection/round-actions.ts";
import { FormContent, RubricContent } from "../../edge/selection/words.ts";
import type { OrganizationsPort, SelectionPort } from "../ports.ts";
import type { Needed, Slice } from "../slice.ts";
import { createApplications, gridCheck } from "./applications.ts";
import { createAttachments } from "./attachments.ts";
import { loadSelectionData } from "./data.ts";
import { createLooking } from "./looking.ts";
import { createPanels, selectionPort } from "./panels.ts";
import { createParties } from "./parties.ts";
import { createReviews } from "./reviews.ts";
import { createRounds } from "./rounds.ts";
import { createStores } from "./stores.ts";

export { selectionAggregates } from "./stores.ts";

interface Parts extends Needed {
  readonly organizations: OrganizationsPort;
}

/** 公益创投评选: from the programme to the ranked candidates. */
export const createSelection = async ({
  config,
  store,
  clock,
  log,
  call,
  organizations,
}: Parts): Promise<Slice & { readonly port: SelectionPort; readonly sweep: () => Promise<void> }> => {
  const stores = await createStores(store);
  const data = loadSelectionData();
  const parties = createParties(organizations);
  const looking = createLooking(stores);
  const rounds = createRounds({ stores, data, clock, log });
  const applications = createApplications({ stores, rounds, parties, data, clock, unknownGrids: gridCheck(call) });
  const scan = virusScan({ config, thing: "social.attachment", log });
  const attachments = createAttachments({ blobs: await store.blobs("ventureAttachments"), clock, scan });
  const reviews = createReviews({ stores, rounds, parties, clock, log });
  const panels = createPanels({ stores, rounds, parties, reviews, clock });
  const edge = { stores, rounds, parties, looking, clock };
  const once = async (): Promise<void> => {
    await rounds.wake();
    await reviews.tendAll();
    await attachments.sweep();
  };
  const sweep = sweeping({ name: "venture selection", everyMs: config.SWEEP_MS, share: 0.1, log, work: once });
  return {
    actions: withoutJudges({
      ...editionActions({ thing: "Form", zh: "申报表", content: FormContent, store: stores.forms, clock }),
      ...editionActions({ thing: "Rubric", zh: "评分标准", content: RubricContent, store: stores.rubrics, clock }),
      ...roundActions({ ...edge, data }),
      ...applicationActions({ ...edge, applications, attachments }),
      ...reviewActions({ ...edge, reviews }),
      ...panelActions({ panels, clock }),
    }),
    subscriptions: [],
    port: selectionPort(stores),
    sweep: once,
    start: sweep.start,
    stop: async () => {
      await sweep.stop();
      await reviews.rest();
    },
  };
};
