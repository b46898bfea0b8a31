/** A synthetic division of a real register: where no office publishes its grids, these stand in, and say so. */
import { apportion, spread } from "./apportion.ts";
import {
  areaM2,
  around,
  doubleArea,
  insideOf,
  toPoint,
  toVertex,
  type Position,
  type Ring,
  type Vertex,
} from "./geometry.ts";
import type { Community, Courtyard, Drawn, District, Grid, Responsible, Street, Worker } from "./hierarchy.ts";
import type { CommunityKind, ManagementType } from "./register/records.ts";
import { Mesh } from "./mesh.ts";
import { partition, type Part } from "./partition.ts";
import { chance, type Chance } from "./random.ts";

/** The streets and communities of one published vintage: codes and names, no figures, no polygons. */
export interface Vintage {
  readonly vintage: string;
  readonly district: { readonly code: string; readonly name: string };
  readonly streets: readonly {
    readonly code: string;
    readonly name: string;
    readonly communities: readonly { readonly code: string; readonly name: string; readonly kind: CommunityKind }[];
  }[];
}

/** A coarse drawing of the district and a guess at each street. */
export interface Outline {
  readonly approximate: true;
  /** Degrees, counter-clockwise, not closed, at most four decimals: cut points then lie exactly on the line. */
  readonly ring: readonly Position[];
  readonly hints: readonly {
    readonly street: string;
    /** About where its middle is. */
    readonly seat: Position;
    readonly km2: number;
    readonly households: number;
    readonly agricultural: boolean;
  }[];
}

/** A register whose grids, polygons, households and people are made up from a seed. */
export interface Division extends Drawn {
  readonly synthetic: true;
  readonly vintage: string;
  readonly seed: number;
}

/** Households of a grid, both ends included. */
export const HOUSEHOLDS = { low: 300, high: 500 } as const;
const TYPICAL_HOUSEHOLDS = 400;

const MANAGEMENT = {
  urban: [["propertyManaged", 50], ["unmanagedCourtyard", 35], ["unitDormitory", 15]],
  agricultural: [["propertyManaged", 45], ["ruralResettlement", 35], ["unmanagedCourtyard", 20]],
} as const satisfies Record<string, readonly (readonly [ManagementType, number])[]>; // prettier-ignore

/** What is left of a drawing as whole numbers. A ring drawn clockwise is turned round. */
const ringOf = (positions: readonly Position[]): Ring => {
  const ring = positions.map(([lng, lat]) => toVertex({ lng, lat }));
  return doubleArea(ring) < 0 ? ring.reverse() : ring;
};

/** What a division depends on besides the register and the drawing. */
export interface DivideOptions {
  /** Any whole number. */
  readonly seed: number;
  /** How many grids in all: 748 in Chenghua. */
  readonly grids: number;
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, "0");

/** What is known or guessed of a street before anything is drawn. */
interface StreetPlan {
  readonly street: Vintage["streets"][number];
  readonly seat: Vertex | undefined;
  /** Share of the area, any unit. */
  readonly area: number;
  readonly isAgricultural: boolean;
  /** Households of each grid of each community. */
  readonly sizes: readonly (readonly number[])[];
}

/** Decides how many grids each community gets, and how many households each grid. */
const planStreets = ({ streets }: Vintage, { hints }: Outline, { seed, grids }: DivideOptions): StreetPlan[] => {
  const draw = chance(seed, "households");
  const hintOf = new Map(hints.map((hint) => [hint.street, hint]));
  const weights = streets.map(({ code, communities }) => {
    const raw = communities.map(({ kind }) => draw.between(70, 130) * (kind === "villageCommittee" ? 0.5 : 1));
    const sum = raw.reduce((a, b) => a + b, 0);
    const households = hintOf.get(code)?.households ?? communities.length * 3000;
    return raw.map((weight) => (households * weight) / sum);
  });
  const total = weights.flat().reduce((a, b) => a + b, 0);
  const counts = apportion(weights.flat(), grids);
  const size = (weight: number, count: number): number[] => {
    const wanted = Math.round((weight / total) * grids * TYPICAL_HOUSEHOLDS);
    const fitting = Math.max(count * HOUSEHOLDS.low, Math.min(count * HOUSEHOLDS.high, wanted));
    return spread(fitting, { count, ...HOUSEHOLDS }, draw.between);
  };
  let next = 0;
  return streets.map((street, index) => {
    const hint = hintOf.get(street.code);
    return {
      street,
      seat: hint && toVertex({ lng: hint.seat[0], lat: hint.seat[1] }),
      area: hint?.km2 ?? street.communities.length,
      isAgricultural: hint?.agricultural ?? false,
      sizes: around(weights, index).map((weight) => size(weight, around(counts, next++))),
    };
  });
};

/** Streets that have no seat in the drawing would spoil the plans of the others: then none is used. */
const partsOf = (plans: readonly StreetPlan[]): Part[] =>
  plans.every(({ seat }) => seat !== undefined)
    ? plans.map(({ area, seat }) => (seat === undefined ? { weight: area } : { weight: area, seat }))
    : plans.map(({ area }) => ({ weight: area }));

/** 院落 of a grid: 3 to 7 pieces by the size of the grid and by chance. */
const courtyardSizes = (households: number, draw: Chance): number[] => {
  const count = Math.max(3, Math.min(7, Math.round(households / draw.between(60, 120))));
  return spread(households, { count, low: 20, high: households }, draw.between);
};

