/** What a reporter (报告人) may tell of himself: whether it can be so, its one spelling, and how staff see it. */
export interface ReporterFields {
  readonly name?: string | undefined;
  /** As the digits of E.164: `8613800000000`. */
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  /** 公民身份号码, 18 places, `X` in upper case. */
  readonly identityNumber?: string | undefined;
}

const MOBILE = /^1[3-9]\d{9}$/;
/** Area codes: 010 and 02x with eight digits behind them, others with seven or eight; none begins with 0 or 1. */
const LANDLINE = /^0(?:10|2\d)[2-9]\d{7}$|^0[3-9]\d{2}[2-9]\d{6,7}$/;

/** A number of mainland China, mobile or landline with its area code, as the digits of E.164; undefined for any other text. */
export const phoneOf = (text: string): string | undefined => {
  const plain = text.replaceAll(/[\s()（）\-–—.]/g, "");
  const [, country, digits = ""] = /^(\+86|0086|86(?=1[3-9]\d{9}$))?(\d+)$/.exec(plain) ?? [];
  if (MOBILE.test(digits)) return `86${digits}`;
  const national = country === undefined || digits.startsWith("0") ? digits : `0${digits}`;
  return LANDLINE.test(national) ? `86${national.slice(1)}` : undefined;
};

/** First two places: provinces of GB/T 2260, with 81-83 on residence permits of Hong Kong, Macao and Taiwan. */
const PROVINCES = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split(" "),
);
/** GB 11643-1999: ISO 7064 MOD 11-2. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = "10X98765432";

const isDay = (digits: string): boolean => {
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
};

/** The number in its one spelling where province, birth date and check character fit; undefined for any other text. */
export const identityNumberOf = (text: string): string | undefined => {
  const number = text.replaceAll(/\s/g, "").toUpperCase();
  if (!/^\d{17}[\dX]$/.test(number) || !PROVINCES.has(number.slice(0, 2)) || !isDay(number.slice(6, 14)))
    return undefined;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  return CHECK[sum % 11] === number[17] ? number : undefined;
};

/** `138****0000`, `028****1234`. */
const maskedPhone = (phone: string): string => {
  const national = phone.slice(2);
  if (MOBILE.test(national)) return `${national.slice(0, 3)}****${national.slice(-4)}`;
  const area = /^(?:10|2\d)/.exec(national)?.[0] ?? national.slice(0, 3);
  return `0${area}****${national.slice(-4)}`;
};

/** Rare characters of names take two code units. */
const firstOf = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0x2a);

const masks: Readonly<Record<keyof ReporterFields, (value: string) => string>> = {
  // 张*, whatever follows: its length tells a name of two characters from one of three.
  name: (name) => `${firstOf(name)}*`,
  phone: maskedPhone,
  email: (email) => `${firstOf(email)}***${email.slice(email.lastIndexOf("@"))}`,
  // Place of birth and date say more than they seem: only the province stays.
  identityNumber: (number) => `${number.slice(0, 2)}${"*".repeat(15)}${number.slice(-1)}`,
};

export const FIELDS = ["name", "phone", "email", "identityNumber"] as const satisfies readonly (keyof ReporterFields)[];

/** 脱敏. Enough to recognise whom one knows, too little to reach whom one does not. */
export const masked = (fields: ReporterFields): ReporterFields =>
  Object.fromEntries(
    FIELDS.flatMap((name) => {
      const value = fields[name];
      return value === undefined ? [] : [[name, masks[name](value)]];
    }),
  );
