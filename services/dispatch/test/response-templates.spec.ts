import { CaseStatus } from "@wangge/contracts/calls";
import { hasPersonalNumber } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import document from "../data/response-templates.json" with { type: "json" };
import { TemplatesSchema } from "../src/app/response-templates.ts";
import {
  PLACEHOLDERS,
  templatesFor,
  templatesProblems,
  type ResponseTemplate,
} from "../src/domain/response-templates.ts";

const { version: _version, effectiveFrom: _from, ...content } = document;
const first = TemplatesSchema.parse(content);
const context = {
  statuses: new Set<string>(CaseStatus.options),
  categories: ["event-0501", "service-0101"],
  hasPersonalNumber,
};
const codes = (...templates: ResponseTemplate[]): readonly string[] =>
  templatesProblems({ templates }, context)
    .filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
const template = (data: Partial<ResponseTemplate> = {}): ResponseTemplate => ({
  id: "one",
  audience: "resident",
  status: "closed",
  title: { zh: "已结案", en: "Closed" },
  text: { zh: "已于 {closedAt} 办结。", en: "Closed on {closedAt}." },
  ...data,
});

describe("the check of response templates", () => {
  it("finds nothing in the first edition, which has one for every status", () => {
    expect(templatesProblems(first, context)).toEqual([]);
  });

  it("knows placeholders, and which of them residents may see", () => {
    const says = (text: string): ResponseTemplate => template({ text: { zh: text, en: text } });
    expect(codes(template())).toEqual([]);
    expect(codes(says("{reporterName}"))).toEqual(["placeholder.unknown", "placeholder.unknown"]);
    expect(codes(says("{toString}"))).toEqual(["placeholder.unknown", "placeholder.unknown"]);
    expect(codes(says("{worker}"))).toEqual(["placeholder.audience", "placeholder.audience"]);
    expect(codes(template({ ...says("{worker}"), audience: "staff" }))).toEqual([]);
    expect(codes(says("{dueAt"))).toEqual(["text.braces", "text.braces"]);
    expect(codes(template({ text: { zh: "{dueAt}", en: "soon" } }))).toEqual(["placeholder.languages"]);
    expect(codes(says(" "))).toEqual(["text.missing", "text.missing"]);
  });

  it("lets no phone or identity number in, and has no place for one", () => {
    const zh = "请致电 13812345678";
    expect(codes(template({ text: { zh, en: "Please call" } }))).toEqual(["text.personal_number"]);
    expect(Object.keys(PLACEHOLDERS).filter((name) => /name|phone|mail|address|identity/i.test(name))).toEqual([]);
  });

  it("knows statuses, outcomes and categories", () => {
    expect(codes(template({ status: "lost" }))).toEqual(["status.unknown"]);
    expect(codes(template({ outcome: "notFound" }))).toEqual(["outcome.unknown"]);
    expect(codes(template({ category: "event-05" }))).toEqual([]);
    expect(codes(template({ category: "component" }))).toEqual(["category.unknown"]);
    expect(codes(template(), template())).toEqual(["id.twice"]);
  });
});

describe("templates for an answer", () => {
  const ids = (question: Parameters<typeof templatesFor>[1]): readonly string[] =>
    templatesFor(first, question).map(({ id }) => id);

  it("come with the most specific first", () => {
    expect(ids({ status: "assigned", category: "event-0501", audience: "resident" })).toEqual([
      "assigned-reopened",
      "assigned-emergency",
      "assigned",
    ]);
    expect(ids({ status: "rejected", outcome: "notFound" })).toEqual(["rejected-not-found", "rejected"]);
    expect(ids({ status: "closed", category: "event-0110", outcome: "inTime" })).toEqual(["closed"]);
  });
});
