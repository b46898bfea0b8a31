/** 从旧兼从轻: the law of the day of the act; the later one where that is milder. */
import type { Circumstance, EditionOf } from "../law/index.ts";
import type { Governing } from "./events.ts";
import type { Rules } from "./rules.ts";
import type { Act, Day } from "./words.ts";

const milderCodes = ({ figures }: EditionOf<"penalty">): readonly Circumstance[] =>
  (figures.circumstances?.value ?? []).filter(({ effect }) => effect !== "heavier");
const heavierCodes = ({ figures }: EditionOf<"penalty">): readonly Circumstance[] =>
  (figures.circumstances?.value ?? []).filter(({ effect }) => effect === "heavier");

const knowsAll = (edition: readonly Circumstance[], other: readonly Circumstance[]): boolean =>
  other.every(({ code }) => edition.some((one) => one.code === code));

/** It spares whom the earlier one spares, and more; and is harder on nobody. */
const isMilder = (later: EditionOf<"penalty">, earlier: EditionOf<"penalty">): boolean => {
  const [now, then] = [milderCodes(later), milderCodes(earlier)];
  return knowsAll(now, then) && now.length > then.length && knowsAll(heavierCodes(earlier), heavierCodes(later));
};

export const governingLaw = (act: Act, decidedOn: Day, { law }: Rules): Governing => {
  const ofAct = law.inForceOn("penalty", act.endedOn ?? act.committedOn);
  const later = law.inForceOn("penalty", decidedOn);
  const { article } = law.figure("penalty", decidedOn, "milderLaterLaw");
  if (later.version === ofAct.version) return { edition: ofAct.version, article, why: "sameEdition" };
  return isMilder(later, ofAct)
    ? { edition: later.version, article, why: "milderLater" }
    : { edition: ofAct.version, article, why: "actDay" };
};
