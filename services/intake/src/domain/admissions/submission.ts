import { reject, type DomainError } from "@wangge/kit/errors";
import { canonical, type Digest } from "../canonical.ts";
import { dayOf } from "../day.ts";
import type { Change, ChangeHash, ItemContent } from "../items/index.ts";
import type { RequiredReview, StandingItem, Submission } from "./admission.ts";
import type { AdmissionParts, AdmissionRules } from "./rules.ts";

export const changeHashes = (changes: readonly Change[], digest: Digest): readonly ChangeHash[] =>
  changes.map((change) => ({ code: change.code, hash: digest(canonical(change)) }));

/** Of all changes together. */
export const hashOf = (changes: readonly Change[], digest: Digest): string => digest(canonical(changes));

const refuse = (code: string, message: string, more: Readonly<Record<string, unknown>>): DomainError =>
  reject(`intake.admission.${code}`, message, more);

/** Bodies that an item is made of: its department, whoever does a step, and the counterpart that takes it on. */
const bodiesOf = ({ department, steps, level }: ItemContent, { takesOn }: AdmissionRules): readonly string[] => [
  department,
  ...steps.map(({ by }) => by),
  takesOn[level],
];

const contentOf = (change: Change): ItemContent | undefined =>
  change.kind === "withdrawal" ? undefined : change.content;

/** A change concerns the bodies of what is proposed and of what it replaces. */
const concernedBy = (change: Change, standing: StandingItem | undefined, rules: AdmissionRules): readonly string[] =>
  [contentOf(change), standing?.latest?.content].flatMap((content) =>
    content === undefined ? [] : bodiesOf(content, rules),
  );

/** Everything that can be seen of a change before it is approved. @throws DomainError */
export const checkChange = (
  change: Change,
  standing: StandingItem | undefined,
  { day, department }: { readonly day: string; readonly department: string },
): void => {
  const { code } = change;
  if (change.effectiveFrom <= day)
    throw refuse("retroactive", "An item takes effect after the day of its approval", { code });
  const content = contentOf(change);
  const latest = standing?.latest;
  const owner = content?.department ?? latest?.content.department;
  if (owner !== department) throw refuse("not_your_item", "A department proposes its own items", { code, owner });
  if (content !== undefined && !content.itemClass.startsWith(`${content.level}-`))
    throw refuse("class_of_other_level", "The class is of the other level", { code });
  if (change.kind === "newItem") {
    if (latest !== undefined) throw refuse("item_exists", "The code is taken for ever", { code });
    return;
  }
  if (latest === undefined) throw refuse("item_unknown", "There is no such item", { code });
  if (standing?.isWithdrawn === true) throw refuse("item_withdrawn", "The item is withdrawn for good", { code });
  if (latest.id !== change.base)
    throw refuse("base_superseded", "The item has changed since this was proposed", { code, latest: latest.id });
  if (content !== undefined && (content.level !== latest.content.level) !== (change.kind === "changeLevel"))
    throw refuse("level", "A change of level is proposed as one, and only that", { code });
};

export interface Wanted {
  readonly department: string;
  readonly changes: readonly Change[];
  readonly reviewers: readonly string[];
  readonly standing: readonly StandingItem[];
  /** Who has reviewed it before: whoever has been heard is heard to the end. */
  readonly heard: readonly string[];
  readonly at: string;
}

/** What is submitted, with the bodies that must agree. @throws DomainError where it cannot be reviewed like this. */
export const submissionOf = (
  { department, changes, reviewers, standing, heard, at }: Wanted,
  { digest, rulesOn }: AdmissionParts,
): Submission => {
  const day = dayOf(at);
  const rules = rulesOn(day);
  if (reviewers.includes(department)) throw refuse("self_review", "Nobody reviews what it applies for", { department });
  const hashes = changeHashes(changes, digest);
  const bodies = new Map<string, ChangeHash[]>();
  const ask = (body: string, hash: ChangeHash): void => {
    const asked = bodies.get(body) ?? [];
    if (body !== department && !asked.includes(hash)) bodies.set(body, [...asked, hash]);
  };
  changes.forEach((change, index) => {
    const stands = standing.find(({ code }) => code === change.code);
    checkChange(change, stands, { day, department });
    const hash = hashes[index];
    if (hash === undefined) return;
    for (const body of [...concernedBy(change, stands, rules), ...rules.always]) ask(body, hash);
  });
  const missing = [...new Set([...bodies.keys(), ...heard])].filter((body) => !reviewers.includes(body)).sort();
  if (missing.length > 0) throw refuse("bodies_missing", "Every body that it concerns reviews it", { missing });
  // Whoever is asked beyond that looks at all of it.
  for (const body of reviewers) if (!bodies.has(body)) bodies.set(body, [...hashes]);
  if (bodies.size === 0) throw refuse("no_review", "Somebody other than the applicant must review it", {});
  const required: RequiredReview[] = [...bodies].map(([body, covers]) => ({ body, covers }));
  return { hash: hashOf(changes, digest), changes: hashes, required, rules: rules.from, at };
};
