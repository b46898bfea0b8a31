import { createHash } from "node:crypto";

/** The namespace of our ids, drawn at random once. Another one would give every entry a new identity at its readers. */
export const WANGGE_NAMESPACE = "6f0a4c2e-1d53-4b8f-9a57-c3e2b7d8f014";

/** UUID version 5 (RFC 9562, 5.5): the same name in the same namespace is the same UUID, everywhere and always. */
export const uuidV5 = (name: string, namespace = WANGGE_NAMESPACE): string => {
  const bytes = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name, "utf8")
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};
