import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CategoryCode, GridCode, Instant, Point, ReportId, WorkerId } from "../vocabulary.ts";

export const Channel = z.enum(["window", "phone", "app", "web", "patrol"]).describe("来源: how it reached us");
export type Channel = z.infer<typeof Channel>;

export const Via = z.enum(["wechat", "open311"]).describe("接入方式: the program of others that it came through");
export type Via = z.infer<typeof Via>;

export const Visibility = z
  .enum(["public", "private"])
  .describe("公开 or 不公开: a private report is in nobody's list but theirs who work on it");
export type Visibility = z.infer<typeof Visibility>;

/** 已受理. Intake has taken a report or an application on; its receipt is given and it will not be lost. */
export const ReportAcceptedV1 = defineEvent({
  subject: "intake.report.accepted.v1",
  title: { zh: "上报已受理", en: "Report accepted" },
  why: "Dispatch opens a case for it; appraisal counts what the window took in.",
  key: ({ grid }) => grid,
  data: z.object({
    reportId: ReportId,
    trackingNumber: z.string().describe("受理编号: the number on the receipt"),
    kind: z.enum(["event", "component", "service"]).describe("事件, 部件 or 便民服务"),
    category: CategoryCode,
    categoryScheme: z.string().describe("the numbering that the category code belongs to, with its version"),
    grid: GridCode.describe("网格编码: where the problem is, not who reported it"),
    point: Point.optional(),
    channel: Channel,
    via: Via.optional(),
    visibility: Visibility.optional().describe("absent: public"),
    selfHandledBy: WorkerId.optional().describe("自行处置: the worker who saw it has put it right on the spot"),
    acceptedAt: Instant,
  }),
  example: {
    reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    trackingNumber: "20171227-0000017-4",
    kind: "event",
    category: "event-0110",
    categoryScheme: "gbt-30428.2-2013-as-implemented@1",
    grid: "510108002001001",
    point: { lng: 104.0921, lat: 30.6634 },
    channel: "window",
    acceptedAt: "2017-12-27T01:20:00.000Z",
  },
});
export type ReportAcceptedV1 = DataOf<typeof ReportAcceptedV1>;
