import { dayOf } from "@wangge/calendar";
import type { Clock } from "@wangge/kit";

export const today = (clock: Clock): string => dayOf(clock.now());
