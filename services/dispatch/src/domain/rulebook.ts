/** 派遣规则目录. The editions of one kind of rules: drafted by one, published by another, for ever. */
import { dayOf } from "@wangge/calendar";
import { rulebookShelf } from "@wangge/kit/rulebook";

export * from "@wangge/kit/rulebook";
export const { shelfDecider, editionDecider, inForceAt, unknownEdition } = rulebookShelf("dispatch", dayOf);
