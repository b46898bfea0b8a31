#!/usr/bin/env node
/**
 * 考核复算. Makes a published ranking again from the published facts, without a network, without the services and without any package:
 *
 *     node verify-appraisal.mjs snapshot.json --facts facts.ndjson [--previous snapshot-before.json] [--thumbprint <the published one>]…
 *
 * A snapshot is an answer of GET /appraisals/…/snapshot, the facts one of GET /appraisals/…/facts. Nothing of what the snapshot concludes is
 * believed: formulas are read, facts are counted, points, scores, grades and ranks are worked out in a way of this file's own, and compared.
 *
 * Exit code: 0 nothing is wrong · 1 something is · 2 the files could not be read
 */
import { canonical, contentOf, isSigned, runAsProgram, sha256, thumbprintOf } from "./verify-audit.mjs";

const hex = (bytes) => sha256(bytes).toString("hex");

// ---- fractions ------------------------------------------------------------------------------------------------------

const reduced = (n, d) => {
  let [a, b] = [n < 0n ? -n : n, d < 0n ? -d : d];
  while (b !== 0n) [a, b] = [b, a % b];
  const common = (a === 0n ? 1n : a) * (d < 0n ? -1n : 1n);
  return [n / common, d / common];
};
const whole = (number) => [BigInt(number), 1n];
const decimal = (text) => {
  const [left, right = ""] = text.split(".");
  return reduced(BigInt(left + right), 10n ** BigInt(right.length));
};
const plus = ([a, b], [c, d]) => reduced(a * d + c * b, b * d);
const minus = ([a, b], [c, d]) => reduced(a * d - c * b, b * d);
const times = ([a, b], [c, d]) => reduced(a * c, b * d);
const over = ([a, b], [c, d]) => reduced(a * d, b * c);
const order = ([a, b], [c, d]) => (a * d < c * b ? -1 : a * d > c * b ? 1 : 0);
const least = (one, other) => (order(one, other) <= 0 ? one : other);
const most = (one, other) => (order(one, other) >= 0 ? one : other);
const written = (value) =>
  value === undefined ? undefined : value[1] === 1n ? `${value[0]}` : `${value[0]}/${value[1]}`;

// ---- formulas: read and answered at once, over all facts --------------------------------------------------------------

const WORDS = /\s*(?:([A-Za-z][A-Za-z0-9]*)|(\d+(?:\.\d+)?)|"([^"\\]*)"|(<=|>=|!=|[-+*/=<>(),]))/y;
const wordsOf = (formula) => {
  const pattern = new RegExp(WORDS);
  const words = [];
  while (formula.slice(pattern.lastIndex).trim() !== "") {
    const found = pattern.exec(formula);
    if (found === null) throw new Error(`the formula does not read: ${formula}`);
    const [, name, number, text, mark] = found;
    words.push(text === undefined ? { text: name ?? number ?? mark, number } : { value: text });
  }
  return words;
};

/** A formula as a function of what it is asked of; `atom` knows what a name means. */
const reader = (words, atom) => {
  let at = 0;
  const next = () => words[at]?.text;
  const takes = (...texts) => (texts.includes(next()) ? words[at++].text : undefined);
  const must = (text) => {
    if (takes(text) === undefined) throw new Error(`"${text}" is missing in a formula`);
  };
  const chain = (inner, ...signs) => {
    const left = inner();
    const rest = [];
    for (let sign = takes(...signs); sign !== undefined; sign = takes(...signs)) rest.push([sign, inner()]);
    return [left, rest];
  };
  return { words, takes, must, chain, next, take: () => words[at++], isEnd: () => at === words.length, atom };
};

const compared = {
  "=": (o) => o === 0,
  "!=": (o) => o !== 0,
  "<": (o) => o < 0,
  "<=": (o) => o <= 0,
  ">": (o) => o > 0,
  ">=": (o) => o >= 0,
};

