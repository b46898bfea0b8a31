/** A certificate authority of one installation, by openssl: Node makes no certificates. Who has cert-manager lets it make Secrets of the same names and keys. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Authority } from "./secrets.ts";

const AUTHORITY_DAYS = "3650";
const SERVER_DAYS = "825";
const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** @throws where openssl is not installed */
const openssl = (args: readonly string[], cwd: string): void => {
  execFileSync("openssl", args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
};

const inScratch = <T>(work: (dir: string) => T): T => {
  const dir = mkdtempSync(join(tmpdir(), "wangge-authority-"));
  try {
    return work(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
};

export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export const newAuthority = (): KeyPair =>
  inScratch((dir) => {
    openssl(
      ["req", "-x509", ...curve, "-keyout", "key", "-out", "crt", "-days", AUTHORITY_DAYS, "-subj", "/CN=Wangge"],
      dir,
    );
    return { certificate: readFileSync(join(dir, "crt"), "utf8"), key: readFileSync(join(dir, "key"), "utf8") };
  });

export const authorityOf = ({ certificate, key }: KeyPair): Authority => ({
  certificate,
  sign: (commonName, names) =>
    inScratch((dir) => {
      writeFileSync(join(dir, "ca.crt"), certificate);
      writeFileSync(join(dir, "ca.key"), key, { mode: 0o600 });
      // Servers of one cluster are each other's clients.
      const uses = "extendedKeyUsage=serverAuth,clientAuth";
      writeFileSync(join(dir, "ext"), `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\n${uses}\n`);
      openssl(["req", ...curve, "-keyout", "key", "-out", "csr", "-subj", `/CN=${commonName}`], dir);
      const authority = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"];
      openssl(
        ["x509", "-req", "-in", "csr", ...authority, "-days", SERVER_DAYS, "-out", "crt", "-extfile", "ext"],
        dir,
      );
      return { certificate: readFileSync(join(dir, "crt"), "utf8"), key: readFileSync(join(dir, "key"), "utf8") };
    }),
});
