import { DutyTurns } from "@wangge/contracts/calls";

/** Whose turn it is and who is away, as the register would say it: w-0001 and w-0002 take turns, w-0003 is away. */
export const registryAnswers: Readonly<Record<string, (input: never) => unknown>> = {
  [DutyTurns.name]: ({
    from,
    to,
    section,
    persons = [],
  }: {
    from: string;
    to: string;
    section?: string;
    persons?: readonly string[];
  }) => {
    const days: string[] = [];
    for (let ms = Date.parse(from); ms <= Date.parse(to); ms += 86_400_000)
      days.push(new Date(ms).toISOString().slice(0, 10));
    return {
      turns:
        section === undefined
          ? []
          : days.map((day, index) => (index % 3 === 2 ? { day } : { day, person: `w-000${(index % 3) + 1}` })),
      away: persons.filter((one) => one === "w-0003"),
    };
  },
};
