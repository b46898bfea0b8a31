import { keptSigningKey, signingKeyOf, type SigningKey } from "@wangge/kit";

interface Where {
  readonly COVERAGE_KEY?: string | undefined;
  readonly DATA_DIR?: string | undefined;
}

/** The key that is given, or on one machine one that is made once and kept; undefined where there is neither. */
export const coverageKey = ({ COVERAGE_KEY: given, DATA_DIR: folder }: Where): SigningKey | undefined => {
  if (given !== undefined) return signingKeyOf(given);
  return folder === undefined ? undefined : keptSigningKey(folder, "coverage-key.pem");
};
