import { z } from "zod";

/** Bytes in JSON. Not checked here: a pattern over megabytes costs more than to decode them. */
export const Base64 = z.string().meta({ contentEncoding: "base64" });

/** What an action with `answers` gives: the gateway makes the HTTP answer of it. */
export const BytesAnswer = z.object({
  mediaType: z.string().describe("one of those that the action announces"),
  content: Base64,
  /** For who saves it; never of the sender's choice. */
  fileName: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,59}$/),
  /** Changes whenever the content does. */
  tag: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  cache: z.enum(["none", "revalidate"]).describe("kept by nobody, or by whoever asks again whether it still holds"),
});
export type BytesAnswer = z.infer<typeof BytesAnswer>;
