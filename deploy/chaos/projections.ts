/** What services keep only of what the streams told them, and can be made again from the streams alone. */
import { createHash } from "node:crypto";
import { jetstreamManager } from "@nats-io/jetstream";
import { aggregates as ofAppraisal, manifest as appraisal } from "@wangge/appraisal";
import { consumerName, streamOf } from "@wangge/contracts";
import {
  CaseClosedV1,
  CaseFiledV1,
  CaseMergedV1,
  CaseReopenedV1,
  CaseVoidedV1,
  GridStaffedV1,
} from "@wangge/contracts/events";
import { canonicalJson, connectMongo, connectNats, silentLog } from "@wangge/kit";
import { startEngines } from "../local/engines.mjs";

interface Projection {
  readonly service: string;
  readonly collections: readonly string[];
  /** What it is made of. */
  readonly subjects: readonly string[];
}

const FACTS = "facts";

const PROJECTIONS: readonly Projection[] = [
  {
    service: "appraisal",
    collections: ofAppraisal.filter(({ decider }) => decider.name === FACTS).map(({ collection }) => collection),
    subjects: appraisal.subscribes.map(({ event }) => event.subject),
  },
  {
    service: "social",
    collections: ["counted-cases", "grid-staff"],
    subjects: [CaseFiledV1, CaseClosedV1, CaseReopenedV1, CaseVoidedV1, CaseMergedV1, GridStaffedV1].map(
      ({ subject }) => subject,
    ),
  },
  { service: "dispatch", collections: ["grids"], subjects: [GridStaffedV1.subject] },
];

/** The state of each document, to the byte of its canonical JSON (the order of fields is that in which the news came), by where it stands: `dispatch/grids/510108001001001`. */
export type Snapshot = ReadonlyMap<string, string>;

export const projectionsIn = async (mongoUrl: string): Promise<Snapshot> => {
  const { client } = await connectMongo({ url: mongoUrl, database: "admin", name: "chaos" });
  const snapshot = new Map<string, string>();
  try {
    for (const { service, collections } of PROJECTIONS)
      for (const collection of collections) {
        const stored = client.db(`wangge_${service}`).collection<{ _id: string; state: unknown }>(collection);
        for await (const { _id, state } of stored.find({}, { projection: { state: 1 } }))
          snapshot.set(
            `${service}/${collection}/${_id}`,
            createHash("sha256").update(canonicalJson(state)).digest("base64url"),
          );
      }
    return snapshot;
  } finally {
    await client.close();
  }
};

/** On engines alone, no service running: the documents go, and how far their consumers have come. */
export const throwAway = async (dataDir: string, natsAuth: string, password: string): Promise<void> => {
  const engines = await startEngines({ dataDir, natsAuth, environment: {} });
  const { MONGO_URL, NATS_URL: url } = engines.env;
  const { client } = await connectMongo({ url: MONGO_URL, database: "admin", name: "chaos" });
  const connection = await connectNats({ url, user: "admin", password, name: "chaos", log: silentLog });
  try {
    const manager = await jetstreamManager(connection);
    for (const { service, collections, subjects } of PROJECTIONS) {
      for (const collection of collections) await client.db(`wangge_${service}`).collection(collection).drop();
      for (const subject of subjects) await manager.consumers.delete(streamOf(subject), consumerName(service, subject));
    }
  } finally {
    await connection.close();
    await client.close();
    await engines.stop();
  }
};

/** What is not as it was. */
export const differences = (before: Snapshot, after: Snapshot): readonly string[] => [
  ...[...before].filter(([place, hash]) => after.get(place) !== hash).map(([place]) => place),
  ...[...after.keys()].filter((place) => !before.has(place)),
];
