import { dayAfter } from "@wangge/calendar";
import { invalidInput } from "@wangge/kit";

const LONGEST_DAYS = 400;

/** What is counted at once when somebody asks. `until` is the first day after. @throws DomainError `input.invalid` */
export const mustBePeriod = ({ from, until }: { readonly from: string; readonly until: string }): void => {
  if (from >= until || dayAfter(from, LONGEST_DAYS) < until)
    throw invalidInput([
      { code: "too_long", path: "until", message: `after \`from\`, and at most ${String(LONGEST_DAYS)} days` },
    ]);
};
