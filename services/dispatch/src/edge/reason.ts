import { withoutNumbers } from "@wangge/kit";

/** It stands in a history for all to read: numbers of people have no place in it. */
export const Reason = withoutNumbers(1, 500);
