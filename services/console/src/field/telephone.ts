import { useEffect, useState } from "preact/hooks";
import type { Position } from "./cells.ts";

/**
 * Where the telephone is, if it says so: kept here, and sent to be told distances and which cells of a patrol were passed. `isExact`: as
 * well as it can, which costs its battery.
 */
export const usePosition = (isExact: boolean): Position | undefined => {
  const [position, setPosition] = useState<Position>();
  useEffect(() => {
    const watching = navigator.geolocation.watchPosition(
      ({ coords: { longitude: lng, latitude: lat } }) => setPosition({ lng, lat }),
      () => setPosition(undefined),
      { enableHighAccuracy: isExact },
    );
    return () => navigator.geolocation.clearWatch(watching);
  }, [isExact]);
  return position;
};

export const useIsOnline = (): boolean => {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine);
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return isOnline;
};
