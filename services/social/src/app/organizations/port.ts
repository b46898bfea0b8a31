import { dayOf, instantOf } from "@wangge/calendar";
import { isTiedOn } from "../../domain/organizations/hub/index.ts";
import { banOn, profileOn, reportsMissingOn, statusOn } from "../../domain/organizations/index.ts";
import { lineOf } from "../../domain/organizations/tree/index.ts";
import { pagesOf } from "@wangge/kit";
import type { OrganizationsPort } from "../ports.ts";
import { rules, type OrganizationDesk } from "./desk.ts";

type Stores = Pick<OrganizationDesk, "organizations" | "trees" | "incubations" | "clock">;

/** What the other parts of the service ask of the register. */
export const organizationsPort = ({ organizations, trees, incubations, clock }: Stores): OrganizationsPort => ({
  standing: async (organization, day) => {
    const state = (await organizations.load(organization))?.state;
    if (state === undefined || state.status === "none") return undefined;
    const status = statusOn(state, day);
    // Who only applied, or was refused, is no organization.
    if (status === undefined || status === "applied" || status === "refused") return undefined;
    const { name, form } = profileOn(state, day);
    const ban = banOn(state, day);
    const { registeredOn } = state;
    return {
      organization,
      name,
      status,
      form,
      ...(registeredOn === undefined || registeredOn > day ? {} : { registeredOn }),
      reportsMissing: reportsMissingOn(state, rules.at(instantOf(day, "12:00")), day),
      ...(ban === undefined
        ? {}
        : {
            ban: {
              from: ban.from,
              until: ban.until,
              reason: ban.reason,
              ...(ban.about === undefined ? {} : { about: ban.about }),
            },
          }),
    };
  },
  ban: async (organization, { by, ...ban }) => {
    await organizations.handle(organization, { type: "Ban", ban, by, at: clock.now() }, { actor: by });
  },
  people: async (organization) => {
    const state = (await organizations.load(organization))?.state;
    return state === undefined || state.status === "none"
      ? []
      : [...new Set(state.people.map(({ account }) => account))];
  },
  related: async (organization) => {
    const day = dayOf(clock.now());
    const { tieMonths } = rules.at(clock.now()).hubs;
    const found = new Set<string>();
    for await (const page of pagesOf(trees, { "state.organizations": organization }))
      for (const { state } of page) for (const one of lineOf(state, organization, day)) found.add(one);
    const own = (await incubations.load(organization))?.state.agreements ?? [];
    for (const agreement of own) if (isTiedOn(agreement, day, tieMonths)) found.add(agreement.hub);
    for await (const page of pagesOf(incubations, { "state.hubs": organization }))
      for (const { id, state } of page)
        if (state.agreements.some((one) => one.hub === organization && isTiedOn(one, day, tieMonths))) found.add(id);
    return [...found].sort();
  },
});
