/**
 * A benchmark, not a test: `node test/suggest.bench.ts` prints one JSON line. How many times the cost of reading the request
 * (JSON.parse and its schema) a suggestion costs, and a look-up while somebody types; each the best of five rounds, so that
 * both bear the same machine. `budget` is the 95th percentile of the slowest kind of look-up over the 20 ms it may take.
 * The names are made up, as many and as long as those of the whole district: 14 streets, 103 communities, 748 grids, 3445
 * courtyards.
 */
import { z } from "zod";
import { placeReadings } from "../src/adapters/pinyin.ts";
import { loadEstates } from "../src/app/gazetteer.ts";
import { loadSuggestModel } from "../src/app/suggest-model.ts";
import { gazetteerOf, type Place } from "../src/domain/places/index.ts";

const BUDGET_MS = 20;
const ROUNDS = 5;
const TIMES = 500;

const SYLLABLES = Array.from("东西南北新华红桥双林青龙石岭白莲建设望平祥和关家崔店长天万年海滨昭觉桂丛树");
const nameOf = (nth: number): string =>
  [nth, Math.floor(nth / 7) + 3, nth * 5 + 11].map((at) => SYLLABLES[at % SYLLABLES.length]).join("");
const many = (kind: Place["kind"], count: number, name: (nth: number) => string): Place[] =>
  Array.from({ length: count }, (_, nth) => ({ kind, name: name(nth), aliases: [], grid: "510108002001001" }));

const started = performance.now();
const model = loadSuggestModel();
const modelMs = performance.now() - started;
const gazetteer = gazetteerOf(
  [
    ...many("street", 14, (nth) => `${nameOf(nth * 13)}街道`),
    ...many("community", 103, (nth) => `${nameOf(nth)}社区`),
    ...many("grid", 748, (nth) => `${nameOf(nth % 103)}社区第${String(Math.floor(nth / 103) + 1)}网格`),
    ...many("courtyard", 3445, (nth) => `${nameOf(nth % 103)}社区第${String(nth % 7)}网格${String(nth % 5)}号院`),
    ...loadEstates(),
  ],
  placeReadings(),
);

const Request = z.strictObject({ text: z.string().trim().min(1).max(4000) });
const bodies = [
  "你好，我住在猛追湾街26号，楼下的烧烤摊每天晚上油烟很大，吵得睡不着觉，希望尽快处理",
  "双桥路南五街的路灯坏了好几天没人修，晚上一片漆黑",
  "there is a big pothole in front of my house and water comes out of the ground",
].map((text) => JSON.stringify({ text }));
const texts = bodies.map((body) => Request.parse(JSON.parse(body)).text);
const queries = ["mzw", "meng", "猛追湾", "一", "mengzuiwan", "qqqqqqqq", "望平街社曲", "wnchj"];

const timesOf = (work: (nth: number) => unknown): number[] => {
  const times = Array.from({ length: TIMES }, (_, nth) => {
    const from = performance.now();
    work(nth);
    return performance.now() - from;
  });
  return times.sort((one, other) => one - other);
};
/** Best over the rounds of a round's percentile. */
const percentile = (share: number, work: (nth: number) => unknown): number => {
  const rounds = Array.from({ length: ROUNDS }, () => timesOf(work)[Math.floor(TIMES * share)] ?? 0);
  return Math.min(...rounds);
};

const parse = percentile(0.5, (nth) => Request.parse(JSON.parse(bodies[nth % bodies.length] ?? "{}")));
const categories = percentile(0.5, (nth) => model.suggest(texts[nth % texts.length] ?? ""));
const places = percentile(0.5, (nth) => gazetteer.find(texts[nth % texts.length] ?? "", 5));
const perQuery = queries.map((query) => percentile(0.95, () => gazetteer.search(query, 10)));

const times = (cost: number): number => Math.round(cost / parse);
console.log(
  JSON.stringify({
    bench: "intake.suggest",
    timesTheReading: { categories: times(categories), places: times(places), typing: times(Math.max(...perQuery)) },
    ofAMillisecond: +(categories + places).toFixed(2),
    budget: +(Math.max(...perQuery) / BUDGET_MS).toFixed(2),
    modelOfBudgetAtStart: +(modelMs / 100).toFixed(2),
  }),
);
