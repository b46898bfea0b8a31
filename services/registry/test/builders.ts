/** Small made-up districts, and a reference for "which polygon" that shares nothing with the index. */
import { defineManifest, keptBy } from "@wangge/contracts";
import { isDomainError } from "@wangge/kit";
import fc from "fast-check";
import { isEnded, pagesOf, type ImportStore, type Job } from "../src/app/import/job.ts";
import type { Registers } from "../src/compose.ts";
import type { RowError } from "../src/domain/import/index.ts";
import {
  parentOf,
  SCALE,
  type Assertion,
  type Drawn,
  type Outline,
  type Position,
  type Ring,
  type Vertex,
  type Vintage,
} from "../src/domain/index.ts";

/** Whose histories the registry keeps the heads of. */
export const sealing = keptBy("registry").map(({ service: name, sealed }) =>
  defineManifest({ name, publishes: [sealed], subscribes: [], calls: [] }),
);

/** A register of so many streets with so many communities each. */
export const vintage = (communities: readonly number[]): Vintage => ({
  vintage: "test",
  district: { code: "990101", name: "测试区" },
  streets: communities.map((count, street) => {
    const code = `990101${String(street + 1).padStart(3, "0")}`;
    return {
      code,
      name: `街道${String(street + 1)}`,
      communities: Array.from({ length: count }, (_, index) => ({
        code: `${code}${String(index + 1).padStart(3, "0")}`,
        name: `社区${String(index + 1)}`,
        kind: index % 5 === 4 ? ("villageCommittee" as const) : ("residentsCommittee" as const),
      })),
    };
  }),
});

/** A star-shaped drawing, four decimals, counter-clockwise: bays and capes, but never crossing itself. */
export const anyOutline = (): fc.Arbitrary<Outline> =>
  fc.array(fc.integer({ min: 60, max: 600 }), { minLength: 5, maxLength: 24 }).map((radii) => {
    const ring = radii.map((radius, index): Position => {
      const angle = (2 * Math.PI * index) / radii.length;
      return [104 + Math.round(radius * Math.cos(angle)) / 1e4, 30 + Math.round(radius * Math.sin(angle)) / 1e4];
    });
    return { approximate: true, ring, hints: [] };
  });

/** Steps the reference cuts one step of the plane into, so that "a hair east, a finer hair north" is a whole number. */
const FINE = 1n << 50n;

/** Winding number of a ring round a point a hair (2^-26 step) to the east of `v` and a finer one (2^-50) to the north. */
const windingBeside = (ring: Ring, { x, y }: Vertex): number => {
  const px = BigInt(x) * FINE + (1n << 24n);
  const py = BigInt(y) * FINE + 1n;
  let winding = 0;
  ring.forEach((a, index) => {
    const b = ring[(index + 1) % ring.length] ?? a;
    const [ax, ay, bx, by] = [BigInt(a.x) * FINE, BigInt(a.y) * FINE, BigInt(b.x) * FINE, BigInt(b.y) * FINE];
    const left = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
    if (left === 0n) throw new Error("the reference must never meet a line");
    if (ay <= py && by > py && left > 0n) winding++;
    if (ay > py && by <= py && left < 0n) winding--;
  });
  return winding;
};

/** Whether the ring has a vertex, or one level with it, on each side: where not, it is spared the large integers. */
const surrounds = (ring: Ring, { x, y }: Vertex): boolean =>
  ring.some((v) => v.x <= x) && ring.some((v) => v.x >= x) && ring.some((v) => v.y <= y) && ring.some((v) => v.y >= y);

/** Codes of all polygons that hold the point, by brute force and under the boundary rule. */
export const holdersOf = (cells: readonly { code: string; ring: Ring }[], v: Vertex): string[] =>
  cells.filter(({ ring }) => surrounds(ring, v) && windingBeside(ring, v) !== 0).map(({ code }) => code);

/** Whole-step vertices that lie exactly on a ring: its corners, and the lattice points of its edges. */
export const onRing = (ring: Ring): Vertex[] =>
  ring.flatMap((a, index) => {
    const b = ring[(index + 1) % ring.length] ?? a;
    const gcd = (m: number, n: number): number => (n === 0 ? Math.abs(m) : gcd(n, m % n));
    const steps = gcd(b.x - a.x, b.y - a.y);
    const half = Math.floor(steps / 2);
    return half === 0 ? [a] : [a, { x: a.x + ((b.x - a.x) / steps) * half, y: a.y + ((b.y - a.y) / steps) * half }];
  });

export const degrees = ({ x, y }: Vertex) => ({ lng: x / SCALE, lat: y / SCALE });

/** A drawn district as a tree, by the digits of its codes. */
export const treeOf = ({ district, streets, communities, grids }: Drawn) => {
  const places = [district, ...streets, ...communities, ...grids];
  const byCode = new Map(places.map((place) => [place.code, place]));
  const children = Map.groupBy(places, ({ code }) => parentOf(code) ?? "");
  return { find: (code: string) => byCode.get(code), childrenOf: (code: string) => children.get(code) ?? [] };
};

/** What the service keeps in mongoose models, in variables. */
export const memoryRegisters = (): Registers => {
  const kept = new Map<string, readonly Assertion[]>();
  const key = (change: number, attempt: string): string => `${String(change)}/${attempt}`;
  let told = 0;
  return {
    assertions: {
      insert: (assertions, change, attempt) => {
        kept.set(key(change, attempt), structuredClone(assertions));
        return Promise.resolve();
      },
      of: (changes) =>
        Promise.resolve(new Map(changes.map(({ number, attempt }) => [number, kept.get(key(number, attempt)) ?? []]))),
      discard: () => Promise.resolve(),
    },
    mark: {
      read: () => Promise.resolve(told),
      raise: (change) => {
        told = Math.max(told, change);
        return Promise.resolve();
      },
    },
    imports: memoryImports(),
  };
};

export const memoryImports = (): ImportStore => {
  const jobs = new Map<string, Job>();
  const kept = new Map<string, readonly RowError[]>();
  return {
    create: (job) => {
      if (jobs.has(job.id)) return Promise.resolve(false);
      jobs.set(job.id, job);
      return Promise.resolve(true);
    },
    find: (id) => Promise.resolve(jobs.get(id)),
    update: (id, attempt, patch) => {
      const job = jobs.get(id);
      if (job?.attempt !== attempt || isEnded(job)) return Promise.resolve(false);
      jobs.set(id, { ...job, ...patch });
      return Promise.resolve(true);
    },
    restart: (job, failedAttempt) => {
      if (jobs.get(job.id)?.attempt !== failedAttempt) return Promise.resolve(false);
      jobs.set(job.id, job);
      return Promise.resolve(true);
    },
    addErrors: (id, attempt, errors) => {
      kept.set(`${id}/${attempt}`, pagesOf(errors).flat());
      return Promise.resolve();
    },
    errors: ({ id, attempt }, after, limit) =>
      Promise.resolve((kept.get(`${id}/${attempt}`) ?? []).slice(after, after + limit)),
  };
};

/** With which code a question was refused; `answered` when it was not. */
export const codeOf = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
  return "answered";
};
