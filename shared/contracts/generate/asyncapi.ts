import { stringify } from "yaml";
import { Envelope } from "../src/envelope.ts";
import { PARTITIONS, serviceOf, streamOf, type EventContract } from "../src/event.ts";
import type { Readers } from "./readers.ts";
import { jsonSchemaOf, schemaOf, type Schema } from "./schemas.ts";

const envelope = jsonSchemaOf(Envelope);
const properties = envelope["properties"] as Readonly<Record<string, Schema>>;

const channelOf = ({ subject, title, why }: EventContract, readers: Readers): unknown => ({
  address: `evt.${subject}.{partition}.{key}`,
  title: `${title.zh} ${title.en}`,
  description: `${why} Kept in the stream ${streamOf(subject)}.`,
  messages: { event: { $ref: `#/components/messages/${subject}` } },
  parameters: {
    partition: { $ref: "#/components/parameters/partition" },
    key: { $ref: "#/components/parameters/key" },
  },
  "x-readers": readers[subject] ?? [],
});

const messageOf = ({ subject, title, why, example }: EventContract): unknown => ({
  name: subject,
  title: `${title.zh} ${title.en}`,
  summary: why,
  contentType: "application/json",
  headers: { $ref: "#/components/schemas/headers" },
  payload: {
    ...envelope,
    properties: {
      ...properties,
      source: { type: "string", const: serviceOf(subject) },
      type: { type: "string", const: subject },
      data: { $ref: `#/components/schemas/${subject}` },
    },
  },
  examples: [
    {
      name: "example",
      headers: { "Nats-Msg-Id": "01JD6Z0Q8V4Y7R2K3M5N6P8T9X" },
      payload: {
        specversion: "1.0",
        id: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X",
        source: serviceOf(subject),
        type: subject,
        subject: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
        time: "2017-12-27T01:20:00.200Z",
        datacontenttype: "application/json",
        dataschema: `urn:wangge:schema:${subject}`,
        data: example,
      },
    },
  ],
});

const dataOf = (contract: EventContract): Schema => {
  const { $schema: _schema, $id: _id, ...rest } = schemaOf(contract);
  return rest;
};

const operationOf = ({ subject, title }: EventContract): unknown => ({
  action: "send",
  summary: `${title.zh} ${title.en}`,
  channel: { $ref: `#/channels/${subject}` },
  messages: [{ $ref: `#/channels/${subject}/messages/event` }],
  tags: [{ name: serviceOf(subject) }],
});

const byName = (contracts: readonly EventContract[], of: (contract: EventContract) => unknown) =>
  Object.fromEntries(contracts.map((contract) => [contract.subject, of(contract)]));

/** The whole bus, as an integrator's tools read it. */
export const asyncapiOf = (contracts: readonly EventContract[], version: string, readers: Readers): string => {
  const services = [...new Set(contracts.map(({ subject }) => serviceOf(subject)))];
  return stringify(
    {
      asyncapi: "3.1.0",
      info: {
        title: "Wangge 网格: events",
        version,
        description:
          "What has happened in the district, published by the service that decided it. Messages are CloudEvents 1.0 in structured JSON; read them with a durable consumer of your own.",
        license: { name: "Apache-2.0" },
        tags: services.map((name) => ({ name, description: `Published by the service ${name}` })),
      },
      defaultContentType: "application/json",
      servers: {
        production: {
          host: "{host}",
          protocol: "nats",
          description: "A user of your own, with the rights to your durables only.",
          variables: { host: { description: "Host and port of the NATS cluster", default: "nats:4222" } },
        },
      },
      channels: byName(contracts, (contract) => channelOf(contract, readers)),
      operations: byName(contracts, operationOf),
      components: {
        parameters: {
          partition: { description: `Computed from the key by the stream: 0 to ${PARTITIONS - 1}` },
          key: { description: "Events with the same key arrive in the order they happened; for cases, the grid" },
        },
        messages: byName(contracts, messageOf),
        schemas: {
          headers: {
            type: "object",
            properties: {
              "Nats-Msg-Id": { type: "string", description: "The id of the event: keep it, do its work once" },
            },
            required: ["Nats-Msg-Id"],
          },
          ...byName(contracts, dataOf),
        },
      },
    },
    { lineWidth: 120, aliasDuplicateObjects: false },
  );
};