/** A condition or a value of one fact: (fact, span) → boolean, number, text or undefined. */
const rowOf = (read) => {
  const [left, rest] = read.chain(() => {
    const [first, more] = read.chain(() => negated(read), "and");
    return (...asked) =>
      more.length === 0
        ? first(...asked)
        : [first, ...more.map(([, one]) => one)].every((one) => one(...asked) === true);
  }, "or");
  return (...asked) =>
    rest.length === 0 ? left(...asked) : [left, ...rest.map(([, one]) => one)].some((one) => one(...asked) === true);
};
const negated = (read) => {
  if (read.takes("not") === undefined) return comparison(read);
  const inner = negated(read);
  return (...asked) => inner(...asked) !== true;
};
const comparison = (read) => {
  const left = summed(read);
  if (read.takes("in")) {
    read.must("(");
    const list = [];
    do list.push(read.take().value);
    while (read.takes(","));
    read.must(")");
    return (...asked) => list.includes(left(...asked));
  }
  const sign = read.takes(...Object.keys(compared));
  if (sign === undefined) return left;
  const right = summed(read);
  return (...asked) => {
    const [one, other] = [left(...asked), right(...asked)];
    if (one === undefined || other === undefined) return false;
    return compared[sign](one === other ? 0 : one < other ? -1 : 1);
  };
};
const reckoned =
  (left, rest) =>
  (...asked) =>
    rest.reduce(
      (value, [sign, one]) => {
        const other = one(...asked);
        if (value === undefined || other === undefined) return undefined;
        return sign === "+" ? value + other : sign === "-" ? value - other : value * other;
      },
      left(...asked),
    );
const summed = (read) => {
  const [left, rest] = read.chain(
    () => {
      const [first, more] = read.chain(() => single(read), "*");
      return more.length === 0 ? first : reckoned(first, more);
    },
    "+",
    "-",
  );
  return rest.length === 0 ? left : reckoned(left, rest);
};
const inBrackets = (read, inner) => {
  read.must("(");
  const found = inner(read);
  read.must(")");
  return found;
};
const single = (read) => {
  if (read.next() === "(") return inBrackets(read, rowOf);
  const { text, number, value } = read.take() ?? {};
  if (value !== undefined) return () => value;
  if (number !== undefined) return () => Number(number);
  switch (text) {
    case "true":
      return () => true;
    case "false":
      return () => false;
    case "start":
      return (_, { from }) => from;
    case "end":
      return (_, { until }) => until;
    case "known": {
      const inner = inBrackets(read, rowOf);
      return (...asked) => inner(...asked) !== undefined;
    }
    case "within": {
      const inner = inBrackets(read, rowOf);
      return (fact, span) => {
        const when = inner(fact, span);
        return when !== undefined && when >= span.from && when < span.until;
      };
    }
    case "minutes": {
      read.must("(");
      const from = rowOf(read);
      read.must(",");
      const to = rowOf(read);
      read.must(")");
      return (...asked) => {
        const [one, other] = [from(...asked), to(...asked)];
        return one === undefined || other === undefined ? undefined : Math.floor((other - one) / 60_000);
      };
    }
    default:
      return (fact) => fact[text];
  }
};

/** 计数项 over the facts of one subject. */
const counterOf = (formula) => {
  const read = reader(wordsOf(formula));
  const { text: what } = read.take();
  read.must("(");
  const of = rowOf(read);
  const where = read.takes("where") ? rowOf(read) : () => true;
  read.must(")");
  if (!read.isEnd()) throw new Error(`too much in the formula ${formula}`);
  return (facts, span) => {
    if (what === "count") return whole(facts.filter((fact) => of(fact, span) === true).length);
    const values = facts.filter((fact) => where(fact, span) === true).map((fact) => of(fact, span));
    const known = values.filter((value) => value !== undefined);
    if (what === "distinct") return whole(new Set(known).size);
    if (what === "sum") return whole(known.reduce((sum, value) => sum + BigInt(value), 0n));
    throw new Error(`a counter cannot be a ${what}`);
  };
};

/** A numerator or denominator over counters; `used` takes the names it asks for. */
const partOf = (formula, used) => {
  const read = reader(wordsOf(formula));
  const atom = () => {
    if (read.next() === "(") return inBrackets(read, part);
    const { text, number } = read.take() ?? {};
    if (number !== undefined) return () => decimal(number);
    used.add(text);
    return (counted) => counted[text];
  };
  const applied =
    ([left, rest]) =>
    (counted) =>
      rest.reduce(
        (value, [sign, one]) => ({ "+": plus, "-": minus, "*": times, "/": over })[sign](value, one(counted)),
        left(counted),
      );
  const part = () => applied(read.chain(() => applied(read.chain(atom, "*", "/")), "+", "-"));
  const found = part();
  if (!read.isEnd()) throw new Error(`too much in the formula ${formula}`);
  return found;
};

// ---- scores and ranks -------------------------------------------------------------------------------------------------

const HUNDRED = whole(100);
const NOUGHT = whole(0);
const between = (points) => least(HUNDRED, most(NOUGHT, points));

const pointsBy = (rule, value) => {
  if (rule.by === "target") return between(times(HUNDRED, over(value, decimal(rule.target))));
  if (rule.by === "line") {
    const [none, full] = [decimal(rule.none), decimal(rule.full)];
    return between(times(HUNDRED, over(minus(value, none), minus(full, none))));
  }
  const fitting = rule.bands.filter(
    ({ from, below }) =>
      (from === undefined || order(value, decimal(from)) >= 0) &&
      (below === undefined || order(value, decimal(below)) < 0),
  );
  if (fitting.length !== 1) throw new Error(`${fitting.length} bands fit ${written(value)}`);
  return decimal(fitting[0].points);
};

