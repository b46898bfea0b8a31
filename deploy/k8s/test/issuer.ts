/** An identity provider as a gateway in production asks one: it has keys, and signs who somebody is. */
import { createServer } from "node:http";
import { generateKeyPairSync, sign } from "node:crypto";
import type { AddressInfo } from "node:net";

export interface Issuer {
  readonly url: string;
  readonly token: (role: string) => string;
  readonly stop: () => void;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const LIFE_SECONDS = 3_600;

export const startIssuer = async (): Promise<Issuer> => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const keys = [{ ...publicKey.export({ format: "jwk" }), kid: "one", alg: "ES256", use: "sig" }];
  let url = "";
  const server = createServer(({ url: path }, response) => {
    const isKeys = path === "/jwks";
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(isKeys ? { keys } : { issuer: url, jwks_uri: `${url}/jwks` }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: (role) => {
      const now = Math.floor(Date.now() / 1_000);
      const claims = { iss: url, aud: "wangge", sub: `the ${role}`, roles: [role], iat: now, exp: now + LIFE_SECONDS };
      const text = `${part({ alg: "ES256", kid: "one", typ: "at+jwt" })}.${part(claims)}`;
      const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
      return `${text}.${signature.toString("base64url")}`;
    },
    stop: () => {
      server.close().closeAllConnections();
    },
  };
};
