import { chinaCalendar, type Calendar } from "@wangge/calendar";
import { DepartmentCode, DistrictCode } from "@wangge/contracts";
import { z } from "zod";
import { dayOf } from "@wangge/calendar";
import {
  compileRouting,
  explain,
  route,
  type CompiledRouting,
  type ExplainedRoute,
  type Route,
} from "../domain/route.ts";
import {
  CHANNELS,
  HANDLERS,
  PRIORITIES,
  VISIBILITIES,
  type RouteQuestion,
  type RoutingContent,
} from "../domain/routing.ts";
import type { Edition } from "@wangge/kit";
import { Text } from "./data.ts";

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM, by the clock of the district");
export const PrioritySchema = z.literal(PRIORITIES).describe("优先级: 1 emergency … 4 low");

export const RoutingRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/, "kebab-case"),
  area: z
    .string()
    .regex(/^(\d{6}|\d{9}|\d{12}|\d{15})$/, "code of a district, street, community or grid")
    .optional(),
  category: z
    .string()
    .regex(/^(event|component|service)(-\d{2}(\d{2})?)?$/, "event, event-05 or event-0501")
    .optional(),
  when: z
    .strictObject({
      channel: z.array(z.enum(CHANNELS)).min(1).optional(),
      hours: z.strictObject({ from: Time, to: Time }).optional(),
      workingTime: z.boolean().optional(),
      visibility: z.enum(VISIBILITIES).optional(),
      standard: z.array(z.string()).min(1).optional().describe("ids of filing standards, without a version"),
    })
    .optional(),
  department: DepartmentCode,
  handler: z.enum(HANDLERS),
  priority: PrioritySchema,
  alternates: z.array(DepartmentCode).describe("候补: who comes next after a return"),
  reason: Text,
});

export const RoutingSchema = z.strictObject({
  status: z.string().optional(),
  source: z.string(),
  district: DistrictCode,
  rulingAfterReturns: z.int().min(1).max(20).describe("强制裁定: after so many returns"),
  fallbackPriority: z.strictObject({
    urgentHour: PrioritySchema,
    workingHour: PrioritySchema,
    workingDay: PrioritySchema,
    naturalDay: PrioritySchema,
  }),
  rules: z.array(RoutingRuleSchema).max(500),
});

/** 派遣路由: which body a case goes to, from memory. Day: Asia/Shanghai, which edition; default that of the question's instant. */
export interface Router {
  readonly route: (question: RouteQuestion, day?: string) => Route;
  /** The same answer, and why of every rule. Costs a line for each: for people, not for the hot path. */
  readonly explain: (question: RouteQuestion, day?: string) => ExplainedRoute & { readonly edition: string };
  /** 裁定: after how many returns, by the edition in force on a day. */
  readonly rulingAfterReturns: (day: string) => { readonly returns: number; readonly rule: string };
}

export interface RouterOptions {
  readonly inForceOn: (day: string) => Edition<RoutingContent>;
  readonly inForceAt: (at: string) => Edition<RoutingContent>;
  readonly calendar?: Calendar;
}

export const createRouter = ({ inForceOn, inForceAt, calendar = chinaCalendar }: RouterOptions): Router => {
  const kept = new WeakMap<Edition<RoutingContent>, CompiledRouting>();
  const compiled = (edition: Edition<RoutingContent>): CompiledRouting => {
    const known = kept.get(edition);
    if (known !== undefined) return known;
    const fresh = compileRouting(edition.version, edition.content);
    kept.set(edition, fresh);
    return fresh;
  };
  const editionFor = ({ at }: RouteQuestion, day: string | undefined): Edition<RoutingContent> =>
    day === undefined || day === dayOf(at) ? inForceAt(at) : inForceOn(day);

  return {
    route: (question, day) => route(question, compiled(editionFor(question, day)), calendar),
    explain: (question, day) => {
      const edition = editionFor(question, day);
      return { ...explain(question, compiled(edition), calendar), edition: `routing@${edition.version}` };
    },
    rulingAfterReturns: (day) => {
      const { version, content } = inForceOn(day);
      return { returns: content.rulingAfterReturns, rule: `routing@${version}` };
    },
  };
};
