import { publishSubject, schemaUrn } from "@wangge/contracts";
import { ReportAcceptedV1 } from "@wangge/contracts/events";
import { connectNats, jetstreamBus, newId, openDeadLetters, silentLog, type Bus, type DeadLetter } from "@wangge/kit";
import { until, type TestStack } from "./stack.ts";

/** The bus, with the rights of whoever runs the platform. */
export const busOf = async ({ stack: { env } }: TestStack): Promise<Bus> => {
  const { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password } = env;
  return jetstreamBus(await connectNats({ url, user, password, name: "test", log: silentLog }), silentLog);
};

/** A report that no service can read: the dead letter that dispatch makes of it. */
export const plantDeadLetter = async (bus: Bus): Promise<DeadLetter> => {
  const { subject: type, example } = ReportAcceptedV1;
  const id = newId();
  const body = JSON.stringify({
    ...{ specversion: "1.0", id, source: "intake", type, subject: example.reportId, time: new Date().toISOString() },
    ...{ datacontenttype: "application/json", dataschema: schemaUrn(type), data: { not: "a report" } },
  });
  await bus.publish([{ id, subject: publishSubject(type, example.grid), body }]);
  const isOf = ({ consumer, redriven }: DeadLetter): boolean => consumer.startsWith("dispatch--") && redriven.id === id;
  return until(async () => (await openDeadLetters(bus)).find(isOf), "the dead letter of dispatch");
};
