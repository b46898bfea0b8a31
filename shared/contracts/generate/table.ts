import { serviceOf, type EventContract } from "../src/event.ts";

const BEGIN = "<!-- events: made by `npm run contracts` -->";
const END = "<!-- end of events -->";

/** One line for each event, in the order of the services. */
export const tableOf = (contracts: readonly EventContract[]): string =>
  [
    "| event | 事件 | what | for whom |",
    "| --- | --- | --- | --- |",
    ...contracts.map(
      ({ subject, title, why }) =>
        `| [\`${subject}\`](schemas/${subject}.json) | ${title.zh} | ${title.en}, by ${serviceOf(subject)} | ${why} |`,
    ),
  ].join("\n");

/** @throws Error where the markers are missing. */
export const withTable = (readme: string, table: string): string => {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no place for the table: ${BEGIN} … ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${readme.slice(end)}`;
};