const placed = (ring: Ring, sizes: readonly number[]) => ({
  ring,
  areaM2: areaM2(ring),
  households: sizes.reduce((a, b) => a + b, 0),
});

/** The people of every grid: 2–3 grid workers by the size of the grid and by chance, and 1 responsible person. */
const staff = (grids: readonly Grid[], seed: number): { workers: Worker[]; responsibles: Responsible[] } => {
  const draw = chance(seed, "people");
  const origins = [["auxiliary", 55], ["twoCommittee", 30], ["studentVolunteer", 15]] as const; // prettier-ignore
  const workers: Worker[] = [];
  const responsibles: Responsible[] = [];
  for (const { code, households } of grids) {
    const count = draw.between(HOUSEHOLDS.low, HOUSEHOLDS.high) < households ? 3 : 2;
    for (let nth = 0; nth < count; nth++) {
      const no = padded(workers.length + 1, 4);
      workers.push({ id: `w-${no}`, grid: code, origin: draw.pick(origins), label: `网格员 ${no}` });
    }
    const no = padded(responsibles.length + 1, 4);
    const origin = draw.pick([["twoCommittee", 80], ["streetOfficer", 20]] as const); // prettier-ignore
    responsibles.push({ id: `w-r${no}`, grid: code, origin, label: `责任人 ${no}` });
  }
  return { workers, responsibles };
};

/**
 * Divides a vintage into grids: how many each community gets follows its made-up households (largest remainder, at
 * least one each); every grid has 300–500 households, 2–3 workers and 1 responsible person; the polygons tile the
 * outline without gap or overlap, grids their community, communities their street. The same arguments give the same
 * bytes on every machine; another seed gives another district.
 * @throws RangeError when there are fewer grids than communities, or the outline is too small to be cut
 */
export const divide = (vintage: Vintage, outline: Outline, options: DivideOptions): Division => {
  const { seed } = options;
  const plans = planStreets(vintage, outline, options);
  const mesh = new Mesh(ringOf(outline.ring));
  const area = chance(seed, "area");
  const yards = chance(seed, "courtyards");
  const streetLoops = partition(mesh, mesh.root, partsOf(plans));
  const drawn = plans.map((plan, index) => {
    const loop = around(streetLoops, index);
    const sizes = plan.sizes.map((households) => households.map((count) => count * (0.75 + area.next() / 2)));
    const loops = partition(
      mesh,
      loop,
      sizes.map((list) => ({ weight: list.reduce((a, b) => a + b, 0) })),
    );
    return {
      ...plan,
      loop,
      communities: plan.street.communities.map((community, nth) => {
        const ofCommunity = around(plan.sizes, nth);
        const grids = partition(
          mesh,
          around(loops, nth),
          around(sizes, nth).map((weight) => ({ weight })),
        );
        const courtyards = grids.map((grid, index) => {
          const pieces = courtyardSizes(around(ofCommunity, index), yards);
          const weights = pieces.map((weight) => ({ weight: weight + 20 }));
          return partition(mesh, grid, weights).map((piece, at) => ({ loop: piece, households: around(pieces, at) }));
        });
        return { community, loop: around(loops, nth), sizes: ofCommunity, grids, courtyards };
      }),
    };
  });

  // Rings are read only now, when every vertex is set.
  const kinds = chance(seed, "management");
  const streets: Street[] = [];
  const communities: Community[] = [];
  const grids: Grid[] = [];
  const courtyards: Courtyard[] = [];
  for (const { street, isAgricultural, loop, sizes, communities: ofStreet } of drawn) {
    const id = `s-${padded(streets.length + 1, 4)}` as const;
    const { code, name } = street;
    streets.push({ id, code, scheme: "NBS", name, isAgricultural, ...placed(mesh.ring(loop), sizes.flat()) });
    for (const { community, loop: border, sizes: ofCommunity, grids: loops, courtyards: pieces } of ofStreet) {
      const { code, name, kind } = community;
      const id = `c-${padded(communities.length + 1, 4)}` as const;
      communities.push({ id, code, scheme: "NBS", name, kind, ...placed(mesh.ring(border), ofCommunity) });
      for (const [nth, gridLoop] of loops.entries()) {
        const ring = mesh.ring(gridLoop);
        const sequence = padded(nth + 1, 3);
        const grid: Grid = {
          id: `g-${padded(grids.length + 1, 4)}`,
          code: `${code}${sequence}`,
          scheme: "local",
          name: `${name}第${String(nth + 1)}网格`,
          management: kinds.pick(isAgricultural ? MANAGEMENT.agricultural : MANAGEMENT.urban),
          ...placed(ring, [around(ofCommunity, nth)]),
          centre: toPoint(insideOf(ring)),
        };
        grids.push(grid);
        for (const { loop: piece, households } of around(pieces, nth)) {
          const id = `y-${padded(courtyards.length + 1, 4)}` as const;
          courtyards.push({ id, grid: grid.code, ...placed(mesh.ring(piece), [households]) });
        }
      }
    }
  }
  const district: District = {
    id: "d-0001",
    ...vintage.district,
    scheme: "GB/T 2260",
    ...placed(
      mesh.ring(mesh.root),
      grids.map(({ households }) => households),
    ),
  };
  const people = staff(grids, seed);
  return {
    synthetic: true,
    vintage: vintage.vintage,
    seed,
    district,
    streets,
    communities,
    grids,
    courtyards,
    ...people,
  };
};
