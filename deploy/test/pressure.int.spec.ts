import { streamOf } from "@wangge/contracts";
import { CaseAssignedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closed, open } from "../../loadtest/bench/pressure/offer.ts";
import { senderTo, type Exchange, type Sender } from "../../loadtest/bench/pressure/sender.ts";
import { badSubscribers } from "../../loadtest/bench/pressure/slow.ts";
import { startTestStack, until, type TestStack } from "./stack.ts";

let platform: TestStack;
let sender: Sender;
let grid = "";
let number = 0;

/** Seen by a grid worker: it needs no second look before somebody gets it. */
const report = (): Promise<Exchange> => {
  const body = JSON.stringify({ category: "event-0201", channel: "patrol", grid, description: "压力" });
  return sender.ask("POST", "/api/v1/reports", body, `pressure-${String((number += 1))}`);
};

const idOf = ({ text }: Exchange): string => (JSON.parse(text) as { readonly reportId: string }).reportId;

const metricsOf = async (service: string): Promise<string> =>
  (await fetch(`http://127.0.0.1:${String(platform.stack.services.get(service)?.port)}/metrics`)).text();

/** NaN where there is no such series. */
const numberIn = (text: string, name: string, labels = ""): number =>
  Number(new RegExp(`^wangge_${name}\\{${labels}[^}]*\\} (\\S+)$`, "m").exec(text)?.[1]);

beforeAll(async () => {
  platform = await startTestStack({ PATROLS: "none" });
  sender = senderTo(platform.stack.url, await platform.as({ sub: "patrol", roles: ["gridWorker", "supervisor"] }));
  const { grids } = JSON.parse((await sender.ask("GET", "/api/v1/grids?limit=1")).text) as {
    readonly grids: readonly { readonly code: string }[];
  };
  grid = grids[0]?.code ?? "";
});
afterAll(async () => {
  sender.close();
  await platform.stop();
});

const untilAllAreAssigned = async (ids: readonly string[]): Promise<void> => {
  for (const id of ids)
    await until(async () => {
      const answer = await sender.ask("GET", `/api/v1/cases/${id}`);
      if (answer.status !== 200) return undefined;
      return (JSON.parse(answer.text) as { readonly assignedAt?: string }).assignedAt;
    }, `an order for ${id}`);
};

describe("three times what the platform can do", () => {
  it("is answered with a receipt, which has its case, or with when to come back, and with nothing else", async () => {
    const { goodput } = await closed(64, 3, report);
    const receipts: string[] = [];
    const offer = await open(3 * goodput, 5, async () => {
      const exchange = await report();
      if (exchange.status === 201) receipts.push(idOf(exchange));
      return exchange;
    });
    expect(Object.keys(offer.byStatus).filter((status) => !["201", "429", "503"].includes(status))).toEqual([]);
    expect(offer.withoutRetryAfter).toBe(0);
    expect(receipts.length).toBe(offer.accepted);
    // Less than half of the maximum, on whatever machine, would be a collapse; more than it offers was never tried.
    expect(offer.goodput).toBeGreaterThan(0.5 * goodput);
    expect(offer.byStatus["503"] ?? 0).toBeGreaterThan(offer.accepted / 10);
    await untilAllAreAssigned(receipts);
  }, 60_000);

  it("shows in the metrics that the alerts are about", async () => {
    const gateway = await metricsOf("gateway");
    expect(numberIn(gateway, "admission_limit", 'pool="intake.write"')).toBeGreaterThanOrEqual(16);
    expect(numberIn(gateway, "admission_in_hand", 'pool="intake.write",class="staff"')).toBe(0);
    expect(numberIn(gateway, "admission_refused_total", 'pool="intake.write",class="staff"')).toBeGreaterThan(0);
    expect(numberIn(gateway, "http_refused_total", 'code="http.overloaded"')).toBeGreaterThan(0);
    const intake = await metricsOf("intake");
    for (const name of ["outbox_pending", "outbox_age", "store_lane_depth", "store_batch_count"])
      expect(numberIn(intake, name, 'store="intake.report"'), name).toBeGreaterThanOrEqual(0);
    expect(numberIn(intake, "loop_utilization")).toBeGreaterThan(0);
    expect(numberIn(intake, "loop_delay")).toBeGreaterThanOrEqual(0);
    const ofDispatch = await until(async () => {
      const text = await metricsOf("dispatch");
      return text.includes("wangge_bus_lag{") ? text : undefined;
    }, "the first look at lag");
    for (const name of ["lag", "unacknowledged", "oldest_age"])
      expect(numberIn(ofDispatch, `bus_${name}`, 'consumer="dispatch--report-accepted-v1--p0"')).toBeGreaterThanOrEqual(
        0,
      );
  }, 30_000);
});

describe("subscribers that take a second a message, or never acknowledge one", () => {
  it("slow down neither the window nor dispatch", async () => {
    const receipts: string[] = [];
    const reporting = async (): Promise<number> => {
      const { goodput } = await closed(16, 2, async () => {
        const exchange = await report();
        if (exchange.status === 201) receipts.push(idOf(exchange));
        return exchange;
      });
      return goodput;
    };
    const beside = async (): Promise<number> => {
      const bad = await Promise.all(
        [ReportAcceptedV1, CaseAssignedV1].map(({ subject }) => badSubscribers(platform.stack.env, streamOf(subject))),
      );
      const goodput = await reporting();
      // They were really there, and really behind.
      for (const { given } of bad) {
        expect(given().slow).toBeGreaterThan(0);
        expect(given().silent).toBeGreaterThan(given().slow);
      }
      await Promise.all(bad.map(({ stop }) => stop()));
      return goodput;
    };
    await reporting();
    const [alone, first, second, again] = [await reporting(), await beside(), await beside(), await reporting()];
    expect((first + second) / (alone + again)).toBeGreaterThan(0.6);
    await untilAllAreAssigned(receipts);
  }, 60_000);
});
