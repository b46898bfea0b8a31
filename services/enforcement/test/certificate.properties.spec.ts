import { dayAfter } from "@wangge/calendar";
import { canonicalJson, signJws } from "@wangge/kit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { verifyCertificate } from "../../../deploy/verify/verify-certificate.mjs";
import { CERTIFICATE_TYP, type Certificate } from "../src/app/certificate/certificate.ts";
import { certify, evidenceOf, newKey, ordinary, summary, type Course } from "./certificate-courses.ts";

const wire = (one: Certificate): Certificate => JSON.parse(JSON.stringify(one)) as Certificate;

const anyCourse: fc.Arbitrary<Course> = fc.record({
  day: fc.integer({ min: 0, max: 4_600 }).map((days) => dayAfter("2012-03-01", days)),
  fine: fc.constantFrom(3_000, 50_000, 300_000, 900_000, 15_000_000),
  defence: fc.constantFrom("none", "answered", "waived"),
  hearing: fc.boolean(),
  review: fc.boolean(),
  gaps: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 }),
});

it("of any course the checker, which shares no code, comes to the same checks and verdicts", () => {
  const seen = new Map<string, number>();
  const editions = new Set<string>();
  let defective = 0;
  fc.assert(
    fc.property(anyCourse, fc.boolean(), fc.integer({ min: 0, max: 9 }), (course, isReviewed, isSummary) => {
      const { events } = isSummary === 0 ? summary(course.day, 4_000) : ordinary(course);
      const certificate = certify(events, { items: evidenceOf(course.day, isReviewed || course.day < "2021-07-15") });
      expect(verifyCertificate(wire(certificate)).problems).toEqual([]);
      for (const { code, verdict, rule } of certificate.checks) {
        seen.set(`${code} ${verdict}`, (seen.get(`${code} ${verdict}`) ?? 0) + 1);
        editions.add(rule.edition);
      }
      if (certificate.overall === "defective") defective += 1;
    }),
    { numRuns: 400 },
  );
  for (const what of [
    "competence met",
    "officers met",
    "counting met",
    "inTime met",
    "limitation met",
    "informed met",
    "heard met",
    "hearing met",
    "hearingNotice met",
    "chair met",
    "review met",
    "discussion met",
    "notAggravated met",
    "contents met",
    "governing met",
    "decider met",
    "summaryLimit met",
    "evidence met",
    "evidence breached",
  ])
    // prettier-ignore
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(2); // of 400 the rarest come fifteen times
  expect(defective).toBeGreaterThan(5);
  expect(editions).toContain("penalty@2009");
  expect(editions).toContain("penalty@2021");
});

/** Places of everything that is said, so that any of them can be changed. */
const leavesOf = (
  value: unknown,
  path: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) =>
        leavesOf(part, [...path, Array.isArray(value) ? Number(name) : name]),
      )
    : [path];

const changed = (value: unknown): unknown => {
  switch (typeof value) {
    case "string":
      return /^\d{4}-\d\d-\d\d$/.test(value) ? dayAfter(value, 1) : `${value}x`;
    case "number":
      return value + 1;
    case "boolean":
      return !value;
    default:
      return "x";
  }
};

const withChange = (value: unknown, [name, ...rest]: readonly (string | number)[]): unknown => {
  if (name === undefined) return changed(value);
  if (Array.isArray(value)) return value.map((part: unknown, nth) => (nth === name ? withChange(part, rest) : part));
  const named = value as Readonly<Record<string, unknown>>;
  return { ...named, [name]: withChange(named[name], rest) };
};

const certificate = wire(
  certify(
    ordinary({ day: "2021-09-09", fine: 600_000, defence: "answered", hearing: true, review: true, gaps: [0, 1] })
      .events,
  ),
);

it("whatever one thing is changed in a certificate, it fails", () => {
  const leaves = leavesOf(certificate);
  fc.assert(
    fc.property(fc.constantFrom(...leaves), (path) => {
      expect(verifyCertificate(withChange(certificate, path)).problems).not.toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it("whatever one thing is changed in its entries, its checks or its bases, it fails even when another key signs it anew", () => {
  const { signature: _signature, key: _key, ...body } = certificate;
  // The number is the one thing that stands in the signature alone.
  const leaves = leavesOf(body).filter(([first]) => first !== "number");
  const other = newKey();
  fc.assert(
    fc.property(fc.constantFrom(...leaves), (path) => {
      const forged = { ...(withChange(body, path) as object), key: other.publicJwk };
      const { signature } = signJws(CERTIFICATE_TYP, canonicalJson(forged), other);
      expect(verifyCertificate({ ...forged, signature }).problems, path.join(".")).not.toEqual([]);
    }),
    { numRuns: 300, examples: [[["format"]]] },
  );
});
