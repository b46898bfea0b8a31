/** Orders and facts in PostgreSQL: what all peers on it write. */
import type { ClientBase, Pool } from "pg";
import type { Audit, Job } from "./contestant.ts";
import { factOf } from "./jobs.ts";

export interface Given extends Pick<Job, "id" | "grid"> {
  readonly worker: string;
}

type Asks = Pick<ClientBase, "query"> | Pool;

/** Fresh tables in a schema of this contestant's own. */
export const createBook = async (pool: Pool, schema: string): Promise<void> => {
  await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await pool.query(`
    CREATE SCHEMA ${schema};
    CREATE TABLE ${schema}.reports (seq bigserial PRIMARY KEY, id text NOT NULL, grid text NOT NULL, body text NOT NULL);
    CREATE TABLE ${schema}.orders (id text PRIMARY KEY, grid text NOT NULL, worker text NOT NULL, body text NOT NULL,
      state text NOT NULL, closed_at timestamptz);
    CREATE INDEX ON ${schema}.orders (id) WHERE state = 'assigned';
    CREATE TABLE ${schema}.facts (seq bigserial PRIMARY KEY, what text NOT NULL, id text NOT NULL, body text NOT NULL);
  `);
};

export const accept = (ask: Asks, schema: string, jobs: readonly Job[]) =>
  ask.query({
    name: "accept",
    text: `INSERT INTO ${schema}.reports (id, grid, body) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`,
    values: [jobs.map(({ id }) => id), jobs.map(({ grid }) => grid), jobs.map(({ body }) => body)],
  });

/** Orders and their facts, in one statement. */
export const assign = (ask: Asks, schema: string, orders: readonly (Given & Pick<Job, "body">)[]) =>
  ask.query({
    name: "assign",
    text: `
      WITH given AS (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                       AS one (id, grid, worker, body, fact)),
           told AS (INSERT INTO ${schema}.facts (what, id, body) SELECT 'assigned', id, fact FROM given)
      INSERT INTO ${schema}.orders (id, grid, worker, body, state) SELECT id, grid, worker, body, 'assigned' FROM given`,
    values: [
      orders.map(({ id }) => id),
      orders.map(({ grid }) => grid),
      orders.map(({ worker }) => worker),
      orders.map(({ body }) => body),
      orders.map((order) => factOf("assigned", order, order.worker)),
    ],
  });

export const complete = (ask: Asks, schema: string, orders: readonly Given[]) =>
  ask.query({
    name: "complete",
    text: `
      WITH told AS (INSERT INTO ${schema}.facts (what, id, body)
                      SELECT 'closed', one.id, fact FROM unnest($1::text[], $2::text[]) AS one (id, fact))
      UPDATE ${schema}.orders SET state = 'closed', closed_at = now() WHERE id = ANY($1)`,
    values: [orders.map(({ id }) => id), orders.map((order) => factOf("closed", order, order.worker))],
  });

export const audit = async (pool: Pool, schema: string): Promise<Audit> => {
  const one = async (text: string): Promise<readonly number[]> =>
    Object.values((await pool.query<Record<string, string>>(text)).rows[0] ?? {}).map(Number);
  const [closed = 0] = await one(`SELECT count(*) FROM ${schema}.orders WHERE state = 'closed'`);
  const [facts = 0, jobs = 0] = await one(
    `SELECT count(*) AS facts, count(DISTINCT id) AS jobs FROM ${schema}.facts WHERE what = 'closed'`,
  );
  return { closed, published: { facts, jobs } };
};
