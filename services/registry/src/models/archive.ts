/** The register in the store, for the two things the service does with it: fill it once, read all of it at start. */
import type { Connection, Model } from "mongoose";
import type { Division, Places } from "../domain/index.ts";
import { metaModel, type MetaDocument } from "./meta.ts";
import { peopleModels, personOf, type Person } from "./people.ts";
import { communityOf, districtOf, gridOf, placeModels, streetOf, toDocument } from "./places.ts";

const DUPLICATE = 11000;

/** What the service holds in memory. */
export interface Filed {
  readonly places: Places;
  /** Boundaries, figures, grids and people are made up. */
  readonly synthetic: boolean;
  readonly workers: ReadonlyMap<string, Person>;
  readonly responsibles: ReadonlyMap<string, Person>;
}

export interface Archive {
  /** When and from what it was filled; undefined until that is complete. */
  readonly filled: () => Promise<Pick<MetaDocument, "vintage" | "seed"> | undefined>;
  /** Writes what is missing of a division; what is there stays as it is. Safe to repeat and to run twice at once. */
  readonly fill: (division: Division, validFrom: Date) => Promise<void>;
  readonly markFilled: (division: Division, at: Date) => Promise<void>;
  /** @throws Error when there is no district */
  readonly read: () => Promise<Filed>;
}

interface WriteErrors {
  readonly code?: number;
  readonly writeErrors?: readonly { readonly code?: number }[] | { readonly code?: number };
}

/** True when all that went wrong is that the documents were there already. */
const isDuplicateOnly = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code, writeErrors = [] } = error as WriteErrors;
  const failures = [writeErrors].flat(1);
  return failures.length > 0 ? failures.every((failure) => failure.code === DUPLICATE) : code === DUPLICATE;
};

const insertMissing = async <Document>(
  model: Model<Document>,
  documents: readonly NoInfer<Document>[],
): Promise<void> => {
  try {
    await model.insertMany([...documents], { ordered: false, throwOnValidationError: true, lean: true });
  } catch (error) {
    if (!isDuplicateOnly(error)) throw error;
  }
};

export const archiveOn = async (connection: Connection): Promise<Archive> => {
  const { districts, streets, communities, grids } = placeModels(connection);
  const { workers, responsibles } = peopleModels(connection);
  const meta = metaModel(connection);
  await Promise.all([districts, streets, communities, grids].map((model) => model.createIndexes()));

  return {
    filled: async () => (await meta.findById("register").lean()) ?? undefined,
    fill: async (division, validFrom) => {
      const vintage = { validFrom, synthetic: division.synthetic };
      const person = ({ id: _id, origin, label }: Division["workers"][number]) => ({ _id, origin, label, ...vintage });
      await insertMissing(districts, [toDocument(division.district, vintage)]);
      await insertMissing(
        streets,
        division.streets.map((street) => toDocument(street, vintage)),
      );
      await insertMissing(
        communities,
        division.communities.map((community) => toDocument(community, vintage)),
      );
      await insertMissing(
        grids,
        division.grids.map((grid) => toDocument(grid, vintage)),
      );
      await insertMissing(workers, division.workers.map(person));
      await insertMissing(
        responsibles,
        division.responsibles.map(({ id: _id, origin, label }) => ({ _id, origin, label, ...vintage })),
      );
    },
    markFilled: async ({ vintage, seed }, filledAt) =>
      insertMissing(meta, [{ _id: "register", vintage, seed, filledAt }]),
    read: async () => {
      const [district, ...rest] = await Promise.all([
        districts.findOne().lean(),
        streets.find().lean(),
        communities.find().lean(),
        grids.find().lean(),
        workers.find().lean(),
        responsibles.find().lean(),
      ]);
      if (district === null) throw new Error("the register has no district");
      const [ofStreets, ofCommunities, ofGrids, ofWorkers, ofResponsibles] = rest;
      return {
        synthetic: district.synthetic,
        places: {
          district: districtOf(district),
          streets: ofStreets.map(streetOf),
          communities: ofCommunities.map(communityOf),
          grids: ofGrids.map(gridOf),
        },
        workers: new Map(ofWorkers.map((one) => [one._id, personOf(one)])),
        responsibles: new Map(ofResponsibles.map((one) => [one._id, personOf(one)])),
      };
    },
  };
};
