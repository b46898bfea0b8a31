export interface LngLat {
  readonly lng: number;
  readonly lat: number;
}

/** 位置. Somebody or something that moves. */
export interface MapPoint extends LngLat {
  readonly id: string;
  readonly name: string;
  readonly isAlarmed?: boolean;
}
