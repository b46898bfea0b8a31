import { createServer } from "node:http";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A person who does not exist: a number range that nobody has, a birth date before 1900. */
export interface Person {
  readonly name: string;
  readonly phone: string;
  readonly identityNumber: string;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checked = (first17: string): string => {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(first17[place]), 0);
  return first17 + ("10X98765432"[sum % 11] ?? "");
};

export const NAME = "阿依";

export const person = (index: number): Person => ({
  name: `${NAME}${String(index)}古丽`,
  phone: `199${String((index * 7_654_321 + 1_234_567) % 100_000_000).padStart(8, "0")}`,
  identityNumber: checked(`51010818990101${String(index % 1_000).padStart(3, "0")}`),
});

export interface Found {
  readonly where: string;
  readonly what: string;
}

/** Digits with what people put between them: eleven and more. */
const RUN = /\d(?:[\s\-–().]{0,3}\d){10,}[Xx]?/g;

/** Looks for these people's numbers, however they are written, and for their names. */
export const scannerFor = (people: readonly Person[]): ((where: string, text: string) => readonly Found[]) => {
  const numbers = new Set(people.flatMap(({ phone, identityNumber }) => [phone, identityNumber]));
  const utf8Name = Buffer.from(NAME).toString("latin1");
  return (where, text) => {
    const found: Found[] = [];
    for (const [run] of text.matchAll(RUN)) {
      const digits = run.replaceAll(/[^\dXx]/g, "").toUpperCase();
      for (const length of [11, 18])
        for (let start = 0; start + length <= digits.length; start += 1) {
          const what = digits.slice(start, start + length);
          if (numbers.has(what)) found.push({ where, what });
        }
    }
    if (text.includes(NAME) || text.includes(utf8Name) || text.includes("\\u963f\\u4f9d"))
      found.push({ where, what: NAME });
    return found;
  };
};

/** Every file below a folder, byte by byte. */
export const scanFiles = (folder: string, scan: ReturnType<typeof scannerFor>): readonly Found[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      return scan(relative(folder, path), readFileSync(path).toString("latin1"));
    });

export interface Collector {
  readonly url: string;
  /** What services have sent, as it came. */
  readonly bodies: readonly string[];
  readonly close: () => Promise<void>;
}

/** An OpenTelemetry collector on loopback that keeps everything. */
export const startCollector = async (): Promise<Collector> => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    bodies,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
};
