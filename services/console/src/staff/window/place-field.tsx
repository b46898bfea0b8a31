import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useDraft, useTexts } from "../hooks.ts";

const placesNamed = async (q: string) => {
  const { places } = dataOf(await api.GET("/places", { params: { query: { q, limit: 20 } } }));
  const found = places.flatMap(({ name, grid }) =>
    grid === undefined ? [] : [{ key: `${grid} ${name}`, name, grid }],
  );
  return [...new Map(found.map((place) => [place.key, place])).values()];
};

/** A place by its name, as the register knows it: only such as lie in one grid can be chosen. The first is ready for Enter. */
export const PlaceField = ({ onGrid }: { readonly onGrid: (grid: string, name: string) => void }): ReactElement => {
  const texts = useTexts();
  const list = useCombobox({ onDropdownClose: () => list.resetSelectedOption() });
  const [typed, setTyped] = useDraft("window.place", "");
  const [asked] = useDebouncedValue(typed.trim(), 150);
  const { data: places = [] } = useQuery({
    queryKey: ["places", asked],
    queryFn: () => placesNamed(asked),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (list.dropdownOpened) list.selectFirstOption();
  }, [places]);
  return (
    <Combobox
      store={list}
      onOptionSubmit={(key) => {
        const chosen = places.find((place) => place.key === key);
        if (chosen === undefined) return;
        setTyped(chosen.name);
        onGrid(chosen.grid, chosen.name);
        list.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={texts.place}
          description={texts.placeHelp}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            list.openDropdown();
          }}
          onBlur={() => list.closeDropdown()}
          withAsterisk
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={places.length === 0}>
        <Combobox.Options aria-label={texts.place}>
          {places.map(({ key, name }) => (
            <Combobox.Option key={key} value={key}>
              {name}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
};
