import { aggregateKind, defineService, givenOrKeptKey, type Parts, type ServiceDefinition } from "@wangge/kit";
import { registerBy } from "./adapters/register.ts";
import { loadBooks } from "./app/books.ts";
import { createFacts } from "./app/facts.ts";
import { createPeriods } from "./app/periods.ts";
import { createReadings } from "./app/readings.ts";
import { createReckoning } from "./app/reckoning.ts";
import { loadDetectorRules, loadPeriodRules } from "./app/rules.ts";
import type { Config } from "./config.ts";
import { bookActions } from "./edge/book-actions.ts";
import { findingActions } from "./edge/finding-actions.ts";
import { periodActions } from "./edge/period-actions.ts";
import { readingActions } from "./edge/reading-actions.ts";
import { standingActions } from "./edge/standing-actions.ts";
import { manifest } from "./manifest.ts";
import { readingDecider, toldDecider } from "./domain/index.ts";

type OwnConfig = Partial<Pick<Config, "RECORDS_KEY" | "DATA_DIR">>;
type Needed = Pick<Parts<OwnConfig>, "config" | "store" | "clock" | "call">;

/** 考核服务: listens to what happened, and makes scores of it that anyone can make again. */
export const compose = async ({ config, store, clock, call }: Needed): Promise<ServiceDefinition> => {
  const books = loadBooks();
  const facts = await createFacts(store);
  const readings = await createReadings(store);
  const reckoning = createReckoning({ facts, readings, register: registerBy(call) });
  const { RECORDS_KEY, DATA_DIR } = config;
  const key = givenOrKeptKey(RECORDS_KEY, DATA_DIR, "appraisal-key.pem");
  const periods = await createPeriods({ factory: store, books, rules: loadPeriodRules(), reckoning, key, clock });
  return defineService({
    manifest,
    actions: {
      ...bookActions({ books, clock }),
      ...readingActions({ readings, clock }),
      ...standingActions({ books, reckoning, clock }),
      ...periodActions({ books, periods, clock }),
      ...findingActions({ facts, rulesAt: loadDetectorRules(), clock }),
    },
    subscriptions: facts.subscriptions,
  });
};

/** For the doctor, which recomputes and decides nothing. */
export const ownAggregates = [
  aggregateKind("appraisal", "facts", toldDecider, () => []),
  aggregateKind("appraisal", "surveys", readingDecider, () => []),
  aggregateKind("appraisal", "economy", readingDecider, () => []),
];