const measured = (indicator, formulas, facts, span) => {
  const used = new Set();
  const above = partOf(indicator.numerator, used);
  const below = indicator.denominator === undefined ? undefined : partOf(indicator.denominator, used);
  const counted = Object.fromEntries(
    [...used].map((name) => [name, counterOf(formulas.get(name).formula)(facts(formulas.get(name).of), span)]),
  );
  const numerator = above(counted);
  if (below === undefined) return { counted, numerator, value: numerator };
  const denominator = below(counted);
  if (order(denominator, NOUGHT) <= 0) return { counted, numerator, denominator, nothing: "noDenominator" };
  if (indicator.fewest !== undefined && order(denominator, whole(indicator.fewest)) < 0)
    return { counted, numerator, denominator, nothing: "tooFew" };
  return { counted, numerator, denominator, value: over(numerator, denominator) };
};

const resultOf = ({ card, dictionary }, { code: subject, type }, facts, span) => {
  const formulas = new Map(dictionary.counters.map((one) => [one.code, one]));
  const known = new Map();
  const ask = (code) => {
    if (!known.has(code))
      known.set(
        code,
        measured(
          dictionary.indicators.find((one) => one.code === code),
          formulas,
          facts,
          span,
        ),
      );
    return known.get(code);
  };
  const items = card.items.map(({ indicator, weight, rule, ruleFor, withoutValue }) => {
    const { counted, numerator, denominator, value, nothing } = ask(indicator);
    const without = withoutValue === "leaveOut" ? undefined : decimal(withoutValue.points);
    const points = value === undefined ? without : pointsBy(ruleFor?.[type] ?? rule, value);
    return { indicator, counted, numerator, denominator, value, nothing, points, weight: decimal(weight) };
  });
  const bonuses = card.bonuses.flatMap(({ code, indicator, each, cap }) => {
    const { value } = ask(indicator);
    return value === undefined || order(value, NOUGHT) <= 0
      ? []
      : [{ code, points: least(decimal(cap), times(decimal(each), value)) }];
  });
  const held = card.vetoes.filter(({ indicator, when }) => {
    const { value } = ask(indicator);
    if (value === undefined) return false;
    return when.atLeast === undefined
      ? order(value, decimal(when.atMost)) <= 0
      : order(value, decimal(when.atLeast)) >= 0;
  });
  const counted = items.filter(({ points }) => points !== undefined);
  const weights = counted.reduce((sum, { weight }) => plus(sum, weight), NOUGHT);
  let score;
  if (counted.length > 0) {
    const sum = counted.reduce((total, { points, weight }) => plus(total, times(points, weight)), NOUGHT);
    score = bonuses.reduce((total, { points }) => plus(total, points), over(sum, weights));
    for (const { noMoreThan } of held) score = least(score, decimal(noMoreThan));
    score = most(score, NOUGHT);
  }
  const grades = card.grades.toSorted((one, other) => order(decimal(other.from), decimal(one.from)));
  const grade = score === undefined ? undefined : grades.find(({ from }) => order(score, decimal(from)) >= 0)?.grade;
  const ties = card.tieBreaks.map((code) => [
    ask(code).value,
    dictionary.indicators.find((one) => one.code === code).better,
  ]);
  return { subject, score, grade, items, bonuses, vetoes: held.map(({ code }) => code), ties };
};

/** Whether one stands before another, by score and then by what decides between equals. */
const isBefore = (one, other) => {
  if (order(one.score, other.score) !== 0) return order(one.score, other.score) > 0;
  for (const [index, [mine, better]] of one.ties.entries()) {
    const [theirs] = other.ties[index];
    if (mine === undefined || theirs === undefined) {
      if (mine === theirs) continue;
      return theirs === undefined;
    }
    if (order(mine, theirs) !== 0) return order(mine, theirs) > 0 === (better === "more");
  }
  return false;
};

const textOf = ({ subject, score, grade, items, bonuses, vetoes }, rank) => ({
  ...{ subject, rank, score: written(score), grade, vetoes },
  items: items.map(({ indicator, counted, numerator, denominator, value, nothing, points, weight }) => ({
    ...{ indicator, nothing, numerator: written(numerator), denominator: written(denominator), value: written(value) },
    counters: Object.fromEntries(Object.entries(counted).map(([name, number]) => [name, written(number)])),
    ...{ points: written(points), weight: written(weight) },
  })),
  bonuses: bonuses.map(({ code, points }) => ({ code, points: written(points) })),
});

