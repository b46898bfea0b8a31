/** The people of the register. Which grid they work in is told by the grid's staffing, not here. No names are kept. */
import { Schema, type Connection, type Model } from "mongoose";
import type { Responsible, Worker, WorkerOrigin } from "../domain/index.ts";
import { must, options } from "./options.ts";

interface PersonDocument<Origin extends string> {
  readonly _id: string;
  readonly origin: Origin;
  readonly label: string;
  readonly validFrom: Date;
  readonly synthetic: boolean;
}

export type WorkerDocument = PersonDocument<WorkerOrigin>;
export type ResponsibleDocument = PersonDocument<Responsible["origin"]>;

const person = (origins: readonly string[]) => ({
  _id: must(String, { match: /^w-[0-9a-z]{4,20}$/ }),
  origin: must(String, { enum: origins }),
  label: must(String),
  validFrom: must(Date),
  synthetic: must(Boolean),
});

const workerSchema = new Schema<WorkerDocument>(
  person(["auxiliary", "studentVolunteer", "twoCommittee"] satisfies WorkerOrigin[]),
  options("workers"),
);

const responsibleSchema = new Schema<ResponsibleDocument>(
  person(["twoCommittee", "streetOfficer"] satisfies Responsible["origin"][]),
  options("responsibles"),
);

export interface PeopleModels {
  readonly workers: Model<WorkerDocument>;
  readonly responsibles: Model<ResponsibleDocument>;
}

export const peopleModels = (connection: Connection): PeopleModels => ({
  workers: connection.model<WorkerDocument>("Worker", workerSchema),
  responsibles: connection.model<ResponsibleDocument>("Responsible", responsibleSchema),
});

/** Somebody of the register, as screens show them. */
export type Person = Omit<Worker, "grid"> | Omit<Responsible, "grid">;

export const personOf = ({ _id: id, origin, label }: WorkerDocument | ResponsibleDocument): Person => ({
  id,
  origin,
  label,
});
