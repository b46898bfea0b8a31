import { Role, type Actor } from "@wangge/kit";
import type { JWTPayload } from "jose";
import { z } from "zod";
import { HttpError } from "../api/problems.ts";

const Least = z.strictObject({
  acr: z.array(z.string().min(1)).min(1).optional().describe("one of these; what they mean is the issuer's"),
  amr: z.array(z.string().min(1)).min(1).optional().describe("all of these: pwd, otp, mfa, hwk… (RFC 8176)"),
  maxAgeMinutes: z.int().min(1).optional().describe("since the person showed who he is"),
});
type Least = z.infer<typeof Least>;

/** 登录强度 by role: the least that a token has to say of the sign-in. What is not named is not asked. */
export const Strengths = z.partialRecord(Role, Least);
export type Strengths = z.infer<typeof Strengths>;

const stepUp = (role: Role, { acr, maxAgeMinutes }: Least): HttpError => {
  // RFC 9470: tells the client what to ask the issuer for.
  const asked = [
    'Bearer error="insufficient_user_authentication"',
    ...(acr === undefined ? [] : [`acr_values="${acr.join(" ")}"`]),
    ...(maxAgeMinutes === undefined ? [] : [`max_age="${String(maxAgeMinutes * 60)}"`]),
  ];
  return new HttpError(401, "auth.step_up", `The sign-in is too weak or too old for ${role}: sign in again`, {
    "www-authenticate": asked.join(", "),
  });
};

const textsIn = (claim: unknown): readonly unknown[] => (Array.isArray(claim) ? claim : [claim]);

/**
 * Holds a token against the least that its roles ask for. A token that does not say counts for nothing.
 * @returns until when it is fresh enough, in ms since 1970. @throws HttpError `auth.step_up`
 */
export const mustBeStrong = (
  { acr, amr, auth_time: authTime }: JWTPayload,
  { roles }: Pick<Actor, "roles">,
  strengths: Strengths,
  now: number,
): number => {
  let until = Infinity;
  for (const role of roles) {
    const least = strengths[role];
    if (least === undefined) continue;
    const isNamed = least.acr === undefined || (typeof acr === "string" && least.acr.includes(acr));
    const isBy = least.amr === undefined || least.amr.every((one) => textsIn(amr).includes(one));
    const end =
      least.maxAgeMinutes === undefined
        ? Infinity
        : typeof authTime === "number"
          ? authTime * 1000 + least.maxAgeMinutes * 60_000
          : 0;
    if (!isNamed || !isBy || end <= now) throw stepUp(role, least);
    until = Math.min(until, end);
  }
  return until;
};
