/** Who of the staff may know of a matter. */
import { type Actor, isOffice } from "@wangge/kit";
import type { KnownMatter } from "../app/matter-desk.ts";
import { unknownMatter } from "../domain/index.ts";
import {} from "./reading.ts";
import { hasPart } from "./subjects.ts";

export const isAccused = ({ state: { subject } }: KnownMatter, actor: Actor | undefined): boolean =>
  subject.kind === "complaint" && actor?.department === subject.against;

const mayKnow = (matter: KnownMatter, actor: Actor | undefined): boolean => {
  // A call of another service, which has no account.
  if (actor === undefined) return true;
  // The body complained about does not even learn that there is a complaint, in whatever role.
  if (isAccused(matter, actor)) return false;
  return isOffice(actor) || (actor.department !== undefined && hasPart(matter, actor.department));
};

/** @throws DomainError `intake.matter.unknown`, as if it were not there */
export const mustKnow = (matter: KnownMatter, actor: Actor | undefined): KnownMatter => {
  if (!mayKnow(matter, actor)) throw unknownMatter();
  return matter;
};
