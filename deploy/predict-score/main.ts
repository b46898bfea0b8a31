/**
 * `npm run predict:score`: the prediction on real history. For each year it learns from what was known when the year began, predicts
 * the orders of the year, and is compared with plain rates over the same orders. Says where it is no better than they are.
 */
import { calibration, calibrationError } from "@wangge/dispatch/predict";
import { baselines, brierDifference, figures, foldOf, readOrders, type Fold } from "./score.ts";

const orders = readOrders(new URL("data/baltimore-orders.csv", import.meta.url));
/** The last day of the sample: what is open then stays open. */
const END = Date.parse("2019-02-13T20:00:00Z");
/** The variants of the model were compared in 2015 and 2016: these years do not count in the verdict. */
const CHOSEN_IN = [2016];
const YEARS = [2017, 2018];
const SHARES = [0, 0.5];

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const places = (value: number, count = 4): string => value.toFixed(count);

const verdictOf = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  high < 0 ? "better" : low > 0 ? "WORSE" : "no clear difference";

const report = (name: string, { model, baselines: others, trained, leftOut }: Fold): void => {
  const late = model.filter((one) => one.late).length;
  say(
    `${name}: ${String(model.length)} orders, ${places((100 * late) / model.length, 1)} % late; learned from ${String(trained)}, ${String(leftOut)} left out (no end known)`,
  );
  const own = figures(model);
  say(`  model          AUC ${places(own.auc)}  Brier ${places(own.brier)}`);
  for (const baseline of baselines) {
    const { auc, brier } = figures(others[baseline]);
    const difference = brierDifference(model, others[baseline]);
    say(
      `  ${baseline.padEnd(13)}  AUC ${places(auc)}  Brier ${places(brier)}  model ${verdictOf(difference)}: ${places(difference.mean)} (${places(difference.low)} to ${places(difference.high)})`,
    );
  }
};

const merged = (folds: readonly Fold[]): Fold => ({
  ...(folds[0] as Fold),
  trained: Math.max(...folds.map(({ trained }) => trained)),
  leftOut: folds.reduce((sum, { leftOut }) => sum + leftOut, 0),
  model: folds.flatMap(({ model }) => model),
  baselines: {
    constant: folds.flatMap((fold) => fold.baselines.constant),
    category: folds.flatMap((fold) => fold.baselines.category),
    categoryDrawn: folds.flatMap((fold) => fold.baselines.categoryDrawn),
  },
  intervals: folds.flatMap(({ intervals }) => intervals),
});

const startedAt = performance.now();
const verdicts: string[] = [];
for (const share of SHARES) {
  say(share === 0 ? "\nAs an order begins" : "\nOf those still open with half of their time used");
  const foldsOf = (years: readonly number[], remark: string): readonly Fold[] =>
    years.flatMap((year) => {
      const fold = foldOf(orders, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1), share, END);
      if (fold !== undefined) report(`${String(year)}${remark}`, fold);
      return fold === undefined ? [] : [fold];
    });
  foldsOf(CHOSEN_IN, " (the model was chosen in it)");
  const all = merged(foldsOf(YEARS, ""));
  report(YEARS.join(" and "), all);
  const bins = calibration(all.model);
  say("  calibration, by tenths:   n  predicted  observed");
  for (const { n, predicted, observed } of bins)
    say(`  ${String(n).padStart(27)}  ${places(predicted, 3).padStart(9)}  ${places(observed, 3).padStart(8)}`);
  say(`  off by ${places(calibrationError(bins), 3)} on average`);
  for (const baseline of baselines)
    verdicts.push(
      `${share === 0 ? "as an order begins" : "at half its time"}, against ${baseline}: ${verdictOf(brierDifference(all.model, all.baselines[baseline]))}`,
    );
}
say(`\nThe model in ${YEARS.join(" and ")}, by its Brier score:`);
for (const verdict of verdicts) say(`  ${verdict}`);
say(`${places((performance.now() - startedAt) / 1000, 1)} s`);
