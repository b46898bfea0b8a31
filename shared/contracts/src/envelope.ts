import { z } from "zod";
import { Instant, Ulid } from "./vocabulary.ts";

/**
 * CloudEvents 1.0, structured JSON: the form of every message on the bus. `source` is the publishing service, `subject` the id
 * of the aggregate, `sequence` its version after the event, `actor` an account or service, never a name.
 */
export const Envelope = z.object({
  specversion: z.literal("1.0"),
  id: Ulid,
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: Instant,
  datacontenttype: z.literal("application/json"),
  dataschema: z.string(),
  sequence: z.string().optional(),
  traceparent: z.string().optional(),
  correlationid: z.string().optional(),
  causationid: z.string().optional(),
  actor: z.string().optional(),
  data: z.unknown(),
});

export type Envelope<Data = unknown> = Omit<z.infer<typeof Envelope>, "data"> & { readonly data: Data };

/** The name of a contract's JSON Schema: `urn:wangge:schema:dispatch.case.assigned.v1`. */
export const schemaUrn = (subject: string): string => `urn:wangge:schema:${subject}`;
