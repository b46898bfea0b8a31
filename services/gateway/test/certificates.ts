/** Certificates of tests, made when they are needed: Node makes none. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const kinds = { rsa: ["rsa:2048"], ec: ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] } as const;

/** One that signs itself, for `127.0.0.1`; the common name tells it from others. */
export const certificate = (commonName: string, kind: keyof typeof kinds = "ec"): Certificate => {
  const dir = mkdtempSync(join(tmpdir(), "wangge-certificate-"));
  const ask = ["-x509", "-nodes", "-days", "1", "-subj", `/CN=${commonName}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  const to = ["-keyout", "key", "-out", "cert"];
  try {
    execFileSync("openssl", ["req", "-newkey", ...kinds[kind], ...ask, ...to], { cwd: dir, stdio: "pipe" });
    return { cert: readFileSync(join(dir, "cert"), "utf8"), key: readFileSync(join(dir, "key"), "utf8") };
  } finally {
    rmSync(dir, { recursive: true });
  }
};

/** Into place as a whole, as a cluster changes a mounted Secret. */
const put = (dir: string, name: string, text: string): void => {
  const next = join(dir, `.${name}`);
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, join(dir, name));
};

/** A folder as a mounted Secret. */
export const mounted = (first: Certificate): { readonly dir: string; readonly renew: (next: Certificate) => void } => {
  const dir = mkdtempSync(join(tmpdir(), "wangge-tls-"));
  const renew = ({ cert, key }: Certificate): void => {
    put(dir, "tls.key", key);
    put(dir, "tls.crt", cert);
  };
  renew(first);
  return { dir, renew };
};
