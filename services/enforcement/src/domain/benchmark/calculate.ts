import { reject, type DomainError } from "@wangge/kit/errors";
import { circumstancesMet, type Circumstance, type EditionOf, type Fen } from "../law/index.ts";
import type {
  Band,
  BenchmarkAnswer,
  BenchmarkEdition,
  BenchmarkItem,
  BenchmarkQuestion,
  BenchmarkReason,
  Factor,
} from "./terms.ts";

const WHOLE = 10_000;
const MIDDLE = 5_000;

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>>): DomainError =>
  reject(`enforcement.benchmark.${code}`, message, details);

const itemOf = ({ items, version }: BenchmarkEdition, code: string): BenchmarkItem => {
  const item = items.find(({ norm }) => norm.code === code);
  if (item === undefined) throw refuse("unknown_norm", "There is no benchmark for this norm", { norm: code, version });
  return item;
};

/** Every fact is said, and nothing that the benchmark does not know. */
const checkFacts = ({ facts }: BenchmarkItem, said: BenchmarkQuestion["facts"]): void => {
  for (const { code } of facts)
    if (said[code] === undefined) throw refuse("fact_missing", "The benchmark goes by this fact too", { fact: code });
  for (const code of Object.keys(said))
    if (!facts.some((fact) => fact.code === code))
      throw refuse("unknown_fact", "Not a fact of this benchmark", { code });
};

const bandOf = ({ bands, norm }: BenchmarkItem, facts: BenchmarkQuestion["facts"]): Band => {
  const reached = bands.findLast(
    ({ when }, index) => index === 0 || when.some(({ fact, atLeast }) => (facts[fact] ?? 0) >= atLeast),
  );
  if (reached === undefined) throw new Error(`${norm.code} has no bands`);
  return reached;
};

const share = (amount: Fen, hundredths: number): Fen => Math.floor((amount * hundredths) / WHOLE);
const between = (least: number, most: number, value: number): number => Math.min(most, Math.max(least, value));

interface Met {
  readonly ofLaw: readonly Circumstance[];
  readonly own: readonly Factor[];
}

const metOf = (item: BenchmarkItem, law: EditionOf<"penalty">, codes: readonly string[]): Met => ({
  ofLaw: circumstancesMet(law, codes),
  own: item.factors.filter(({ code }) => codes.includes(code)),
});

const shiftOf = ({ statutory }: BenchmarkEdition, { effect }: Circumstance): number =>
  effect === "lighten" || effect === "mayLighten" || effect === "heavier" ? statutory[effect] : 0;

interface Placed {
  readonly range: BenchmarkAnswer["range"];
  readonly proposed: Fen;
}

/**
 * Begins in the middle of the band; what makes it heavier ends at its top. What the law calls lightening is taken off after that, so
 * that it always counts, and may lead below the norm's least.
 */
const place = (edition: BenchmarkEdition, item: BenchmarkItem, band: Band, { ofLaw, own }: Met): Placed => {
  const { least, most } = item.norm.fine;
  const bottom = least + share(most - least, band.from);
  const top = least + share(most - least, band.to);
  const shifts = ofLaw.map((one) => shiftOf(edition, one));
  const up = [...own.map(({ shift }) => shift), ...shifts.filter((shift) => shift > 0)];
  const down = shifts.filter((shift) => shift < 0).reduce((total, shift) => total + shift, 0);
  const start = between(
    0,
    WHOLE,
    up.reduce((total, shift) => total + shift, MIDDLE),
  );
  const position = Math.max(-WHOLE, start + down);

  const ground = down < 0 ? share(least, edition.mitigatedLeast) : bottom;
  const exact =
    position >= 0
      ? bottom + share(top - bottom, position)
      : bottom - Math.ceil(((bottom - ground) * -position) / WHOLE);
  const rounded = Math.floor(exact / item.roundTo) * item.roundTo;
  return { range: { least: ground, most: top }, proposed: Math.max(ground, rounded) };
};

const reasonsOf = (
  edition: BenchmarkEdition,
  law: EditionOf<"penalty">,
  item: BenchmarkItem,
  band: Band,
  { ofLaw, own }: Met,
): readonly BenchmarkReason[] => {
  const prefix = `${edition.version}/${item.norm.code}`;
  return [
    { rule: `${prefix}/${band.code}`, text: band.name },
    ...own.map(({ code, name, shift }) => ({ rule: `${prefix}/${code}`, text: name, shift })),
    ...ofLaw.map((one) => ({
      rule: `${law.version}/${one.code}`,
      text: one.name,
      article: one.article,
      shift: shiftOf(edition, one),
    })),
  ];
};

/** @throws DomainError `enforcement.benchmark.unknown_circumstance` where none of these knows one that was said */
export const checkCircumstances = (
  editions: readonly BenchmarkEdition[],
  laws: readonly EditionOf<"penalty">[],
  { norm, circumstances }: BenchmarkQuestion,
): void => {
  const own = editions.flatMap((edition) => itemOf(edition, norm).factors);
  const ofLaw = laws.flatMap((law) => circumstancesMet(law, circumstances));
  const unknown = circumstances.filter((code) => ![...own, ...ofLaw].some((one) => one.code === code));
  if (unknown.length > 0)
    throw refuse("unknown_circumstance", "Neither the law nor the benchmark knows this", { codes: unknown });
};

/** 裁量. Range, amount and reasons by one edition of the benchmark and of the penalty law. @throws DomainError `enforcement.benchmark.…` */
export const calculate = (
  edition: BenchmarkEdition,
  law: EditionOf<"penalty">,
  { norm, facts, circumstances }: BenchmarkQuestion,
): BenchmarkAnswer => {
  const item = itemOf(edition, norm);
  checkFacts(item, facts);
  const met = metOf(item, law, circumstances);
  const band = bandOf(item, facts);
  const effects = new Set(met.ofLaw.map(({ effect }) => effect));
  const outcome = effects.has("exempt") ? "exempt" : effects.has("mayExempt") ? "mayExempt" : "fine";
  const placed = outcome === "exempt" ? NOTHING : place(edition, item, band, met);
  return {
    benchmark: edition.version,
    standIn: edition.standIn,
    law: law.version,
    norm,
    band: band.code,
    outcome,
    ...placed,
    reasons: reasonsOf(edition, law, item, band, met),
  };
};

const NOTHING: Placed = { range: { least: 0, most: 0 }, proposed: 0 };

/** 偏离基准. Another amount than the range gives needs a reason. @throws DomainError `enforcement.benchmark.deviation_unreasoned` */
export const checkDeviation = (
  { range }: Pick<BenchmarkAnswer, "range">,
  amount: Fen,
  reason: string | undefined,
): void => {
  const isInside = amount >= range.least && amount <= range.most;
  if (!isInside && (reason ?? "").trim() === "")
    throw refuse("deviation_unreasoned", "An amount outside the benchmark has a reason", { range, amount });
};
