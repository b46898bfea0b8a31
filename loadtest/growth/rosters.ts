/** 网格的增长. Made-up grids and their workers, as many as a district, a city or the country has, in the form in which dispatch stores them. */
import { ROSTER_INDEXES } from "@wangge/dispatch";
import { rosterDecider, type RosterState } from "@wangge/dispatch/domain";
import { documentOf, mongoPersistence, newId, type MongoStore, type StoredDocument } from "@wangge/kit";

/** Grids of a district: of the next one the code is one higher, from Chenghua's on. */
const GRIDS_OF_DISTRICT = 748;
const FIRST_DISTRICT = 510108;
const STAFFED_AT = "2017-10-31T00:00:00.000Z";

const three = (value: number): string => String(value).padStart(3, "0");

export const gridAt = (index: number): string => {
  const district = FIRST_DISTRICT + Math.floor(index / GRIDS_OF_DISTRICT);
  const place = index % GRIDS_OF_DISTRICT;
  const community = 1 + Math.floor(place / 8);
  return `${String(district)}${three(2 + Math.floor(community / 8))}${three(community)}${three(1 + (place % 8))}`;
};

export const gridsOf = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => gridAt(index));

/** So many workers before this grid's, and in it: on average `each`, as even as whole people allow. */
const workersAt = (index: number, each: number): readonly string[] => {
  const [from, to] = [Math.floor(index * each), Math.floor((index + 1) * each)];
  return Array.from({ length: to - from }, (_, place) => `w-${String(from + place).padStart(8, "0")}`);
};

export const rosterAt = (index: number, each: number): RosterState => ({
  staffedAt: STAFFED_AT,
  workers: workersAt(index, each),
  responsible: `w-r${String(index).padStart(7, "0")}`,
});

/** What the service stores when it is told of a grid's staff for the first time. */
export const rosterDocument = (index: number, each: number): StoredDocument<RosterState, unknown> => {
  const events = rosterDecider.decide({ type: "StaffGrid", data: rosterAt(index, each) }, rosterDecider.initial);
  const state = events.reduce(rosterDecider.evolve, rosterDecider.initial);
  const history = events.map((event) => ({ event }));
  const change = { id: gridAt(index), expected: 0, state, events: history, handled: [newId()], outbox: [] };
  return documentOf(change, new Date(Date.now() - 86_400_000));
};

const AT_ONCE = 2_000;
const LANES = 2;

/** Straight into the store: a million messages would be a bench of the bus. */
export const seedRosters = async (mongo: MongoStore, count: number, each: number): Promise<number> => {
  await mongoPersistence(mongo, "grids", { indexes: ROSTER_INDEXES });
  const collection = mongo.db.collection<StoredDocument<RosterState, unknown>>("grids");
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const from = next;
      next = Math.min(count, from + AT_ONCE);
      const documents = Array.from({ length: next - from }, (_, place) => rosterDocument(from + place, each));
      await collection.insertMany(documents, { ordered: false, writeConcern: { w: 1 } });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return count;
};
