import { GridStaffedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import type { GridShape } from "@wangge/contracts/calls";
import { newId, type Actor, type WireMeta } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { seldom } from "./builders.ts";

export const GRID = "510108002001001";
export const OTHER_GRID = "510108002001002";
export const FIRST = "w-00001";
export const SECOND = "w-00002";

export const intake = { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] };
export const registry = { name: "registry", publishes: [GridStaffedV1], subscribes: [], calls: [] };

/** Some 290 m by 330 m around where the pictures of tests were taken. */
export const shape = (grid: string, management: GridShape["management"] = "unmanagedCourtyard"): GridShape => ({
  grid,
  management,
  ring: [
    [104.0905, 30.662],
    [104.0935, 30.662],
    [104.0935, 30.665],
    [104.0905, 30.665],
    [104.0905, 30.662],
  ],
});

export const as = (roles: Actor["roles"], more: Partial<Actor> = {}): WireMeta => ({
  actor: { id: `acc-${roles.join()}${more.worker ?? ""}${more.department ?? ""}`, roles, ...more },
  external: true,
});
export const worker = (id: string): WireMeta => as(["gridWorker"], { worker: id });
export const department = (code: string): WireMeta => as(["department"], { department: code });
export const supervisor = as(["supervisor"]);
export const dispatcher = as(["dispatcher"]);

export interface Neighbours {
  readonly shapes?: Readonly<Record<string, GridShape>>;
  readonly isRegistryAway?: () => boolean;
}

const DEFAULT_SHAPES = { [GRID]: shape(GRID), [OTHER_GRID]: shape(OTHER_GRID, "propertyManaged") };

/** Dispatch on the memory bus, with a registry that knows two grids. */
export const fieldPlatform = async ({
  shapes = DEFAULT_SHAPES,
  isRegistryAway = () => false,
}: Neighbours = {}): Promise<MemoryPlatform> => {
  const answering =
    <Input>(answer: (input: Input) => unknown) =>
    (input: never): unknown => {
      if (isRegistryAway()) throw new Error("away");
      return answer(input);
    };
  return memoryPlatform({
    manifests: [manifest, registry, intake],
    compose,
    config: seldom,
    calls: {
      "registry.version": answering(() => ({ version: "1" })),
      "registry.gridShapes": answering(({ grids }: { readonly grids: readonly string[] }) => ({
        shapes: grids.map((grid) => shapes[grid] ?? null),
      })),
      "registry.resolve": answering(({ places }: { readonly places: readonly { readonly grid?: string }[] }) => ({
        grids: places.map(({ grid = GRID }) => (shapes[grid] === undefined ? null : grid)),
      })),
    },
  });
};

export const staff = (platform: MemoryPlatform, grid: string, workers: readonly string[]): Promise<string> =>
  platform.deliver(GridStaffedV1, {
    ...GridStaffedV1.data.parse(GridStaffedV1.example),
    grid,
    community: grid.slice(0, 12),
    workers: [...workers],
  });

export const opened = async (platform: MemoryPlatform, data: Partial<ReportAcceptedV1> = {}): Promise<string> => {
  const report = {
    ...ReportAcceptedV1.data.parse(ReportAcceptedV1.example),
    reportId: newId(),
    category: "event-0201",
    grid: GRID,
    ...data,
  };
  await platform.deliver(ReportAcceptedV1, report);
  return report.reportId;
};
