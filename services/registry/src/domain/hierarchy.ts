/** A drawn district: district → street → community → grid → courtyard with rings, and the people of its grids. */
import type { GridCode, Point, WorkerId } from "@wangge/contracts/vocabulary";
import type { Ring } from "./geometry.ts";
import type { CodeScheme } from "./register/codes.ts";
import type { CommunityKind, ManagementType } from "./register/records.ts";

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

/** 社区. 12 digits. */
export interface Community extends Place {
  readonly id: `c-${string}`;
  readonly kind: CommunityKind;
}

/** 网格. 15 digits; 300–500 households, 2–3 grid workers, exactly 1 responsible person. */
export interface Grid extends Place {
  readonly id: `g-${string}`;
  readonly code: GridCode;
  readonly management: ManagementType;
  /** WGS-84 degrees, inside the ring. */
  readonly centre: Point;
}

/** 院落. Tiles its grid. */
export interface Courtyard extends Pick<Place, "ring" | "areaM2" | "households"> {
  readonly id: `y-${string}`;
  readonly grid: GridCode;
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

export interface Drawn {
  readonly district: District;
  readonly streets: readonly Street[];
  readonly communities: readonly Community[];
  readonly grids: readonly Grid[];
  readonly courtyards: readonly Courtyard[];
  readonly workers: readonly Worker[];
  readonly responsibles: readonly Responsible[];
}

/** The code one level up: three digits shorter; `undefined` for a district. */
export const parentOf = (code: string): string | undefined => (code.length > 6 ? code.slice(0, -3) : undefined);
