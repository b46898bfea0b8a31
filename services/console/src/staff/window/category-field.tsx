import { Select, type ComboboxItem, type OptionsFilter } from "@mantine/core";
import type { ReactElement } from "react";
import { useCategories, useLanguage, useTexts } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import { enterTakesFirst } from "./enter.ts";

const MOST_SHOWN = 30;

interface Option extends ComboboxItem {
  readonly words: string;
}
const isOption = (item: object): item is Option => "words" in item;

/** Every word of what is typed must be in a name, a code or the pinyin initials; what is called so comes first, then what begins so. */
const byWords: OptionsFilter = ({ options, search }) => {
  const wanted = search.toLowerCase().trim().split(/\s+/);
  const [first = ""] = wanted;
  const rank = ({ words }: Option): number => {
    const all = words.split("\n");
    return all.includes(first) ? 0 : all.some((word) => word.startsWith(first)) ? 1 : 2;
  };
  return options
    .filter((item) => isOption(item))
    .filter(({ words }) => wanted.every((word) => words.includes(word)))
    .sort((one, other) => rank(one) - rank(other));
};

/** 类别. By name, code or pinyin initials. Not there before its list is: an Enter on a list that is still empty would be lost. */
export const CategoryField = ({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (category: string) => void;
}): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const { data, error, refetch } = useCategories();
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  const options: readonly Option[] = data.categories
    .filter(({ kind }) => kind !== "service")
    .map(({ code, name, initials }) => ({
      value: code,
      label: name[language],
      words: [initials, name.zh, name.en.toLowerCase(), code].join("\n"),
    }));
  return (
    <Select
      label={texts.category}
      description={texts.categoryHelp}
      value={value === "" ? null : value}
      onChange={(chosen) => onChange(chosen ?? "")}
      data={options}
      filter={byWords}
      limit={MOST_SHOWN}
      {...enterTakesFirst}
      autoSelectOnBlur
      withAsterisk
      clearable
    />
  );
};
