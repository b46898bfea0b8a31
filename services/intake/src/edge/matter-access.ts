/** Who of the staff may know of a matter. */
import { type Actor, isOffice } from "@wangge/kit";
import type { KnownMatter } from "../app/matter-desk.ts";
import { isInspected, unknownMatter } from "../domain/index.ts";
import { hasPart, type Known } from "./subjects.ts";

const isAccused = ({ state: { subject, named = [] } }: KnownMatter, actor: Actor): boolean =>
  subject.kind === "complaint" && (actor.department === subject.against || named.includes(actor.id));

export const mayKnow = (matter: KnownMatter, actor: Actor | undefined): boolean => {
  // A call of another service, which has no account.
  if (actor === undefined) return true;
  // The body complained about does not even learn that there is a complaint, in whatever role; nor does who is named.
  if (isAccused(matter, actor)) return false;
  const isOfPart = actor.department !== undefined && hasPart(matter, actor.department);
  // About officers: no window, no superior, no administrator; those who inspect.
  if (isInspected(matter.state)) return actor.roles.includes("inspector") && isOfPart;
  return isOffice(actor) || isOfPart;
};

/** @throws DomainError `intake.matter.unknown`, as if it were not there */
export const mustKnow = (matter: KnownMatter, actor: Actor | undefined): KnownMatter => {
  if (!mayKnow(matter, actor)) throw unknownMatter();
  return matter;
};

/** Whether whoever may read personal data at all may read that of this one. */
export const isOpenTo = ({ of: known }: Known, actor: Actor | undefined): boolean =>
  !("matter" in known) || !isInspected(known.matter.state) || mayKnow(known.matter, actor);
