import { dayOf } from "@wangge/calendar";
import { heldAt, versionShape } from "@wangge/kit";
import { z } from "zod";
import data from "../../data/key-strengths.json" with { type: "json" };

const File = z.strictObject({
  versions: z.array(z.strictObject({ ...versionShape, rsaBits: z.int().min(2048) })).min(1),
});

const strengthAt = heldAt(File.parse(data).versions, "gateway.key_strengths", dayOf);

/** 密钥强度: RSA keys of fewer bits sign no token on this day. */
export const leastRsaBits = (at: string): number => strengthAt(at).rsaBits;
