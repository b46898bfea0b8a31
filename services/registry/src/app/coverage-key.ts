import { givenOrKeptKey, type SigningKey } from "@wangge/kit";

interface Where {
  readonly COVERAGE_KEY?: string | undefined;
  readonly DATA_DIR?: string | undefined;
}

export const coverageKey = ({ COVERAGE_KEY: given, DATA_DIR: folder }: Where): SigningKey | undefined =>
  givenOrKeptKey(given, folder, "coverage-key.pem");
