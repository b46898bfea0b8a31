import { BytesAnswer } from "@wangge/kit";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Route } from "./routes.ts";

/** What a browser only draws. A service cannot make the gateway hand out anything that runs. */
const DRAWN: readonly string[] = ["image/jpeg", "image/png", "image/webp"];
/** What it saves and opens with something else: never shown in its own window. */
const SAVED: readonly string[] = [
  ...["application/pdf", "application/zip", "text/plain", "text/csv", "application/x-ndjson"],
  // Drawn where a page names it as a picture; opened by itself it is saved, as it could run.
  "image/svg+xml",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ...["audio/mpeg", "audio/wav", "video/mp4"],
];

const CACHE = { none: "no-store", revalidate: "private, no-cache" } as const;

/** Bytes as what they are said to be and nothing else: opened by themselves they may neither run nor load anything. */
export const sendBytes = (
  request: FastifyRequest,
  reply: FastifyReply,
  { action, announcement }: Route,
  result: unknown,
): void => {
  const { mediaType, content, fileName, tag, cache } = BytesAnswer.parse(result);
  const isDrawn = DRAWN.includes(mediaType);
  if ((!isDrawn && !SAVED.includes(mediaType)) || announcement.answers?.includes(mediaType) !== true)
    throw new Error(`${action} answers with ${mediaType}, which it does not announce or nobody may`);
  const etag = `"${tag}"`;
  void reply.headers({
    "cache-control": CACHE[cache],
    "content-disposition": `${isDrawn ? "inline" : "attachment"}; filename="${fileName}"`,
    "content-security-policy":
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    etag,
  });
  const isKnown = request.headers["if-none-match"]?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
  if (isKnown === true && request.method !== "POST") void reply.code(304).send();
  else void reply.code(announcement.status).type(mediaType).send(Buffer.from(content, "base64"));
};
