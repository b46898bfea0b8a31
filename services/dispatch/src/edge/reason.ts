import { hasPersonalNumber } from "@wangge/kit";
import { z } from "zod";

/** It stands in a history for all to read: numbers of people have no place in it. */
export const Reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine((reason) => !hasPersonalNumber(reason), "without phone or identity numbers");
