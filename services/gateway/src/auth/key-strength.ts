import { heldAt, versionShape } from "@wangge/kit";
import { z } from "zod";
import data from "../../data/key-strengths.json" with { type: "json" };

const File = z.strictObject({
  versions: z.array(z.strictObject({ ...versionShape, rsaBits: z.int().min(2048) })).min(1),
});

const CHINA_MS = 8 * 3_600_000;
/** The day in China that an instant is on. */
export const dayOf = (at: string): string => new Date(Date.parse(at) + CHINA_MS).toISOString().slice(0, 10);

const strengthAt = heldAt(File.parse(data).versions, "gateway.key_strengths", dayOf);

/** 密钥强度: RSA keys of fewer bits sign no token on this day. */
export const leastRsaBits = (at: string): number => strengthAt(at).rsaBits;
