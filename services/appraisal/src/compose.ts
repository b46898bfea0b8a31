import { custody } from "@wangge/contracts/custody";
import {
  aggregateKind,
  anchorAggregates,
  defineService,
  givenOrKeptKey,
  keepAnchors,
  ownEventLogAggregates,
  sweeping,
  withOwnEventLog,
  type EventLogConfig,
  type Parts,
  type ServiceDefinition,
} from "@wangge/kit";
import { namesBy } from "./adapters/names.ts";
import { registerBy } from "./adapters/register.ts";
import { bookAggregates, createBooks } from "./app/books.ts";
import { collectionOf, createFacts } from "./app/facts.ts";
import { createPeriods } from "./app/periods.ts";
import { createReadings } from "./app/readings.ts";
import { createReckoning } from "./app/reckoning.ts";
import { loadDetectorRules, loadPeriodRules } from "./app/rules.ts";
import { createTrial } from "./app/trial.ts";
import type { Config } from "./config.ts";
import { READERS } from "./edge/access.ts";
import { bookActions } from "./edge/book-actions.ts";
import { findingActions } from "./edge/finding-actions.ts";
import { lineageActions } from "./edge/lineage-actions.ts";
import { periodActions } from "./edge/period-actions.ts";
import { pictureActions } from "./edge/picture-actions.ts";
import { readingActions } from "./edge/reading-actions.ts";
import { ruleActions } from "./edge/rule-actions.ts";
import { shownOf } from "./edge/shown.ts";
import { standingActions } from "./edge/standing-actions.ts";
import { trialActions } from "./edge/trial-actions.ts";
import { manifest } from "./manifest.ts";
import { readingDecider, THING_KINDS, toldDecider } from "./domain/index.ts";

type OwnConfig = Pick<Config, "RULES_REFRESH_MS" | "SWEEP_MS"> &
  Partial<Pick<Config, "AUDIT_KEY" | "RECORDS_KEY" | "DATA_DIR">> &
  EventLogConfig;
type Needed = Pick<Parts<OwnConfig>, "bus" | "config" | "store" | "clock" | "call" | "log">;

/** 考核服务: listens to what happened, and makes scores of it that anyone can make again. */
export const compose = async (parts: Needed): Promise<ServiceDefinition> => {
  const { config, store, clock, call, log } = parts;
  const { RECORDS_KEY, DATA_DIR, RULES_REFRESH_MS, SWEEP_MS } = config;
  const { rulebook, ...books } = await createBooks({ store, clock, log, refreshMs: RULES_REFRESH_MS });
  const facts = await createFacts(store);
  const readings = await createReadings(store);
  const reckoning = createReckoning({ facts, readings, register: registerBy(call) });
  const namesOf = namesBy(call, clock);
  const key = givenOrKeptKey(RECORDS_KEY, DATA_DIR, "appraisal-key.pem");
  const periods = await createPeriods({ factory: store, books, rules: loadPeriodRules(), reckoning, key, clock });
  const tidying = sweeping({ name: "sheets", everyMs: SWEEP_MS, work: periods.tidy, log });
  const shown = shownOf({ books, periods });
  const keeping = await keepAnchors({
    ...{ keeper: "appraisal", store, clock },
    ...{ path: "/appraisal/audit", access: READERS },
  });
  const definition = defineService({
    manifest,
    actions: {
      ...keeping.actions,
      ...bookActions({ books, clock }),
      ...ruleActions({ rulebook, clock }),
      ...readingActions({ readings, clock }),
      ...standingActions({ books, reckoning, namesOf, clock }),
      ...trialActions({ books, trial: createTrial({ books, rulebook }), reckoning, namesOf, clock }),
      ...periodActions({ books, periods, shown, namesOf, clock }),
      ...lineageActions({ facts, clock }),
      ...pictureActions({ periods, shown, namesOf }),
      ...findingActions({ facts, rulesAt: loadDetectorRules(), namesOf, clock }),
    },
    subscriptions: [...facts.subscriptions, ...keeping.subscriptions],
    onStart: async () => {
      await rulebook.start();
      tidying.start();
    },
    onStop: async () => {
      rulebook.stop();
      await tidying.stop();
    },
  });
  return withOwnEventLog({ custody: custody.appraisal, path: "/appraisal/audit", parts }, definition);
};

/** For the doctor, which recomputes and decides nothing. */
export const ownAggregates = [
  ...bookAggregates,
  ...THING_KINDS.map((kind) => aggregateKind("appraisal", collectionOf(kind), toldDecider, () => [])),
  aggregateKind("appraisal", "surveys", readingDecider, () => []),
  aggregateKind("appraisal", "economy", readingDecider, () => []),
  ...anchorAggregates("appraisal"),
  ...ownEventLogAggregates(custody.appraisal),
];
