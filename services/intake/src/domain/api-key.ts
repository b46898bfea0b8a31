import { DomainError, reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";

/** What a key of an Open311 client is for, and who answers for it. Its secret is kept as a hash alone. */
export interface ApiKey {
  /** SHA-256, hex. */
  readonly hash: string;
  readonly label: string;
  /** The department to ask about this client. */
  readonly department: string;
  readonly requestsPerHour: number;
  /** A key for tests opens no production server, nor the other way round. */
  readonly environment: "test" | "production";
}

export type ApiKeyState =
  | { readonly status: "none" }
  | ({
      readonly status: "active";
      readonly issuedAt: string;
      readonly replacedAt?: string;
    } & ApiKey)
  | ({ readonly status: "revoked"; readonly issuedAt: string; readonly revokedAt: string } & ApiKey);

export type ApiKeyCommand =
  | { readonly type: "IssueKey"; readonly data: ApiKey; readonly at: string }
  /** A new secret for the same client: what it has sent stays its own. */
  | { readonly type: "ReplaceKey"; readonly data: Pick<ApiKey, "hash">; readonly at: string }
  | { readonly type: "RevokeKey"; readonly at: string };

export type ApiKeyEvent =
  | { readonly type: "KeyIssued"; readonly data: ApiKey & { readonly at: string } }
  | { readonly type: "KeyReplaced"; readonly data: Pick<ApiKey, "hash"> & { readonly at: string } }
  | { readonly type: "KeyRevoked"; readonly data: { readonly at: string } };

export const unknownApiKey = (): DomainError =>
  new DomainError("missing", "intake.api_key.unknown", "There is no such key");

/** Shown once and revoked for good: a revoked key never opens again. */
export const apiKeyDecider: Decider<ApiKeyState, ApiKeyCommand, ApiKeyEvent> = {
  name: "intake.apiKey",
  initial: { status: "none" },
  decide: (command, state) => {
    const { at } = command;
    switch (command.type) {
      case "IssueKey":
        if (state.status === "none") return [{ type: "KeyIssued", data: { ...command.data, at } }];
        throw reject("intake.api_key.shown_already", "This key has been made and shown; replace it if it was lost");
      case "ReplaceKey":
        if (state.status === "none") throw unknownApiKey();
        if (state.status === "revoked") throw reject("intake.api_key.revoked", "A revoked key stays revoked");
        return [{ type: "KeyReplaced", data: { ...command.data, at } }];
      case "RevokeKey":
        if (state.status === "none") throw unknownApiKey();
        return state.status === "revoked" ? [] : [{ type: "KeyRevoked", data: { at } }];
    }
  },
  evolve: (state, event) => {
    const { at } = event.data;
    switch (event.type) {
      case "KeyIssued": {
        const { at: issuedAt, ...key } = event.data;
        return { status: "active", ...key, issuedAt };
      }
      case "KeyReplaced":
        return state.status === "active" ? { ...state, hash: event.data.hash, replacedAt: at } : state;
      case "KeyRevoked":
        return state.status === "none" ? state : { ...state, status: "revoked", revokedAt: at };
    }
  },
};
