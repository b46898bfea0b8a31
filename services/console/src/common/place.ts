export interface Place {
  readonly lng: number;
  readonly lat: number;
}

/** A check-in is worth more than the place it comes with. */
const PATIENCE_MS = 5_000;

/** Where this browser is; undefined where it does not say so in time. */
export const placeOrNone = (): Promise<Place | undefined> =>
  new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude: lng, latitude: lat } }) => resolve({ lng, lat }),
      () => resolve(undefined),
      { timeout: PATIENCE_MS, maximumAge: 60_000 },
    );
  });
