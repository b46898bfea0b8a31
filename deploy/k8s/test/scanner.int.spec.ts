/** The scanner of k8s/components/scanner: clamd itself with the component's configuration, and before it a door that knows its guests by their certificates. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createServer, getCACertificates, setDefaultCACertificates, type Server } from "node:tls";
import { silentLog, virusScan, type VirusScan } from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../local/stack.mjs";
import { freePort } from "../../local/wire.mjs";
import { authorityOf, newAuthority } from "../authority.ts";

const program = ["/usr/sbin/clamd", "/usr/local/sbin/clamd", "/opt/homebrew/sbin/clamd"].find((path) =>
  existsSync(path),
);
if (program === undefined) console.log("left out: clamd is not installed (apt-get install clamav-daemon)");

const PLANTED = "a text that no letter has: wangge-planted-31415926";
const GUESTS = ["enforcement", "social"];
const pair = newAuthority();
const authority = authorityOf(pair);

describe.skipIf(program === undefined)("the scanner", () => {
  let dir = "";
  let clamd: ChildProcess;
  let door: Server;

  /** As a service of this name asks, with the certificate that it has. */
  const scanAs = (name: string, scheme = "tls://"): VirusScan => {
    const own = mkdtempSync(join(dir, "own-"));
    const { certificate, key } = authority.sign(name, [name]);
    writeFileSync(join(own, "tls.crt"), certificate);
    writeFileSync(join(own, "tls.key"), key);
    const address = `${scheme}localhost:${String((door.address() as AddressInfo).port)}`;
    const config = { CLAMD_ADDRESS: address, INNER_TLS_DIR: own };
    return virusScan({ config, thing: "social.attachment", log: silentLog });
  };

  beforeAll(async () => {
    setDefaultCACertificates([...getCACertificates("default"), pair.certificate]);
    dir = mkdtempSync(join(tmpdir(), "wangge-scanner-"));
    const port = await freePort();
    // Any kind of file, anywhere in it: these bytes.
    writeFileSync(join(dir, "own.ndb"), `Wangge.Planted:0:*:${Buffer.from(PLANTED).toString("hex")}\n`);
    const conf = readFileSync(join(root, "k8s/components/scanner/clamd.conf"), "utf8")
      .replaceAll(/\/(var\/lib\/clamav|run\/clamav|tmp)\b/g, dir)
      .replace("TCPSocket 3311", `TCPSocket ${String(port)}`);
    writeFileSync(join(dir, "clamd.conf"), `${conf}User ${userInfo().username}\n`);
    clamd = spawn(program ?? "", ["--config-file", join(dir, "clamd.conf")], { stdio: "ignore" });

    // What `ghostunnel server --allow-cn` does, in a few lines.
    const { certificate, key } = authority.sign("scanner", ["localhost"]);
    const terms = { cert: certificate, key, ca: pair.certificate, requestCert: true, rejectUnauthorized: true };
    door = createServer(terms, (socket) => {
      if (!GUESTS.includes(String(socket.getPeerCertificate().subject.CN))) {
        socket.destroy();
        return;
      }
      const inside = connect({ host: "127.0.0.1", port });
      socket.pipe(inside).pipe(socket);
      for (const end of [socket, inside]) end.on("error", () => end.destroy());
    }).listen(0, "localhost");
    await once(door, "listening");
    await eventually(() => scanAs("social")(Buffer.from("ready?")), { timeoutMs: 60_000, everyMs: 100 });
  }, 90_000);
  afterAll(async () => {
    door.close();
    const gone = once(clamd, "exit");
    clamd.kill("SIGKILL");
    await gone;
    rmSync(dir, { recursive: true });
  });

  const letter = Buffer.alloc(6_000_000, "a letter ");

  it("looks at what services show it over TLS, as large as the bus carries it", async () => {
    for (const name of GUESTS) {
      await scanAs(name)(letter);
      await expect(scanAs(name)(Buffer.concat([letter, Buffer.from(PLANTED)]))).rejects.toMatchObject({
        code: "social.attachment.infected",
      });
    }
  });

  const unseen = { code: "social.attachment.not_scanned" };

  it("lets in nobody else, and nobody in clear", async () => {
    await expect(scanAs("dispatch")(letter)).rejects.toMatchObject(unseen);
    await expect(scanAs("social", "")(letter)).rejects.toMatchObject(unseen);
  });

  it("is shown nothing where it has no certificate of the installation's authority", async () => {
    setDefaultCACertificates(getCACertificates("bundled"));
    await expect(scanAs("social")(letter)).rejects.toMatchObject(unseen);
  });
});
