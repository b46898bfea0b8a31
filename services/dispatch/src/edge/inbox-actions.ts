import { Instant, Point } from "@wangge/contracts";
import { action, DomainError, messageOf, type Actor, type Role, type Scalar, type Where } from "@wangge/kit";
import { z } from "zod";
import { metresFrom } from "../domain/ground.ts";
import { CaseView, viewOf } from "../view.ts";
import { afterOf, cursorOf, type FieldEdge } from "./field.ts";
import { STAFF } from "./staff.ts";

/** Who looks, and when. */
interface Looking {
  readonly actor: Actor;
  readonly now: string;
  /** 网格: of the worker, and who else works there. */
  readonly grids: readonly string[];
  readonly colleagues: readonly string[];
  /** 强制裁定 after so many returns. */
  readonly rulingAfterReturns: number;
}

/** 待办 of one kind. One more kind is one more entry. */
interface Section {
  /** Also the code of the rule by which something is in it. */
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
  /** Undefined: there is nothing of it for this account. */
  readonly where: (looking: Looking) => Where | undefined;
  /** What is first in its order is first to be done. */
  readonly by: string;
}

const OPEN = { in: ["assigned", "accepted"] } as const;

/** A private case of the grid is for who works on it and for the office. */
const PUBLIC = { "state.isPrivate": null } as const;

export const SECTIONS: readonly Section[] = [
  {
    name: "inbox.worker.orders",
    title: "我的处置任务",
    roles: ["gridWorker"],
    by: "state.assignment.dueAt",
    where: ({ actor: { worker } }) =>
      worker === undefined ? undefined : { "state.assignment.worker": worker, "state.status": OPEN },
  },
  {
    name: "inbox.grid.verifications",
    title: "待核实",
    roles: ["gridWorker"],
    by: "state.askedAt",
    where: ({ grids }) =>
      grids.length === 0 ? undefined : { "state.status": "verifying", "state.grid": { in: grids } },
  },
  {
    name: "inbox.grid.checks",
    title: "待核查",
    roles: ["gridWorker"],
    by: "state.handledAt",
    // Who handles a case may not check it. The status first: where a store goes by one field, it is by what is handled now, not by all that
    // a grid ever had.
    where: ({ grids, colleagues }) =>
      grids.length === 0
        ? undefined
        : {
            "state.status": "handled",
            "state.grid": { in: grids },
            "state.assignment.worker": { in: [...colleagues, null] },
            ...PUBLIC,
          },
  },
  {
    name: "inbox.department.untaken",
    title: "待接单",
    roles: ["department"],
    by: "state.assignment.dueAt",
    where: ({ actor: { department } }) =>
      department === undefined ? undefined : { "state.status": "assigned", "state.assignment.department": department },
  },
  {
    name: "inbox.department.taken",
    title: "处置中",
    roles: ["department"],
    by: "state.assignment.dueAt",
    where: ({ actor: { department } }) =>
      department === undefined ? undefined : { "state.status": "accepted", "state.assignment.department": department },
  },
  {
    name: "inbox.department.assists",
    title: "协办",
    roles: ["department"],
    by: "state.wakeAt",
    where: ({ actor: { department } }) => (department === undefined ? undefined : { "state.assisting": department }),
  },
  {
    name: "inbox.department.requests",
    title: "待审核的延期、挂账申请",
    roles: ["department"],
    by: "state.request.askedAt",
    where: ({ actor: { department } }) =>
      department === undefined
        ? undefined
        : {
            "state.request.askedAt": { gt: "" },
            "state.request.turn": "department",
            "state.assignment.department": department,
          },
  },
  {
    name: "inbox.department.supervised",
    title: "督办待回复",
    roles: ["department"],
    by: "state.wakeAt",
    where: ({ actor: { department } }) =>
      department === undefined
        ? undefined
        : { "state.wakeAt": { gt: "" }, "state.supervised": true, "state.assignment.department": department },
  },
  {
    name: "inbox.dispatcher.undispatched",
    title: "待派遣",
    roles: ["dispatcher"],
    by: "state.dispatchBy",
    where: ({ rulingAfterReturns }) => ({ "state.status": "filed", "state.returns": { lt: rulingAfterReturns } }),
  },
  {
    name: "inbox.dispatcher.requests",
    title: "待审批的延期、挂账申请",
    roles: ["dispatcher"],
    by: "state.request.askedAt",
    where: () => ({ "state.request.askedAt": { gt: "" }, "state.request.turn": "dispatcher" }),
  },
  {
    name: "inbox.dispatcher.appeals",
    title: "超时申诉初审",
    roles: ["dispatcher"],
    by: "state.appeal.madeAt",
    where: () => ({
      "state.appeal.madeAt": { gt: "" },
      "state.appeal.endorsedBy": null,
      "state.appeal.outcome": null,
    }),
  },
  {
    name: "inbox.clerk.appeals",
    title: "超时申诉复审",
    roles: ["clerk"],
    by: "state.appeal.madeAt",
    where: () => ({
      "state.appeal.madeAt": { gt: "" },
      "state.appeal.endorsedBy.account": { gt: "" },
      "state.appeal.outcome": null,
    }),
  },
  {
    name: "inbox.supervisor.rulings",
    title: "待裁定",
    roles: ["supervisor"],
    by: "state.dispatchBy",
    where: ({ rulingAfterReturns }) => ({ "state.status": "filed", "state.returns": { gte: rulingAfterReturns } }),
  },
  {
    name: "inbox.supervisor.overdue",
    title: "已超时",
    roles: ["supervisor"],
    by: "state.assignment.dueAt",
    where: ({ now }) => ({ "state.status": OPEN, "state.assignment.dueAt": { lt: now } }),
  },
  {
    name: "inbox.supervisor.checks",
    title: "待核查",
    roles: ["supervisor"],
    by: "state.handledAt",
    where: () => ({ "state.status": "handled" }),
  },
];

