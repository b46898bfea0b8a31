import { Select } from "@mantine/core";
import type { ReactElement } from "react";
import { createStore } from "../../common/store.ts";
import { useStore, useStreets } from "../hooks.ts";
import { useEnforcement } from "./texts.ts";

/** The street one looks at is kept for this tab. */
const KEY = "wangge.enforcement.street";

const chosen = createStore(sessionStorage.getItem(KEY) ?? undefined);

const choose = (street: string | undefined): void => {
  if (street === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, street);
  chosen.set(street);
};

export const useStreet = (): readonly [string | undefined, (street: string | undefined) => void] => [
  useStore(chosen),
  choose,
];

export const StreetField = ({
  street,
  onChange,
}: {
  readonly street: string | undefined;
  readonly onChange: (street: string | undefined) => void;
}): ReactElement => {
  const texts = useEnforcement();
  const { data: streets } = useStreets();
  return (
    <Select
      label={texts.street}
      data={streets?.map(({ code, name }) => ({ value: code, label: name })) ?? []}
      value={street ?? null}
      onChange={(value) => onChange(value ?? undefined)}
      searchable
    />
  );
};
