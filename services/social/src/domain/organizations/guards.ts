import { dayOf } from "@wangge/calendar";
import { DomainError, reject } from "@wangge/kit/errors";
import type { OrganizationCommand } from "./commands.ts";
import type { OrganizationEvent } from "./events.ts";
import type { Organization, Status } from "./organization.ts";

export type Of<Type extends OrganizationCommand["type"]> = Extract<OrganizationCommand, { readonly type: Type }>;
export type Decided = readonly OrganizationEvent[];

export const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`social.organization.${code}`, message, details);

export const unknownOrganization = (): DomainError =>
  new DomainError("missing", "social.organization.unknown", "There is no such organization");

export const asked = ({ by, at }: { readonly by: string; readonly at: string }) => ({ by, at, on: dayOf(at) });

export const mustBe = ({ status }: Organization, ...statuses: readonly Status[]): void => {
  if (!statuses.includes(status)) throw refuse("not_now", `Not possible while it is ${status}`, { status });
};

export const mustBeAnother = (by: string, first: string | undefined): void => {
  if (by === first)
    throw new DomainError("forbidden", "social.organization.same_person", "Another person decides this");
};

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
