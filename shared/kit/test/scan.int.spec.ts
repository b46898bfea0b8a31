/** With the scanner itself: clamd of the distribution, and a signature of our own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { virusScan, silentLog } from "@wangge/kit";
import { eventually } from "@wangge/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = ["/usr/sbin/clamd", "/usr/local/sbin/clamd", "/opt/homebrew/sbin/clamd"].find((path) =>
  existsSync(path),
);
if (program === undefined) console.log("left out: clamd is not installed (apt-get install clamav-daemon)");

const PLANTED = "a text that no letter has: wangge-planted-27182818";
const dir = mkdtempSync(join(tmpdir(), "wangge-clamd-"));

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe.skipIf(program === undefined)("clamd", () => {
  let clamd: ChildProcess;
  let port = 0;
  const scan = (bytes: Uint8Array): Promise<void> =>
    virusScan({ config: { CLAMD_ADDRESS: `127.0.0.1:${String(port)}` }, thing: "social.attachment", log: silentLog })(
      bytes,
    );

  beforeAll(async () => {
    port = await freePort();
    // Any kind of file, anywhere in it: these bytes.
    writeFileSync(join(dir, "own.ndb"), `Wangge.Planted:0:*:${Buffer.from(PLANTED).toString("hex")}\n`);
    const lines = ["Foreground yes", `DatabaseDirectory ${dir}`, "TCPAddr 127.0.0.1", `TCPSocket ${String(port)}`];
    writeFileSync(
      join(dir, "clamd.conf"),
      [...lines, `User ${userInfo().username}`, "StreamMaxLength 1M", ""].join("\n"),
    );
    clamd = spawn(program ?? "", ["--config-file", join(dir, "clamd.conf")], { stdio: "ignore" });
    await eventually(() => scan(Buffer.from("ready?")), { timeoutMs: 60_000, everyMs: 100 });
  }, 90_000);
  afterAll(async () => {
    const gone = once(clamd, "exit");
    clamd.kill("SIGKILL");
    await gone;
    rmSync(dir, { recursive: true });
  });

  it("finds what it knows, in a text and at the end of a PDF file, and nothing in others", async () => {
    await scan(Buffer.from("a letter"));
    const pdf = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(300_000, "1 0 obj\n")]);
    await scan(pdf);
    const infected = { code: "social.attachment.infected", details: { found: "Wangge.Planted.UNOFFICIAL" } };
    await expect(scan(Buffer.from(`before ${PLANTED} after`))).rejects.toMatchObject(infected);
    await expect(scan(Buffer.concat([pdf, Buffer.from(PLANTED)]))).rejects.toMatchObject(infected);
  });

  it("will not look at more than it was told: that is no leave to keep it", async () => {
    const tooMuch = Buffer.alloc(3 * 1024 * 1024);
    await expect(scan(tooMuch)).rejects.toMatchObject({ code: "social.attachment.not_scanned" });
  });
});
