import { Day } from "@wangge/contracts";
import { z } from "zod";
import incompetence from "../../../data/authority/incompetence.json" with { type: "json" };
import forces from "../../../data/authority/forces.json" with { type: "json" };
import { FORCES, INCOMPETENCE } from "../../domain/authority/index.ts";
import { Text } from "../editions.ts";

const Forces = z.strictObject({
  version: z.string(),
  effectiveFrom: Day,
  source: z.string(),
  standIn: z.boolean(),
  forces: z.record(z.enum(FORCES), z.strictObject({ name: Text, family: z.enum(["police", "fire", "civil"]) })),
});

/** What the domain was compiled with; a word or a force that is missing stops the service at its start. */
export const checkAuthorityData = (): void => {
  Forces.parse(forces);
};

/** 不具备资格的理由, in words. */
export const reasonWords = z.record(z.enum(INCOMPETENCE), Text).parse(incompetence);
