import type { Call, VersionLease } from "@wangge/kit";
import { namesOf } from "../adapters/place-names.ts";
import { placeReadings } from "../adapters/pinyin.ts";
import { currentGazetteer, loadEstates } from "./gazetteer.ts";
import { loadSuggestModel } from "./suggest-model.ts";

/** 填报助手, put together: the model of categories and the names of places. */
export const textHelp = (call: Call, lease: VersionLease) => ({
  suggestModel: loadSuggestModel(),
  gazetteer: currentGazetteer({
    lease,
    namesOf: namesOf(call),
    estates: loadEstates(),
    readings: placeReadings(),
  }),
});
