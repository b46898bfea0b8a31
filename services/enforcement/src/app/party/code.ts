import type { PersonalDataKeys } from "@wangge/kit";
import { createHmac } from "node:crypto";

const CODE_SIGNS = 12;
/** Without the letters that are read as digits. */
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export type PartyCodeOf = (dossierId: string) => string;

/** 查询码. Made of the dossier's id, so that nothing of it is stored. */
export const partyCodes =
  ({ index }: Pick<PersonalDataKeys, "index">): PartyCodeOf =>
  (dossierId) =>
    [...createHmac("sha256", index).update(`wangge/party-code/1\0${dossierId}`).digest().subarray(0, CODE_SIGNS)]
      .map((byte) => SIGNS.charAt(byte & 31))
      .join("");
