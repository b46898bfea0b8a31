/** 签名公钥. The key by which an account signs for custody; the private half never leaves its owner. */
import type { Decider } from "@wangge/kit/domain";
import { reject } from "@wangge/kit/errors";

export interface SigningKeyState {
  readonly key?: string | undefined;
}
export type SigningKeyCommand =
  | {
      readonly type: "RegisterKey";
      readonly account: string;
      readonly key: string;
      readonly by: string;
      readonly at: string;
    }
  | { readonly type: "RevokeKey"; readonly by: string; readonly at: string };
export type SigningKeyEvent =
  | {
      readonly type: "KeyRegistered";
      readonly data: { readonly key: string; readonly by: string; readonly at: string };
    }
  | { readonly type: "KeyRevoked"; readonly data: { readonly key: string; readonly by: string; readonly at: string } };

export const signingKeyDecider: Decider<SigningKeyState, SigningKeyCommand, SigningKeyEvent> = {
  name: "enforcement.signingKey",
  initial: {},
  decide: (command, { key }) => {
    const { by, at } = command;
    if (command.type === "RevokeKey") return key === undefined ? [] : [{ type: "KeyRevoked", data: { key, by, at } }];
    if (command.account === by) throw reject("enforcement.signing_key.own", "Nobody puts his own key on record");
    if (command.key === key) return [];
    if (key !== undefined) throw reject("enforcement.signing_key.in_force", "Revoke the key that is in force first");
    return [{ type: "KeyRegistered", data: { key: command.key, by, at } }];
  },
  evolve: (_state, { type, data }) => (type === "KeyRegistered" ? { key: data.key } : {}),
};
