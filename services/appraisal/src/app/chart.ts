/** 图表. Pictures of published numbers as SVG: no script, no style sheet, nothing loaded; what it shows is also said in words. */
import { read, shown, type Text } from "../domain/index.ts";
import { fitForXml } from "./xml.ts";

export type Language = keyof Text;

const WIDTH = 960;
const LEFT = 200;
const RIGHT = 150;
const TOP = 64;
const ROW = 28;
const FONT = "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif";

/** Colours of the grades as the field has them: green, blue, yellow, red, black. */
const COLOUR: Readonly<Record<string, string>> = {
  A: "#2e7d32",
  B: "#1565c0",
  C: "#f9a825",
  D: "#c62828",
  E: "#212121",
};
const PLAIN = "#546e7a";

const WORDS = {
  score: { zh: "得分", en: "Score" },
  nothing: { zh: "无数据", en: "nothing can be said" },
  of: {
    zh: (shownCount: number, all: number) => `前 ${String(shownCount)} / ${String(all)}`,
    en: (shownCount: number, all: number) => `first ${String(shownCount)} of ${String(all)}`,
  },
} as const;

const NAMED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => fitForXml(text).replaceAll(/[&<>"']/g, (mark) => NAMED[mark] ?? "");

/** A coordinate: as many digits as a screen can show. */
const at = (value: number): string => String(Math.round(value * 10) / 10);

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly size?: number;
  readonly bold?: boolean;
}

const label = ({ x, y, text, anchor = "start", size = 14, bold = false }: Label): string =>
  `<text x="${at(x)}" y="${at(y)}" font-size="${String(size)}" text-anchor="${anchor}"${bold ? ' font-weight="bold"' : ""}>${escaped(text)}</text>`;

interface Picture {
  readonly title: string;
  readonly subtitle: string;
  readonly description: string;
  readonly language: Language;
  readonly height: number;
  readonly parts: readonly string[];
}

const picture = ({ title, subtitle, description, language, height, parts }: Picture): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(WIDTH)}" height="${String(height)}" viewBox="0 0 ${String(WIDTH)} ${String(height)}"`,
    ` role="img" aria-labelledby="title desc" lang="${language === "zh" ? "zh-CN" : "en"}" font-family="${FONT}" fill="#212121">`,
    `<title id="title">${escaped(title)}</title><desc id="desc">${escaped(description)}</desc>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    label({ x: 16, y: 28, text: title, size: 20, bold: true }),
    label({ x: 16, y: 50, text: subtitle, size: 13 }),
    ...parts,
    "</svg>",
  ].join("");

/** Full length: a hundred, or more where bonuses reach further. */
const topOf = (scores: readonly (number | undefined)[]): number => Math.max(100, ...scores.flatMap((one) => one ?? []));

const scoreIn = (score: string | undefined): number | undefined =>
  score === undefined ? undefined : Number(shown(read(score), 2));

export interface Bar {
  readonly subject: string;
  readonly rank?: number | undefined;
  /** Exact, as it is written. */
  readonly score?: string | undefined;
  readonly grade?: string | undefined;
}

export interface ChartOf {
  readonly name: Text;
  readonly from: string;
  readonly lastDay: string;
  readonly language: Language;
  /** By code; who is not in it goes by the code. */
  readonly names?: ReadonlyMap<string, Text> | undefined;
}

/** 排名图: the first `most` of a ranking, in its order. */
export const rankingChart = (
  all: readonly Bar[],
  { name, from, lastDay, language, names }: ChartOf,
  most: number,
): string => {
  const called = (code: string): string => names?.get(code)?.[language] ?? code;
  const bars = all.slice(0, most);
  const scores = bars.map(({ score }) => scoreIn(score));
  const scale = (WIDTH - LEFT - RIGHT) / topOf(scores);
  const saying = ({ subject, rank, score, grade }: Bar): string =>
    score === undefined
      ? `${called(subject)}: ${WORDS.nothing[language]}`
      : `${rank === undefined ? "" : `${String(rank)}. `}${called(subject)}: ${shown(read(score), 2)}${grade === undefined ? "" : ` (${grade})`}`;
  const parts = bars.flatMap((bar, index) => {
    const y = TOP + index * ROW;
    const score = scores[index];
    const rank = bar.rank === undefined ? "" : `${String(bar.rank)}  `;
    const name = label({ x: LEFT - 10, y: y + 19, text: `${rank}${called(bar.subject)}`, anchor: "end" });
    if (score === undefined || bar.score === undefined)
      return [name, label({ x: LEFT, y: y + 19, text: WORDS.nothing[language], size: 13 })];
    const length = score * scale;
    const fill = COLOUR[bar.grade ?? ""] ?? PLAIN;
    return [
      name,
      `<rect x="${String(LEFT)}" y="${String(y + 4)}" width="${at(length)}" height="${String(ROW - 8)}" fill="${fill}"/>`,
      label({ x: LEFT + length + 8, y: y + 19, text: `${shown(read(bar.score), 2)}  ${bar.grade ?? ""}`.trimEnd() }),
    ];
  });
  return picture({
    ...{ title: `${name[language]} ${from} – ${lastDay}`, language, parts },
    subtitle: `${WORDS.score[language]} · ${WORDS.of[language](bars.length, all.length)}`,
    description: bars.map(saying).join("; "),
    height: TOP + Math.max(bars.length, 1) * ROW + 16,
  });
};

export interface TrendPoint {
  /** The first day of the period. */
  readonly from: string;
  readonly score?: string | undefined;
}

const HEIGHT = 420;
const BOTTOM = 60;

/** 趋势图: the score of one over periods, the oldest first; the line is broken where nothing could be said. */
export const trendChart = (
  subject: string,
  points: readonly TrendPoint[],
  { name, language, names }: Pick<ChartOf, "name" | "language" | "names">,
): string => {
  const scores = points.map(({ score }) => scoreIn(score));
  const top = topOf(scores);
  const [left, right, floor] = [70, WIDTH - 40, HEIGHT - BOTTOM];
  const step = points.length > 1 ? (right - left) / (points.length - 1) : 0;
  const xOf = (index: number): number => (points.length > 1 ? left + index * step : (left + right) / 2);
  const yOf = (score: number): number => floor - (score / top) * (floor - TOP - 20);
  const lines = [0, 20, 40, 60, 80, 100].map(
    (score) =>
      `<path d="M${String(left)} ${at(yOf(score))}H${String(right)}" stroke="#cfd8dc"/>${label({ x: left - 10, y: yOf(score) + 5, text: String(score), anchor: "end", size: 12 })}`,
  );
  const drawn = scores.map((score, index) =>
    score === undefined ? "" : `${scores[index - 1] === undefined ? "M" : "L"}${at(xOf(index))} ${at(yOf(score))}`,
  );
  // Labels stand apart, however many periods there are.
  const every = Math.max(1, Math.ceil(points.length / 10));
  const marks = points.flatMap(({ from, score }, index) => {
    const value = scores[index];
    const dated =
      index % every === 0 ? [label({ x: xOf(index), y: floor + 24, text: from, anchor: "middle", size: 12 })] : [];
    if (value === undefined || score === undefined) return dated;
    const dot = `<circle cx="${at(xOf(index))}" cy="${at(yOf(value))}" r="4" fill="#1565c0"/>`;
    const said = label({ x: xOf(index), y: yOf(value) - 10, text: shown(read(score), 2), anchor: "middle", size: 12 });
    return [...dated, dot, ...(index % every === 0 ? [said] : [])];
  });
  return picture({
    ...{
      title: `${name[language]} · ${names?.get(subject)?.[language] ?? subject}`,
      subtitle: WORDS.score[language],
      language,
      height: HEIGHT,
    },
    description: points
      .map(({ from, score }) => `${from}: ${score === undefined ? WORDS.nothing[language] : shown(read(score), 2)}`)
      .join("; "),
    parts: [...lines, `<path d="${drawn.join("")}" fill="none" stroke="#1565c0" stroke-width="2"/>`, ...marks],
  });
};
