import { AuditHead, exampleHead } from "./audit-head.ts";
import { defineEvent, type Title } from "./event.ts";

/** 事件日志已封存. What a service says of each head over the blocks of its event log, where it seals nothing else. */
export const defineLogSealed = <Service extends string>(service: Service, { zh, en }: Title) =>
  defineEvent({
    // The durable of who keeps it is named by what follows the service.
    subject: `${service}.${service}-log.sealed.v1` as const,
    title: { zh: `${zh}事件日志已封存`, en: `Event log of ${en} sealed` },
    why: `Another service keeps it where ${service} cannot alter it: what was published cannot be rewritten unseen.`,
    key: () => "log",
    data: AuditHead,
    example: exampleHead,
  });
