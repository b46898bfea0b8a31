import { dayOf } from "@wangge/calendar";
import { dataFiles } from "@wangge/kit";

export const { read: readData, versions: readVersions } = dataFiles(
  new URL("../../data/", import.meta.url),
  "appraisal",
  dayOf,
);
