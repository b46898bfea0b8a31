import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export interface Issuer {
  readonly url: string;
  readonly stop: () => void;
}

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let text = "";
  for await (const part of request) text += String(part);
  return new URLSearchParams(text);
};

interface IssuerOptions {
  readonly lifetime?: string;
  readonly role?: string;
  /** Whether it gives tokens to renew a sign-in with. */
  readonly renews?: boolean;
}

/** An identity provider of its own origin: signs in whoever comes as the one account of this role, gives a token for a code only with its verifier, and another one for each refresh token once. */
export const startIssuer = async ({
  lifetime = "1h",
  role = "dispatcher",
  renews = true,
}: IssuerOptions = {}): Promise<Issuer> => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const keys = [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256", use: "sig" }];
  const refreshTokens = new Set<string>();
  let given = 0;
  const codes = new Map<string, { readonly challenge: string; readonly redirectUri: string }>();
  let url = "";

  const tokenFor = (clientId: string): Promise<string> =>
    new SignJWT({ roles: [role], client_id: clientId })
      .setProtectedHeader({ alg: "ES256", kid: "one" })
      .setIssuer(url)
      .setAudience("wangge")
      .setSubject(`${role}-of-the-district`)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(privateKey);

  const tokensFor = async (clientId: string): Promise<object> => {
    if (!renews) return { access_token: await tokenFor(clientId), token_type: "Bearer" };
    const refreshToken = `refresh-${String((given += 1))}`;
    refreshTokens.add(refreshToken);
    return { access_token: await tokenFor(clientId), token_type: "Bearer", refresh_token: refreshToken };
  };

  const answer = async (request: IncomingMessage): Promise<{ status: number; body?: object; location?: string }> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    switch (pathname) {
      case "/.well-known/openid-configuration":
        return {
          status: 200,
          body: {
            issuer: url,
            jwks_uri: `${url}/jwks`,
            authorization_endpoint: `${url}/authorize`,
            token_endpoint: `${url}/token`,
          },
        };
      case "/jwks":
        return { status: 200, body: { keys } };
      case "/authorize": {
        const back = new URL(searchParams.get("redirect_uri") ?? "");
        const code = `code-${codes.size}`;
        codes.set(code, { challenge: searchParams.get("code_challenge") ?? "", redirectUri: back.href });
        back.searchParams.set("code", code);
        back.searchParams.set("state", searchParams.get("state") ?? "");
        return { status: 302, location: back.href };
      }
      case "/token": {
        const asked = await bodyOf(request);
        const clientId = asked.get("client_id") ?? "";
        if (asked.get("grant_type") === "refresh_token")
          return refreshTokens.delete(asked.get("refresh_token") ?? "")
            ? { status: 200, body: await tokensFor(clientId) }
            : { status: 400, body: { error: "invalid_grant" } };
        const begun = codes.get(asked.get("code") ?? "");
        codes.delete(asked.get("code") ?? "");
        const proof = createHash("sha256")
          .update(asked.get("code_verifier") ?? "")
          .digest("base64url");
        if (begun?.challenge !== proof || begun.redirectUri !== asked.get("redirect_uri"))
          return { status: 400, body: { error: "invalid_grant" } };
        return { status: 200, body: await tokensFor(clientId) };
      }
      default:
        return { status: 404, body: {} };
    }
  };

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body, location }) => {
      response.writeHead(status, {
        "content-type": "application/json",
        "access-control-allow-origin": "*",
        ...(location === undefined ? {} : { location }),
      });
      response.end(body === undefined ? "" : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
