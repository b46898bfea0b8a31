import { dayOf } from "@wangge/calendar";
import { CommunityCode, Day, StreetCode } from "@wangge/contracts";
import { action, type Where } from "@wangge/kit";
import { z } from "zod";
import { existing, rules, treeRules, type OrganizationDesk } from "../../app/organizations/desk.ts";
import { words } from "../../app/organizations/words.ts";
import { unknownOrganization } from "../../domain/organizations/index.ts";
import { mustRead, READERS } from "./access.ts";
import { ById, nextOf, OrganizationForm, OrganizationStatus, Page } from "./input.ts";
import { OrganizationRecord, OrganizationView, recordOf, viewOn } from "./views.ts";

const Words = z.object({ zh: z.string(), en: z.string() });

/** 社会组织名录: what everybody may know, and what only some. */
export const readingActions = (desk: OrganizationDesk) => {
  const { organizations, clock } = desk;
  const today = (): string => dayOf(clock.now());

  return {
    organizations: action({
      rest: "GET /organizations",
      summary: "社会组织名录: all of them with their status, newest first, a page at a time; who is banned, and why",
      access: "public",
      input: z.strictObject({
        status: OrganizationStatus.optional(),
        form: OrganizationForm.optional(),
        street: StreetCode.optional(),
        community: CommunityCode.optional(),
        banned: z.boolean().optional().describe("true: only those who are banned today"),
        ...Page,
      }),
      output: z.object({ organizations: z.array(OrganizationView), next: z.string().optional() }),
      run: async ({ status, form, street, community, banned, after, limit }) => {
        const where: Where = {
          "state.status": status ?? { in: [...OrganizationStatus.options] },
          ...(form === undefined ? {} : { "state.profile.form": form }),
          ...(street === undefined ? {} : { "state.profile.place.street": street }),
          ...(community === undefined ? {} : { "state.profile.place.community": community }),
          ...(banned === true ? { "state.bannedUntil": { gte: today() } } : {}),
        };
        const found = await organizations.find({ where, limit, after });
        const shown = found.flatMap((stored) => viewOn(existing(stored, unknownOrganization), today()) ?? []);
        return {
          organizations: banned === true ? shown.filter(({ ban }) => ban !== undefined) : shown,
          ...nextOf(found, limit),
        };
      },
    }),
    organization: action({
      rest: "GET /organizations/:organizationId",
      summary: "社会组织: what everybody may know of one, today or on a day before",
      access: "public",
      input: ById.extend({ on: Day.optional() }),
      output: OrganizationView,
      run: async ({ organizationId, on = today() }) => {
        const view = viewOn(await desk.organization(organizationId), on);
        if (view === undefined) throw unknownOrganization();
        return view;
      },
    }),
    organizationTerms: action({
      rest: "GET /organization-terms",
      summary:
        "代码表: forms, kinds and offices of the tree, reasons, subjects and skills, each with what it is called",
      access: "public",
      input: z.strictObject({}),
      output: z.object({
        forms: z.array(z.object({ code: OrganizationForm, name: Words })),
        kinds: z.array(z.object({ code: z.string(), name: Words })),
        offices: z.array(z.object({ code: z.string(), name: Words })),
        words: z.record(z.string(), z.record(z.string(), Words)),
      }),
      run: () => {
        const named = <Code extends string>({
          code,
          name,
        }: {
          readonly code: Code;
          readonly name: z.output<typeof Words>;
        }) => ({ code, name });
        const { version: _version, source: _source, assumed: _assumed, ...terms } = words;
        const tree = treeRules.at(clock.now());
        return Promise.resolve({
          forms: rules.at(clock.now()).forms.map(named),
          kinds: tree.kinds.map(named),
          offices: tree.offices.map(named),
          words: terms,
        });
      },
    }),
    organizationRecord: action({
      rest: "GET /organizations/:organizationId/record",
      summary:
        "登记档案: applications, people, reports, bans and what stood there before; an organization sees its own",
      access: READERS,
      input: ById,
      output: OrganizationRecord,
      run: async ({ organizationId }, { actor }) => {
        const stored = await desk.organization(organizationId);
        mustRead(actor, organizationId);
        return recordOf(stored, actor, today(), desk);
      },
    }),
  };
};
