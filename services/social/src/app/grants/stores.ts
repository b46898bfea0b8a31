import { chinaCalendar } from "@wangge/calendar";
import { aggregateKind, type DeciderStore, type StoreFactory } from "@wangge/kit";
import {
  allocationDeciderWith,
  type AllocationCommand,
  type AllocationEvent,
  type AllocationState,
} from "../../domain/grants/allocation/index.ts";
import { bookDecider, type BookCommand, type BookEvent, type BookState } from "../../domain/grants/fund/index.ts";
import {
  grantDeciderWith,
  type GrantCommand,
  type GrantEvent,
  type GrantState,
} from "../../domain/grants/grant/index.ts";
import {
  countedCaseDecider,
  type CountedCase,
  type CountedCaseEvent,
  type HearOfCase,
} from "../../domain/grants/outcome/counted-case.ts";
import {
  staffingDecider,
  type HearOfStaff,
  type Staffing,
  type StaffingEvent,
} from "../../domain/grants/outcome/staffing.ts";
import { publishAllocationAs, publishBookAs, publishGrantAs } from "./publish-as.ts";
import { loadGrantRules } from "./rules.ts";

export type Books = DeciderStore<BookState, BookCommand, BookEvent>;
export type Allocations = DeciderStore<AllocationState, AllocationCommand, AllocationEvent>;
export type Grants = DeciderStore<GrantState, GrantCommand, GrantEvent>;
export type CountedCases = DeciderStore<CountedCase, HearOfCase, CountedCaseEvent>;
export type Staffings = DeciderStore<Staffing, HearOfStaff, StaffingEvent>;

const allocationDecider = () =>
  allocationDeciderWith({ calendar: chinaCalendar, publicityAt: loadGrantRules().publicityAt });
const grantDecider = () => grantDeciderWith(chinaCalendar);
const nothingPublic = () => [];

/** What people write may name somebody: it can be removed by order. */
const redactable = {
  Objected: ["data.text"],
  Appealed: ["data.text"],
} as const;

export const openGrantStores = async (store: StoreFactory) => ({
  books: await store.decider("fund-books", bookDecider, {
    publishAs: publishBookAs,
    indexes: [["state.fund"]],
    chained: true,
  }),
  allocations: await store.decider("allocations", allocationDecider(), {
    publishAs: publishAllocationAs,
    indexes: [["state.status", "state.settled"]],
    sparse: ["state.wakeAt"],
    chained: { redactable },
  }),
  grants: await store.decider("grants", grantDecider(), {
    publishAs: publishGrantAs,
    indexes: [["state.organization", "state.status"], ["state.book"], ["state.receiptNumbers"]],
    sparse: ["state.wakeAt", "state.owes"],
    chained: true,
  }),
  cases: await store.decider("counted-cases", countedCaseDecider, {
    publishAs: nothingPublic,
    indexes: [["state.grid", "state.category", "state.filedOn"]],
  }),
  staffings: await store.decider("grid-staff", staffingDecider, { publishAs: nothingPublic }),
});

export type GrantStores = Awaited<ReturnType<typeof openGrantStores>>;

/** For the doctor, which recomputes and decides nothing. */
export const grantAggregates = [
  aggregateKind("social", "fund-books", bookDecider, publishBookAs),
  aggregateKind("social", "allocations", allocationDecider(), publishAllocationAs),
  aggregateKind("social", "grants", grantDecider(), publishGrantAs),
  aggregateKind("social", "counted-cases", countedCaseDecider, nothingPublic),
  aggregateKind("social", "grid-staff", staffingDecider, nothingPublic),
];
