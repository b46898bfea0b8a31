import { Button, Group, TextInput } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { dayAfter, today } from "../../common/days.ts";
import { AreaFrame } from "../area-frame.tsx";
import { useAppraisalTexts } from "./hooks.ts";
import { lastDayOf, PERIODS, usualPeriod, type Period } from "./period.ts";

/** What every page of the appraisal has around it. */
export const AppraisalFrame = ({ children }: { readonly children: ReactNode }): ReactElement => {
  const texts = useAppraisalTexts();
  return (
    <AreaFrame
      area="appraisal"
      label={texts.nav}
      pages={[
        { to: "/appraisal", name: texts.pages.league, isFirst: true },
        { to: "/appraisal/periods", name: texts.pages.periods },
        { to: "/appraisal/what-if", name: texts.pages.whatIf },
        { to: "/appraisal/findings", name: texts.pages.findings },
      ]}
    >
      {children}
    </AreaFrame>
  );
};

/** First and last day, and the usual periods at a press. */
export const PeriodFields = ({
  value,
  onChange,
}: {
  readonly value: Period;
  readonly onChange: (period: Period) => void;
}): ReactElement => {
  const texts = useAppraisalTexts();
  const day = today();
  return (
    <Group gap="xs" align="end">
      <TextInput
        type="date"
        size="xs"
        label={texts.from}
        value={value.from}
        onChange={({ currentTarget: { value: from } }) => {
          if (from !== "" && from < value.until) onChange({ ...value, from });
        }}
      />
      <TextInput
        type="date"
        size="xs"
        label={texts.to}
        value={lastDayOf(value)}
        onChange={({ currentTarget: { value: last } }) => {
          if (last !== "" && last >= value.from) onChange({ ...value, until: dayAfter(last, 1) });
        }}
      />
      <Group gap={4} role="group" aria-label={texts.choosePeriod}>
        {PERIODS.map((name) => {
          const period = usualPeriod(name, day);
          const isChosen = period.from === value.from && period.until === value.until;
          return (
            <Button
              key={name}
              size="compact-xs"
              variant={isChosen ? "filled" : "default"}
              aria-pressed={isChosen}
              onClick={() => onChange(period)}
            >
              {texts.periods[name]}
            </Button>
          );
        })}
      </Group>
    </Group>
  );
};
