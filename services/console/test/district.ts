import type { TestStack } from "../../../deploy/test/stack.ts";

interface Grid {
  readonly code: string;
}

const CATEGORIES = ["event-0201", "event-0110", "component-0137", "event-0203"] as const;

const gridsOf = async ({ client }: TestStack, count: number): Promise<readonly Grid[]> => {
  const { body } = await client.get(`/api/v1/grids?limit=${count}`);
  return body["grids"] as readonly Grid[];
};

/**
 * Reports of a day, spread over the grids.
 * @returns the ids of those that go to a grid worker at once, which are those of their cases
 */
export const reportDay = async (platform: TestStack, count: number, day = "day"): Promise<readonly string[]> => {
  const grids = await gridsOf(platform, 500);
  return reportAll(
    platform,
    Array.from({ length: count }, (_, index) => ({
      category: CATEGORIES[index % CATEGORIES.length] ?? CATEGORIES[0],
      // Some grids have more to do than others.
      grid: grids[(index * index * 7) % grids.length]?.code ?? "",
      idempotencyKey: `${day}-${index}`,
    })),
  );
};

interface Wanted {
  readonly category: string;
  readonly grid: string;
  readonly idempotencyKey: string;
}

/** Reports by telephone. @returns the ids of those that go to a grid worker at once */
export const reportAll = async (platform: TestStack, wanted: readonly Wanted[]): Promise<readonly string[]> => {
  const lines = wanted.map((one) => JSON.stringify({ channel: "phone", description: "居民来电反映", ...one }));
  const answer = await fetch(`${platform.stack.url}/api/v1/reports/bulk`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await platform.as({ sub: "clerk-day", roles: ["clerk"] })}`,
      "content-type": "application/x-ndjson",
    },
    body: lines.join("\n"),
  });
  return (await answer.text())
    .trim()
    .split("\n")
    .flatMap((line) => {
      const { receipt } = JSON.parse(line) as {
        readonly receipt?: { readonly reportId: string; readonly category: string };
      };
      return receipt?.category === CATEGORIES[0] ? [receipt.reportId] : [];
    });
};
