import { specFor } from "@wangge/kit/testing";
import { describe, it } from "vitest";
import { apiKeyDecider, type ApiKeyCommand, type ApiKeyEvent } from "../src/domain/index.ts";

const given = specFor(apiKeyDecider);
const at = "2017-12-27T01:00:00.000Z";
const key = {
  hash: "a1",
  label: "FixMyStreet",
  department: "urban-management",
  requestsPerHour: 60,
  environment: "production",
} as const;
const issue: ApiKeyCommand = { type: "IssueKey", data: key, at };
const issued: ApiKeyEvent = { type: "KeyIssued", data: { ...key, at } };
const replace: ApiKeyCommand = { type: "ReplaceKey", data: { hash: "b2" }, at };
const revoked: ApiKeyEvent = { type: "KeyRevoked", data: { at } };

describe("an API key 接口密钥", () => {
  it("is made once; what was shown is not shown again", () => {
    given().when(issue).then(issued);
    given(issued).when(issue).thenRejects("intake.api_key.shown_already");
  });

  it("gets a new secret while it is in use, never after it was revoked", () => {
    given(issued)
      .when(replace)
      .then({ type: "KeyReplaced", data: { hash: "b2", at } });
    given(issued, revoked).when(replace).thenRejects("intake.api_key.revoked");
    given().when(replace).thenRejects("intake.api_key.unknown");
  });

  it("is revoked for good, and a second time is nothing new", () => {
    given(issued).when({ type: "RevokeKey", at }).then(revoked);
    given(issued, revoked).when({ type: "RevokeKey", at }).thenNothing();
    given().when({ type: "RevokeKey", at }).thenRejects("intake.api_key.unknown");
  });
});
