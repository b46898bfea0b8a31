import { GridStaffedV1 } from "@wangge/contracts/events";
import { publishSubject, schemaUrn } from "@wangge/contracts";
import { newId, type OutMessage } from "@wangge/kit";
import { realBus } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { growGrids } from "../growth/grids.ts";
import { carryHeadline } from "../growth/headline.ts";
import { gridAt, rosterAt, rosterDocument } from "../growth/rosters.ts";
import { growStored } from "../growth/stored.ts";
import { openGround, publishAll, type Ground } from "../peers/ground.ts";

type Line = Readonly<Record<string, unknown>>;

const collected = () => {
  const lines: Line[] = [];
  return {
    of: (line: string): readonly Line[] => lines.filter((one) => one["line"] === line),
    say: (line: object) => void lines.push(line as Line),
    note: () => undefined,
  };
};

it("what was accepted is closed on every size, and every figure of it is one", { timeout: 300_000 }, async () => {
  const { of, ...out } = collected();
  const sizes = [
    { grids: 100, workersEach: 2.5 },
    { grids: 400, workersEach: 4.5 },
  ];
  expect(await growGrids({ cases: 300, rounds: 2, sizes, ...out })).toBe(true);
  const lines = of("grids");
  expect(lines.map(({ grids, workers, accepted, closed }) => [grids, workers, accepted, closed])).toEqual([
    [100, 250, 900, 900],
    [400, 1800, 900, 900],
  ]);
  for (const name of ["jobs_per_s", "cpu_us_per_case", "takeover_s", "heap_mb"])
    expect(lines.every((line) => Number(line[name]) > 0)).toBe(true);
  const [growth] = of("growth of grids");
  expect((growth?.["aims"] as readonly unknown[]).length).toBe(3);
});

it("every question is answered at every stage of a store that grows", { timeout: 300_000 }, async () => {
  const { of, ...out } = collected();
  const staged: number[] = [];
  const ready = (stage: number) => Promise.resolve(void staged.push(stage));
  expect(await growStored({ stored: 12_000, cases: 200, rounds: 1, ready, ...out })).toBe(true);
  expect(staged).toEqual([10_000, 12_000]);
  for (const { answers_ms: answers } of of("stored")) {
    const times = Object.values(answers as Readonly<Record<string, number>>);
    expect(times.length).toBe(13);
    expect(Math.min(...times)).toBeGreaterThan(0);
  }
  expect(of("integrity")).toMatchObject([{ whole: true, lost: 0, double: 0 }]);
});

it("what is offered at a rate is told as it was carried", { timeout: 300_000 }, async () => {
  const { of, ...out } = collected();
  expect(await carryHeadline({ rate: 50, seconds: 2, grids: 100, ...out })).toBe(true);
  const [line] = of("headline");
  expect(line).toMatchObject({ offered: 100, accepted: 100, dropped: 0, lost: 0 });
  expect(of("integrity")).toMatchObject([{ whole: true, accepted: 4_100, closed: 4_100 }]);
  expect(line?.["accepted_to_assigned_p99_ms"]).toBeGreaterThanOrEqual(0);
});

describe("rosters that are put into the store", () => {
  const COUNT = 20;
  let ground: Ground;
  const staffed = (index: number): OutMessage => {
    const id = newId();
    const grid = gridAt(index);
    const { workers, ...roster } = rosterAt(index, 4.5);
    const place = { grid, community: grid.slice(0, 12), street: grid.slice(0, 9), households: 400 };
    const data = { ...place, ...roster, workers: [...workers] };
    return {
      id,
      subject: publishSubject(GridStaffedV1.subject, GridStaffedV1.key(data)),
      body: JSON.stringify({
        ...{ specversion: "1.0", id, source: "registry", type: GridStaffedV1.subject, subject: grid, sequence: "1" },
        ...{ time: data.staffedAt, datacontenttype: "application/json", dataschema: schemaUrn(GridStaffedV1.subject) },
        ...{ correlationid: grid, data },
      }),
    };
  };
  beforeAll(async () => {
    const { user, password, stop } = await realBus([]);
    await stop();
    ground = await openGround({
      env: { ...process.env, NATS_USER: user, NATS_PASSWORD: password },
      pids: () => undefined,
      staff: async ({ bus }) => {
        await publishAll(
          bus,
          Array.from({ length: COUNT }, (_, index) => staffed(index)),
        );
        return COUNT;
      },
    });
  });
  afterAll(() => ground.close());

  it("are the documents that the service makes of the registry's events", async () => {
    const found = await ground.mongo.db.collection("grids").find().sort({ _id: 1 }).toArray();
    // Which message and which second it was differs.
    const shown = (document: object): unknown => ({
      ...document,
      savedAt: expect.any(Date),
      handled: [expect.any(String)],
    });
    const seeded = Array.from({ length: COUNT }, (_, index) => rosterDocument(index, 4.5));
    expect(seeded.map(({ handled, savedAt }) => [handled.length, savedAt instanceof Date])).toEqual(
      seeded.map(() => [1, true]),
    );
    expect(found).toEqual(seeded.toSorted((one, other) => (one._id < other._id ? -1 : 1)).map(shown));
  });
});
