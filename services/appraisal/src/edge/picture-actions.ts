import { dayAfter } from "@wangge/calendar";
import { action, BytesAnswer, DomainError } from "@wangge/kit";
import { pngOf } from "@wangge/kit/images";
import { AppraisalId } from "@wangge/contracts/events";
import { z } from "zod";
import { XLSX, xlsxOf } from "../adapters/xlsx.ts";
import type { NamesOf } from "../adapters/names.ts";
import { rankingChart, trendChart } from "../app/chart.ts";
import type { Periods } from "../app/periods.ts";
import { digestOf, type Sheet, type Snapshot } from "../app/sheet.ts";
import { csvOf, tableOf } from "../app/table.ts";
import type { Shown } from "./shown.ts";

const OfEdition = z.strictObject({ appraisalId: AppraisalId, edition: z.int().min(1).optional() });
const chart = {
  format: z.enum(["svg", "png"]).default("svg"),
  language: z.enum(["zh", "en"]).default("zh"),
};

interface Deps {
  readonly periods: Periods;
  readonly shown: Shown;
  readonly namesOf: NamesOf;
}

const file = (mediaType: string, content: string | Buffer, name: string) => ({
  ...{ mediaType, fileName: name.toLowerCase(), tag: digestOf(content).slice(0, 43), cache: "none" as const },
  content: Buffer.from(content).toString("base64"),
});

const drawn = async (svg: string, format: "svg" | "png", name: string) =>
  format === "svg" ? file("image/svg+xml", svg, `${name}.svg`) : file("image/png", await pngOf(svg), `${name}.png`);

/** 结果 as files: a table for spreadsheets, and pictures. Seen by whoever sees the results. */
export const pictureActions = ({ periods, shown, namesOf }: Deps) => ({
  appraisalTable: action({
    rest: "GET /appraisals/:appraisalId/table",
    summary: "结果表: the same as a table for spreadsheets, CSV or XLSX; no cell of it is a formula",
    access: "public",
    answers: ["text/csv", XLSX],
    input: OfEdition.extend({ format: z.enum(["csv", "xlsx"]).default("csv") }),
    output: BytesAnswer,
    run: async ({ appraisalId, edition, format }, { actor }) => {
      const { results } = await shown.sheet(appraisalId, edition, actor);
      const table = tableOf(results);
      return format === "csv"
        ? file("text/csv", csvOf(table), `results-${appraisalId}.csv`)
        : file(XLSX, await xlsxOf(table), `results-${appraisalId}.xlsx`);
    },
  }),
  appraisalChart: action({
    rest: "GET /appraisals/:appraisalId/chart",
    summary: "排名图: the ranking as a picture, with all that it shows said in words in it",
    access: "public",
    answers: ["image/svg+xml", "image/png"],
    input: OfEdition.extend({ ...chart, most: z.int().min(1).max(100).default(30) }),
    output: BytesAnswer,
    run: async ({ appraisalId, edition, format, language, most }, { actor }) => {
      const { results, card, from, until }: Sheet = await shown.sheet(appraisalId, edition, actor);
      const lastDay = dayAfter(until, -1);
      const listed = results.slice(0, most).map(({ subject }) => subject);
      const names = await namesOf(card.subjects, lastDay, listed);
      const svg = rankingChart(results, { name: card.name, from, lastDay, language, names }, most);
      return drawn(svg, format, `ranking-${appraisalId}`);
    },
  }),
  trendChart: action({
    rest: "GET /appraisal/published/:card/trend",
    summary: "趋势图: the score of one over all published periods, each by its last edition",
    access: "public",
    answers: ["image/svg+xml", "image/png"],
    input: z.strictObject({ card: z.string().max(40), subject: z.string().max(60), ...chart }),
    output: BytesAnswer,
    run: async ({ card, subject, format, language }) => {
      const placed = await periods.placedOf(card);
      // A later edition takes the place of the one before.
      const last = new Map(placed.map(({ appraisalId, edition }) => [appraisalId, edition]));
      const snapshots = await Promise.all(
        [...last]
          .slice(-40)
          .map(async ([id, edition]) => JSON.parse((await periods.signed(id, edition)).snapshot) as Snapshot),
      );
      const points = snapshots
        .toSorted((one, other) => (one.from < other.from ? -1 : 1))
        .flatMap(({ from, results }) => {
          const own = results.find((one) => one.subject === subject);
          return own === undefined ? [] : [{ from, score: own.score }];
        });
      const newest = snapshots.at(-1);
      if (newest === undefined || points.length === 0)
        throw new DomainError("missing", "appraisal.trend.unknown", "Nothing of this subject is published");
      const names = await namesOf(newest.card.subjects, dayAfter(newest.until, -1), [subject]);
      return drawn(trendChart(subject, points, { name: newest.card.name, language, names }), format, `trend-${card}`);
    },
  }),
});
