import { createHash, createHmac, randomBytes as random } from "node:crypto";

type Bytes = string | ArrayBuffer;
const bytesOf = (value: Bytes): Buffer => (typeof value === "string" ? Buffer.from(value) : Buffer.from(value));
const arrayOf = (buffer: Buffer): ArrayBuffer =>
  buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength) as ArrayBuffer;

const ENCODINGS = ["std", "rawstd", "url", "rawurl"];

/** `k6/encoding`. */
export const encodingModule = () => ({
  b64encode: (value: Bytes, encoding = "std"): string => {
    if (!ENCODINGS.includes(encoding)) throw new Error(`there is no encoding ${encoding}`);
    const text = bytesOf(value).toString("base64");
    const safe = encoding.endsWith("url") ? text.replaceAll("+", "-").replaceAll("/", "_") : text;
    return encoding.startsWith("raw") ? safe.replace(/=+$/, "") : safe;
  },
  b64decode: (value: string, encoding = "std", format?: "s"): string | ArrayBuffer => {
    if (!ENCODINGS.includes(encoding)) throw new Error(`there is no encoding ${encoding}`);
    const buffer = Buffer.from(value, encoding.endsWith("url") ? "base64url" : "base64");
    return format === "s" ? buffer.toString() : arrayOf(buffer);
  },
});

const ALGORITHMS = ["md5", "sha1", "sha256", "sha384", "sha512"] as const;

const digest = (buffer: Buffer, encoding: string): string | ArrayBuffer => {
  switch (encoding) {
    case "hex":
      return buffer.toString("hex");
    case "base64":
      return buffer.toString("base64");
    case "base64url":
    case "base64rawurl":
      return buffer.toString("base64url");
    case "binary":
      return arrayOf(buffer);
    default:
      throw new Error(`there is no encoding ${encoding}`);
  }
};

/** `k6/crypto`. */
export const cryptoModule = () => ({
  ...Object.fromEntries(
    ALGORITHMS.map((name) => [
      name,
      (value: Bytes, encoding: string) => digest(createHash(name).update(bytesOf(value)).digest(), encoding),
    ]),
  ),
  hmac: (algorithm: string, secret: Bytes, value: Bytes, encoding: string) =>
    digest(createHmac(algorithm, bytesOf(secret)).update(bytesOf(value)).digest(), encoding),
  randomBytes: (count: number): ArrayBuffer => arrayOf(random(count)),
});