const Entry = z.object({
  why: z.string().describe("the rule by which it is here"),
  at: Instant.describe("what the order goes by: the deadline, or since when it waits"),
  case: CaseView,
  metres: z.int().optional().describe("from where you are to its grid; 0: in it"),
});

const SectionView = z.object({
  section: z.string(),
  title: z.string(),
  count: z.int(),
  entries: z.array(Entry),
  next: z.string().optional().describe("`after` of the next page"),
});

const valueAt = (state: unknown, path: string): Scalar =>
  path
    .split(".")
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], state) as Scalar;

/** 待办: what waits for whoever asks, and why. */
export const inboxActions = ({
  cases,
  clock,
  gridsOf,
  colleaguesOf,
  ground,
  mayKnow,
  rulingAfterReturns,
  log,
}: FieldEdge) => {
  const lookingOf = async (actor: Actor): Promise<Looking> => {
    const now = clock.now();
    const all = { actor, now, rulingAfterReturns: rulingAfterReturns(now) };
    if (actor.worker === undefined) return { ...all, grids: [], colleagues: [] };
    const grids = await gridsOf(actor.worker);
    return { ...all, grids, colleagues: await colleaguesOf(actor.worker, grids) };
  };

  const distances = async (
    grids: readonly string[],
    from: z.output<typeof Point> | undefined,
  ): Promise<ReadonlyMap<string, number>> => {
    if (from === undefined || grids.length === 0) return new Map();
    try {
      const asked = [...new Set(grids)];
      const shapes = await ground.shapesOf(asked);
      return new Map(
        shapes.flatMap((shape, place) =>
          shape === undefined ? [] : [[asked[place] ?? "", Math.round(metresFrom(shape.ring, from))] as const],
        ),
      );
    } catch (error) {
      // An inbox without distances is one still.
      log.debug({ error: messageOf(error) }, "no distances");
      return new Map();
    }
  };

  const pageOf = async (
    { name, title, by }: Section,
    where: Where,
    { actor, now }: Looking,
    {
      after,
      limit,
      from,
    }: {
      readonly after?: string | undefined;
      readonly limit: number;
      readonly from: z.output<typeof Point> | undefined;
    },
  ): Promise<z.input<typeof SectionView>> => {
    const [counts, found] = await Promise.all([
      cases.countBy("state.status", where),
      cases.find({ where, limit, by: { path: by, after: afterOf(after) } }),
    ]);
    const known = found.filter(({ state }) => mayKnow(state, actor));
    const views = known.map((stored) => ({ stored, view: viewOf(stored, now) }));
    const metres = await distances(
      views.map(({ view }) => view.grid),
      from,
    );
    const last = found.length === limit ? found.at(-1) : undefined;
    return {
      section: name,
      title,
      count: [...counts.values()].reduce((sum, count) => sum + count, 0),
      entries: views.map(({ stored, view }) => {
        const far = metres.get(view.grid);
        return {
          why: name,
          at: String(valueAt(stored.state, by)),
          case: view,
          ...(far === undefined ? {} : { metres: far }),
        };
      }),
      ...(last === undefined ? {} : { next: cursorOf(String(valueAt(last.state, by)), last.id) }),
    };
  };

  return {
    inbox: action({
      rest: "GET /inbox",
      summary: "待办: what waits for you, by what is due first; each kind with its count, a page at a time",
      access: STAFF,
      input: z
        .strictObject({
          section: z.string().max(60).optional().describe("only this one; default: all that your roles have"),
          after: z.string().max(80).optional().describe("`next` of the page before, of that section"),
          limit: z.int().min(1).max(200).default(20),
          lng: Point.shape.lng.optional().describe("where you are, to be told how far it is"),
          lat: Point.shape.lat.optional(),
        })
        .refine(({ section, after }) => after === undefined || section !== undefined, "`after` belongs to a section")
        .refine(({ lng, lat }) => (lng === undefined) === (lat === undefined), "give both lng and lat, or neither"),
      output: z.object({ at: Instant, sections: z.array(SectionView) }),
      run: async ({ section, after, limit, lng, lat }, { actor }) => {
        if (actor === undefined) throw new DomainError("forbidden", "auth.sign_in", "Sign in first");
        const isMine = ({ roles }: Section): boolean =>
          actor.roles.some((role) => role === "admin" || roles.includes(role));
        const wanted = SECTIONS.filter((one) => isMine(one) && (section === undefined || one.name === section));
        if (section !== undefined && wanted.length === 0)
          throw new DomainError("missing", "dispatch.inbox.unknown_section", "Your roles have no such section", {
            section,
          });
        const looking = await lookingOf(actor);
        const from = lng === undefined || lat === undefined ? undefined : { lng, lat };
        const pages = wanted.flatMap((one) => {
          const where = one.where(looking);
          return where === undefined ? [] : [pageOf(one, where, looking, { after, limit, from })];
        });
        return { at: looking.now, sections: await Promise.all(pages) };
      },
    }),
  };
};
