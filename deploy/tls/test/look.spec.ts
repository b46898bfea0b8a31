/** What a look from outside finds at servers as there are some. That a gateway is found to be as it should: services/gateway/test/tls.spec.ts. */
import { once } from "node:events";
import { createServer as createPlain, type RequestListener, type Server } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { tlsTerms } from "@wangge/gateway";
import { afterEach, expect, it } from "vitest";
import { authorityOf, newAuthority } from "../../k8s/authority.ts";
import { faultsOf } from "../look.ts";

const pair = newAuthority();
const { certificate: cert, key } = authorityOf(pair).sign("localhost", ["localhost"]);
const { least, suites } = tlsTerms();

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});
const portOf = async (server: Server): Promise<number> => {
  open.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

const good: ServerOptions = { minVersion: least, ciphers: suites.join(":") };
const toldByTls: RequestListener = (_request, response) =>
  void response.setHeader("strict-transport-security", "max-age=31536000").end();
const sentOn: RequestListener = (_request, response) =>
  void response.writeHead(308, { location: "https://localhost/docs" }).end();
const justAnswers: RequestListener = (_request, response) => void response.end();

const seenAt = async (terms: ServerOptions, answer: RequestListener, plain: RequestListener, more: object = {}) => {
  const port = await portOf(createServer({ ...terms, cert, key }, answer));
  const plainPort = await portOf(createPlain(plain));
  const url = new URL(`https://localhost:${port}`);
  return faultsOf({ url, plainPort, daysLeft: 14, ca: pair.certificate, ...more });
};

it("nothing is found where all is as it should be", async () => {
  expect(await seenAt(good, toldByTls, sentOn)).toEqual([]);
});

it("old versions, other suites, no word of HSTS and answers in clear are found", async () => {
  const faults = await seenAt({ minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" }, justAnswers, justAnswers);
  expect(faults).toEqual([
    expect.stringContaining("takes TLS 1.0"),
    expect.stringContaining("takes TLS 1.1"),
    expect.stringContaining("takes a suite that is none of ours: TLSv1.2"),
    "answers 200 to a request without TLS",
    "does not tell browsers for a year to come by TLS alone",
  ]);
});

it("a certificate that browsers do not know is found, and one that ends soon", async () => {
  const [unknown] = await seenAt(good, toldByTls, sentOn, { ca: undefined });
  expect(unknown).toContain("is not trusted");
  const [ending] = await seenAt(good, toldByTls, sentOn, { daysLeft: 1_000 });
  expect(ending).toMatch(/ends in 82\d days/);
});

it("a name is looked at where it does not point to yet, and as that name", async () => {
  const named = authorityOf(pair).sign("district", ["district.example"]);
  const hosts: (string | undefined)[] = [];
  const heard =
    (answer: RequestListener): RequestListener =>
    (request, response) => {
      hosts.push(request.headers.host);
      answer(request, response);
    };
  const server = createServer({ ...good, cert: named.certificate, key: named.key }, heard(toldByTls));
  const port = await portOf(server);
  const plainPort = await portOf(createPlain(heard(sentOn)));
  const look = { url: new URL(`https://district.example:${port}`), plainPort, daysLeft: 14, ca: pair.certificate };
  expect(await faultsOf({ ...look, at: "127.0.0.1" })).toEqual([]);
  expect(hosts.sort()).toEqual(["district.example", `district.example:${port}`]);
  const other = { ...look, url: new URL(`https://other.example:${port}`), at: "127.0.0.1" };
  expect(await faultsOf(other)).toEqual([expect.stringContaining("is not trusted")]);
});

it("where nobody is, that is a fault", async () => {
  const port = await portOf(createPlain(justAnswers));
  open.splice(0).forEach((server) => server.close());
  const faults = await faultsOf({ url: new URL(`https://localhost:${port}`), plainPort: port, daysLeft: 14 });
  expect(faults).toEqual([expect.stringContaining("not there")]);
});
