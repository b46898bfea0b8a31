import { dayOf } from "@wangge/calendar";
import { dataFiles } from "@wangge/kit";

export const { versions: readVersions } = dataFiles(new URL("../../data/", import.meta.url), "appraisal", dayOf);
