import { DomainError, reject } from "@wangge/kit/errors";
import {
  activePersons,
  activeUnits,
  hasRun,
  metOf,
  openAlarms,
  type Need,
  type Operation,
  type Running,
} from "../operation/index.ts";
import { otherSide, type Aid, type Side, type Tier } from "./aid.ts";

const forbidden = (reason: string, message: string): DomainError =>
  new DomainError("forbidden", `enforcement.aid.${reason}`, message);

/**
 * Whether this side may look now. It does not wait for anybody to note that the time is over: the last instant is the one before `until`.
 * @throws DomainError `forbidden`
 */
export const mustShare = (aid: Aid, { street }: Side, at: string): void => {
  if (street !== aid.giving) throw otherSide();
  if (aid.status === "ended") throw forbidden(aid.endedBecause === "expired" ? "expired" : "ended", "It is over");
  if (aid.status !== "active") throw forbidden("not_active", "Nothing is shared");
  if (at >= aid.until) throw forbidden("expired", "Its time is over");
};

/** To act, not only to look. @throws DomainError `forbidden` */
export const mustAssist = (aid: Aid, by: Side, at: string): void => {
  mustShare(aid, by, at);
  if (aid.share.operation !== "assist") throw forbidden("view_only", "This is shared to look at only");
};

/** Who comes is no more than was offered, with those who came by this aid already. @throws DomainError */
export const mustBeOffered = (
  { offered }: Pick<Aid, "offered">,
  id: string,
  operation: Operation,
  coming: readonly { readonly need: string }[],
): void => {
  const there = hasRun(operation) ? [...activePersons(operation), ...activeUnits(operation)] : [];
  const all = [...there.filter(({ aid }) => aid === id), ...coming];
  for (const [need, those] of Map.groupBy(all, (one) => one.need))
    if (need !== undefined && those.length > (offered[need] ?? 0))
      throw reject("enforcement.aid.not_offered", "This is more than was offered", { need });
};

/** How many there are of each. */
const counted = <Row extends Readonly<Record<string, string>>>(rows: readonly Row[]) =>
  [...Map.groupBy(rows, (row) => JSON.stringify(row))].sort().map(([key, those]) => ({
    ...(JSON.parse(key) as Row),
    count: those.length,
  }));

const needView = (state: Running, need: Need) => ({
  key: need.key,
  kind: need.kind,
  what: need.kind === "persons" ? need.force : need.unitType,
  wanted: need.count,
  ...metOf(state, need),
});

const courseOf = (operation: Operation, tier: Tier) => ({
  type: operation.type,
  status: operation.status,
  level: operation.level,
  street: operation.street,
  area: operation.area,
  from: operation.from,
  to: operation.to,
  forces: operation.forces,
  ...(tier === "view"
    ? {}
    : {
        commander: operation.commander,
        risk: operation.risk,
        communication: operation.communication,
        safety: operation.safety,
        tasks: operation.tasks,
        ...(hasRun(operation)
          ? { posts: operation.posts, needs: operation.needs.map((need) => needView(operation, need)) }
          : {}),
      }),
});

const personsOf = (operation: Running, tier: Tier | undefined) => {
  if (tier === undefined) return {};
  const active = activePersons(operation);
  return tier === "view"
    ? { personCounts: counted(active.map(({ force, status }) => ({ force, status }))) }
    : {
        persons: active.map(({ officer, force, street, status }) => ({ officer, force, street, status })),
        alarms: openAlarms(operation).map(({ id, kind, officer, at }) => ({ id, kind, officer, at })),
      };
};

const unitsOf = (operation: Running, tier: Tier | undefined) => {
  if (tier === undefined) return {};
  const active = activeUnits(operation);
  return tier === "view"
    ? { unitCounts: counted(active.map(({ unitType, status = "" }) => ({ unitType, status }))) }
    : { units: active.map(({ unit, unitType, street, status = "" }) => ({ unit, unitType, street, status })) };
};

/** 脱敏视图: what the helping side sees. Who looks on learns how many and where, never who; evidence, dossiers and the log stay. */
export const sharedView = (aid: Pick<Aid, "share">, operation: Operation) => ({
  operation: courseOf(operation, aid.share.operation),
  ...(hasRun(operation) ? { ...personsOf(operation, aid.share.persons), ...unitsOf(operation, aid.share.units) } : {}),
});
export type SharedView = ReturnType<typeof sharedView>;
