import { Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useDraft, useLanguage, useNames, useTexts } from "../hooks.ts";
import { Failure, Loading } from "../parts.tsx";
import { ItemView } from "./item-view.tsx";

const LEVELS = ["street", "community"] as const;
type Level = (typeof LEVELS)[number];

/** 权力清单. To browse: what is handed down to streets and communities, and what each item asks for. */
export const ItemsPage = (): ReactElement => {
  const texts = useTexts();
  const language = useLanguage();
  const names = useNames();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const [level, setLevel] = useState<Level>();
  const [itemClass, setClass] = useState<string>();
  const [chosen, setChosen] = useDraft<string | undefined>("items.chosen", undefined);
  const { data: classes } = useQuery({
    queryKey: ["item-classes"],
    queryFn: async () => dataOf(await api.GET("/item-classes")).classes,
    staleTime: Infinity,
  });
  const { data, error } = useQuery({
    queryKey: ["items", q, level, itemClass],
    queryFn: async () =>
      dataOf(
        await api.GET("/items", {
          params: {
            query: {
              limit: 200,
              ...(q === "" ? {} : { q }),
              ...(level === undefined ? {} : { level }),
              ...(itemClass === undefined ? {} : { class: itemClass }),
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  const count = (wanted: Level): number =>
    (classes ?? []).reduce((sum, one) => sum + (one.level === wanted ? one.items : 0), 0);
  return (
    <div className="columns two">
      <section className="panel stack">
        <h1>{texts.itemsTitle}</h1>
        <p className="quiet">{texts.itemsHelp(count("street"), count("community"))}</p>
        <TextInput label={texts.search} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <Select
          label={texts.level}
          placeholder={texts.all}
          data={LEVELS.map((value) => ({ value, label: texts.levels[value] }))}
          value={level ?? null}
          onChange={(value) => {
            setLevel(LEVELS.find((one) => one === value));
            setClass(undefined);
          }}
          clearable
        />
        <Select
          label={texts.itemClass}
          placeholder={texts.all}
          data={(classes ?? [])
            .filter((one) => level === undefined || one.level === level)
            .map(({ code, name, items }) => ({ value: code, label: `${name[language]} (${items})` }))}
          value={itemClass ?? null}
          onChange={(value) => setClass(value ?? undefined)}
          clearable
          searchable
        />
        <Failure error={error} />
        {data === undefined ? (
          <Loading />
        ) : (
          <table className="plain">
            <tbody>
              {data.items.map(({ code, name, department, limit }) => (
                <tr key={code}>
                  <td>
                    <button
                      type="button"
                      className="linklike"
                      aria-current={code === chosen ? "true" : undefined}
                      onClick={() => setChosen(code)}
                    >
                      {name}
                    </button>
                  </td>
                  <td className="quiet">{names.department(department)}</td>
                  <td className="quiet">{texts.limitOf(limit.amount, limit.kind)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {chosen !== undefined && <ItemView key={chosen} code={chosen} />}
    </div>
  );
};
