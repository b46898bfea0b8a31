import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

export interface TestClamd {
  /** As `CLAMD_ADDRESS` names it. */
  readonly address: string;
  /** What it was shown, each file as a whole. */
  readonly seen: readonly Buffer[];
  readonly stop: () => Promise<void>;
}

const COMMAND = Buffer.from("zINSTREAM\0");

/** The file in a message, or undefined while it is not whole. */
const fileIn = (message: Buffer): Buffer | undefined => {
  const chunks: Buffer[] = [];
  for (let at = COMMAND.length; at + 4 <= message.length;) {
    const length = message.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(message.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
};

/** Speaks INSTREAM as `man clamd` has it; `say` decides of each file. Undefined: it says nothing and waits. */
export const startClamd = async (say: (file: Buffer) => string | undefined): Promise<TestClamd> => {
  const seen: Buffer[] = [];
  const server = createServer((socket) => {
    let message = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    socket.on("data", (part) => {
      message = Buffer.concat([message, part]);
      const file = message.subarray(0, COMMAND.length).equals(COMMAND) ? fileIn(message) : undefined;
      if (file === undefined) return;
      seen.push(file);
      const said = say(file);
      if (said !== undefined) socket.end(`${said}\0`);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    seen,
    stop: async () => {
      server.close();
      await once(server, "close");
    },
  };
};
