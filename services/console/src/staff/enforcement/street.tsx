import { Select } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useStreets } from "../hooks.ts";
import { useEnforcement } from "./texts.ts";

/** The street one looks at is kept for this tab. */
const KEY = "wangge.enforcement.street";

export const useStreet = (): readonly [string | undefined, (street: string | undefined) => void] => {
  const [street, setStreet] = useState(() => sessionStorage.getItem(KEY) ?? undefined);
  return [
    street,
    (next) => {
      if (next === undefined) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, next);
      setStreet(next);
    },
  ];
};

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
