import { dayOf } from "@wangge/calendar";
import {
  ineligibilities,
  otherApplicationsOf,
  partiesOf,
  type Application,
  type IneligibleBecause,
  type Interests,
  type Round,
  type SelectionRules,
} from "../../domain/selection/index.ts";
import type { OrganizationsPort } from "../ports.ts";

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
const flat = async <T>(lists: readonly Promise<readonly T[]>[]): Promise<readonly T[]> =>
  (await Promise.all(lists)).flat();

/** What the register of organizations says of the parties of an application. */
export const createParties = (organizations: OrganizationsPort) => {
  /** One house: an organization and those that are tied to it. */
  const houseOf = async (organization: string): Promise<readonly string[]> =>
    unique([organization, ...(await organizations.related(organization))]);

  return {
    interestsOf: async (application: Application): Promise<Interests> => {
      const houses = unique(await flat(partiesOf(application).map(houseOf)));
      const people = unique(await flat(houses.map((one) => organizations.people(one))));
      return { organizations: houses, people, writers: application.writers };
    },
    /** Every reason why it may not stand in its round now. */
    ineligibleOf: async (
      id: string,
      application: Application,
      round: Round,
      { rules, at }: { readonly rules: SelectionRules; readonly at: string },
    ): Promise<readonly IneligibleBecause[]> => {
      const day = dayOf(at);
      const parties = await Promise.all(
        partiesOf(application).map(async (organization) => ({
          organization,
          standing: await organizations.standing(organization, day),
          otherApplications: otherApplicationsOf(round, organization, id),
        })),
      );
      const funderHouse = round.funder === undefined ? [] : await houseOf(round.funder);
      return ineligibilities(parties, { day, funderHouse, rules });
    },
    /** Names that would tell who applies. */
    namesOf: async (application: Application, at: string): Promise<readonly string[]> => {
      const day = dayOf(at);
      const standings = await Promise.all(partiesOf(application).map((one) => organizations.standing(one, day)));
      return standings.flatMap((standing) => (standing === undefined ? [] : [standing.name]));
    },
  };
};
export type Parties = ReturnType<typeof createParties>;
