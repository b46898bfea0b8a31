import type { Day } from "@wangge/contracts/vocabulary";
import type { Organization, Profile, StandingBan, Status } from "./organization.ts";

/** Undefined: it was not there yet. */
export const statusOn = ({ statuses }: Organization, day: Day): Status | undefined =>
  statuses.findLast(({ from }) => from <= day)?.status;

/** What the register said of it on a day. */
export const profileOn = ({ profile, earlier }: Organization, day: Day): Profile =>
  earlier.find(({ until }) => day <= until)?.profile ?? profile;

export const holdsOn = ({ from, until, lifted }: StandingBan, day: Day): boolean =>
  from <= day && day <= until && (lifted === undefined || day < lifted.on);

/** Of several the one that lasts longest. */
export const banOn = ({ bans }: Organization, day: Day): StandingBan | undefined =>
  bans.filter((ban) => holdsOn(ban, day)).toSorted((one, other) => (one.until > other.until ? -1 : 1))[0];
