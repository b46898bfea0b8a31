import type { Parts } from "@wangge/kit";
import { firstBenchmarks } from "../domain/benchmark/index.ts";
import { firstLawBook } from "../domain/law/index.ts";
import { benchmarkActions } from "../edge/law/benchmark-actions.ts";
import { lawActions } from "../edge/law/law-actions.ts";
import { checkBenchmarks } from "./benchmark-data.ts";
import { checkEditions } from "./law-data.ts";

/** 法律与裁量基准: data of the service, checked once when it starts. */
export const createLaw = ({ clock }: Pick<Parts<unknown>, "clock">) => {
  checkEditions(firstLawBook.editions);
  checkBenchmarks(firstBenchmarks);
  const deps = { law: firstLawBook, benchmarks: firstBenchmarks, clock };
  return { actions: { ...lawActions(deps), ...benchmarkActions(deps) }, subscriptions: [] };
};
