import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { campaigns } from "../chaos/campaigns/index.ts";
import { runCampaign } from "../chaos/run.ts";

/** Three minutes by itself; more on a machine that is busy with something else. */
it("kills, broken lines, repeated and unreadable messages while people work: whatever was acknowledged is there, and once", async () => {
  const dir = mkdtempSync(join(tmpdir(), "wangge-chaos-"));
  const bounds = { minutes: 1, faults: 30, cases: 20_000 };
  const { reports, closed, faults, faultsByKind, ...found } = await runCampaign(campaigns.get("mixed")!, {
    ...{ ...bounds, seed: 2017, people: 12, programs: 1, dir, oldRevision: "HEAD", say: () => undefined },
  });
  const { ok, lost, double, problems, failures } = found;
  expect({ ok, lost, double, problems, failures }).toEqual({
    ok: true,
    lost: [],
    double: [],
    problems: [],
    failures: [],
  });
  expect([faults > 0, reports > 0, closed]).toEqual([true, true, reports]);
  expect(faultsByKind["again, later"]).toBeGreaterThan(0);
  rmSync(dir, { recursive: true });
}, 480_000);
