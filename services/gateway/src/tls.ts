import { dayOf } from "@wangge/calendar";
import { heldAt, tlsFrom, versionShape, type Log, type OwnTls } from "@wangge/kit";
import { z } from "zod";
import data from "../data/tls.json" with { type: "json" };

const File = z.strictObject({
  versions: z
    .array(
      z.strictObject({
        ...versionShape,
        least: z.enum(["TLSv1.2", "TLSv1.3"]),
        suites: z.array(z.string().min(1)).min(1),
      }),
    )
    .min(1),
});

const termsAt = heldAt(File.parse(data).versions, "gateway.tls", dayOf);

/** What TLS is here today: the least version, and the suites of all versions, the strongest first. */
export const tlsTerms = () => {
  const { least, suites } = termsAt(new Date().toISOString());
  return { least, suites };
};

/** As the world meets the gateway. @see tlsFrom */
export const ownTls = (dir: string, log: Log, rereadMs?: number): OwnTls => {
  const { least, suites } = tlsTerms();
  return tlsFrom(dir, { minVersion: least, ciphers: suites.join(":"), honorCipherOrder: true }, log, rereadMs);
};