/** The whole ranking anew. */
const rankingAnew = (snapshot, lines) => {
  const startOf = (day) => Date.parse(`${day}T00:00:00+08:00`);
  const span = { from: startOf(snapshot.from), until: startOf(snapshot.until) };
  const { subjects: kind } = snapshot.card;
  const field = { subCentre: "subject", zone: "subject" }[kind] ?? kind;
  const readings = new Set(["surveys", "economy"]);
  const bySubject = Map.groupBy(lines, ({ source, fact }) => (readings.has(source) ? fact.subject : fact[field]));
  const all = snapshot.subjects.map((subject) => {
    const own = bySubject.get(subject.code) ?? [];
    return resultOf(
      snapshot,
      subject,
      (source) => own.filter((one) => one.source === source).map(({ fact }) => fact),
      span,
    );
  });
  const scored = all.filter(({ score }) => score !== undefined);
  return new Map(
    all.map((one) => {
      const rank = one.score === undefined ? undefined : 1 + scored.filter((other) => isBefore(other, one)).length;
      return [one.subject, textOf(one, rank)];
    }),
  );
};

/**
 * @param {{ snapshot: string, signature: string, key: { x: string } }} published
 * @param {string | undefined} facts the published lines; undefined: only what can be seen without them
 * @param {{ previous?: { snapshot: string }, thumbprints?: readonly string[] }} [trusted]
 */
export const verifyAppraisal = (published, facts, { previous, thumbprints = [] } = {}) => {
  const problems = [];
  const accuse = (code, where, what) => problems.push({ code, where, what });
  const counts = { facts: 0, subjects: 0 };
  try {
    const { snapshot: text, signature, key } = published;
    const snapshot = JSON.parse(text);
    if (snapshot.format !== "wangge.appraisal.v1") throw new Error("it is no snapshot of an appraisal");
    if (!isSigned("wangge-appraisal+json", text, signature, key.x))
      accuse("signature", "the snapshot", "it is not as it was published: its signature does not fit");
    if (thumbprints.length > 0 && !thumbprints.includes(thumbprintOf(key.x)))
      accuse("signature", "the snapshot", `another key signed it: its thumbprint is ${thumbprintOf(key.x)}`);
    if (canonical(snapshot) !== text) accuse("form", "the snapshot", "it is not in canonical form");
    if (previous !== undefined && hex(previous.snapshot) !== snapshot.previous)
      accuse("chain", "the snapshot", "the one before it is another one");
    if (facts !== undefined) {
      if (hex(facts) !== snapshot.facts.digest)
        accuse("facts", "the facts", "they are not the ones that the snapshot names");
      const lines = facts
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
      counts.facts = lines.length;
      if (lines.length !== snapshot.facts.count)
        accuse("facts", "the facts", `${lines.length} of ${snapshot.facts.count} are there`);
      const anew = rankingAnew(snapshot, lines);
      counts.subjects = anew.size;
      for (const result of snapshot.results) {
        const mine = anew.get(result.subject);
        if (mine === undefined || canonical(mine) !== canonical(result))
          accuse(
            "result",
            result.subject,
            `it would be rank ${mine?.rank ?? "none"} with ${mine?.score ?? "no score"}, not ${result.rank ?? "none"} with ${result.score ?? "no score"}`,
          );
        anew.delete(result.subject);
      }
      for (const missing of anew.keys()) accuse("result", missing, "it is appraised and not in the results");
    }
  } catch (error) {
    accuse("damaged", "the files", error.message);
  }
  return { problems, counts };
};

runAsProgram(import.meta.url, {
  usage: "usage: verify snapshot.json --facts facts.ndjson [--previous snapshot.json] [--thumbprint THUMBPRINT]…",
  options: { facts: { type: "string" }, previous: { type: "string" } },
  read: ([path], { thumbprint, facts, previous }) => ({
    published: JSON.parse(contentOf(path).toString()),
    facts: facts === undefined ? undefined : contentOf(facts).toString(),
    trusted: {
      thumbprints: thumbprint,
      ...(previous === undefined ? {} : { previous: JSON.parse(contentOf(previous).toString()) }),
    },
  }),
  check: ({ published, facts, trusted }) => {
    const { problems, counts } = verifyAppraisal(published, facts, trusted);
    const notes = [
      ...(facts === undefined ? ["without --facts: the signature was looked at, the ranking was not made again"] : []),
      ...(trusted.thumbprints.length === 0 ? ["without --thumbprint: the key is the one that the snapshot names"] : []),
    ];
    return { problems, notes, looked: `${counts.subjects} places in a ranking, by ${counts.facts} facts,` };
  },
});
