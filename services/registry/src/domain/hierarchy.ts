/**
 * The tree of the register: district → street → community → grid, and the people of a grid. An `id` never changes and
 * says nothing; a `code` is an attribute under a scheme and changes when an office re-codes.
 */
import type { GridCode, Point, WorkerId } from "@wangge/contracts/vocabulary";
import type { Ring } from "./geometry.ts";

/** Who issued a code. `local`: made by this system, official nowhere. */
export type CodeScheme = "GB/T 2260" | "NBS" | "local";

interface Place {
  /** Official code, digits only. The first digits of a child's code are its parent's code. */
  readonly code: string;
  readonly scheme: CodeScheme;
  readonly name: string;
  /** Steps of 1e-7 degree, counter-clockwise. Children's rings tile it exactly and bring their vertices into it. */
  readonly ring: Ring;
  /** Square metres. */
  readonly areaM2: number;
  /** Households (户) living there. */
  readonly households: number;
}

/** 区. 6 digits, GB/T 2260. */
export interface District extends Place {
  readonly id: `d-${string}`;
}

/** 街道. 9 digits. */
export interface Street extends Place {
  readonly id: `s-${string}`;
  /** 涉农街道: has a fifth section, for urbanisation. */
  readonly isAgricultural: boolean;
}

export type CommunityKind = "residentsCommittee" | "villageCommittee";

/** 社区. 12 digits. */
export interface Community extends Place {
  readonly id: `c-${string}`;
  readonly kind: CommunityKind;
}

/**
 * How the housing of a grid is looked after: a property company (有物管小区), nobody (无物管院落), the unit that built it
 * (单位宿舍), or resettlement housing of former villages (农民集中安置区).
 */
export type ManagementType = "propertyManaged" | "unmanagedCourtyard" | "unitDormitory" | "ruralResettlement";

/** 网格. 15 digits; 300–500 households, 2–3 grid workers, exactly 1 responsible person. */
export interface Grid extends Place {
  readonly id: `g-${string}`;
  readonly code: GridCode;
  readonly management: ManagementType;
  /** WGS-84 degrees, inside the ring. */
  readonly centre: Point;
}

/** Where a worker came from when the grids were set up: 协管员, 大学生志愿者, 社区“两委”成员. */
export type WorkerOrigin = "auxiliary" | "studentVolunteer" | "twoCommittee";

/** 网格员. Walks the grid. */
export interface Worker {
  readonly id: WorkerId;
  readonly grid: GridCode;
  readonly origin: WorkerOrigin;
  /** What a screen shows: never a name. */
  readonly label: string;
}

/** 网格责任人. The one person who answers for the grid. */
export interface Responsible {
  readonly id: WorkerId;
  readonly grid: GridCode;
  readonly origin: "twoCommittee" | "streetOfficer";
  readonly label: string;
}

export type Level = "district" | "street" | "community" | "grid";

/** The places of the register on one day. */
export interface Places {
  readonly district: District;
  readonly streets: readonly Street[];
  readonly communities: readonly Community[];
  readonly grids: readonly Grid[];
}

/** Everything in the register on one day. */
export interface Register extends Places {
  readonly workers: readonly Worker[];
  readonly responsibles: readonly Responsible[];
}

const LEVELS: ReadonlyMap<number, Level> = new Map([
  [6, "district"],
  [9, "street"],
  [12, "community"],
  [15, "grid"],
]);

/** The level a code belongs to, by its length; `undefined` when it is no code at all. */
export const levelOf = (code: string): Level | undefined => (/^\d+$/.test(code) ? LEVELS.get(code.length) : undefined);

/** The code one level up; `undefined` for a district. */
export const parentOf = (code: string): string | undefined => (code.length > 6 ? code.slice(0, -3) : undefined);

/** The codes above a code, nearest first: of a grid its community, its street, its district. */
export const ancestorsOf = (code: string): string[] => {
  const parent = parentOf(code);
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent)];
};

/** Answers by code. */
export interface Hierarchy {
  find(code: string): District | Street | Community | Grid | undefined;
  /** Streets of the district, communities of a street, grids of a community; empty for a grid or an unknown code. */
  childrenOf(code: string): readonly (Street | Community | Grid)[];
  /** All grids under a code of any level, the grid itself included. */
  gridsUnder(code: string): readonly Grid[];
  /** The places above a code, nearest first. */
  placesAbove(code: string): readonly (District | Street | Community)[];
  workersOf(grid: GridCode): readonly Worker[];
  responsibleOf(grid: GridCode): Responsible | undefined;
}

const groupBy = <T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
};

/** Indexes a register by code, once; every answer is a look-up. Without people it answers for places only. */
export const hierarchyOf = ({
  district,
  streets,
  communities,
  grids,
  workers = [],
  responsibles = [],
}: Places & Partial<Register>): Hierarchy => {
  const above = new Map([district, ...streets, ...communities].map((place) => [place.code, place]));
  const gridByCode = new Map(grids.map((grid) => [grid.code, grid]));
  const children = groupBy([...streets, ...communities, ...grids], ({ code }) => parentOf(code) ?? "");
  const workersByGrid = groupBy(workers, ({ grid }) => grid);
  const responsibleByGrid = new Map(responsibles.map((person) => [person.grid, person]));
  const under = new Map<string, Grid[]>();
  for (const grid of grids) {
    for (const code of ancestorsOf(grid.code)) {
      const group = under.get(code);
      if (group === undefined) under.set(code, [grid]);
      else group.push(grid);
    }
  }
  return {
    find: (code) => above.get(code) ?? gridByCode.get(code),
    childrenOf: (code) => children.get(code) ?? [],
    gridsUnder: (code) => under.get(code) ?? [gridByCode.get(code)].filter((grid) => grid !== undefined),
    placesAbove: (code) =>
      ancestorsOf(code)
        .map((upper) => above.get(upper))
        .filter((place) => place !== undefined),
    workersOf: (grid) => workersByGrid.get(grid) ?? [],
    responsibleOf: (grid) => responsibleByGrid.get(grid),
  };
};
