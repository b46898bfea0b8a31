import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Title } from "../src/event.ts";

/** As `deploy/provision/readers.ts` writes it, which knows the district's file and the manifests. */
export interface Reader {
  readonly service?: string;
  readonly department?: Title;
  readonly reads?: "event" | "stream";
  readonly integrator?: Title;
  readonly purpose?: string;
  readonly until?: string;
  readonly over?: "bus" | "webhook";
  readonly partly?: true;
}

export type Readers = Readonly<Record<string, readonly Reader[]>>;

export const readReaders = (): Readers =>
  JSON.parse(readFileSync(join(import.meta.dirname, "readers.json"), "utf8")) as Readers;

/** In a few words, Chinese first: who, and for what. */
export const sayReader = (reader: Reader): string => {
  const { service, department, reads, integrator, purpose, until, over, partly } = reader;
  if (department !== undefined)
    return `${department.zh} ${department.en}: ${service ?? ""}${reads === "stream" ? ", with its whole stream" : ""}`;
  const how = over === "webhook" ? "over HTTP" : "on the bus";
  const part = partly === true ? ", of a part of the district" : "";
  return `${integrator?.zh ?? ""} ${integrator?.en ?? ""}: ${purpose ?? ""}, ${how}${part}, through ${until ?? ""}`;
};
