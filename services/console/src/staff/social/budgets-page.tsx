import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Failure } from "../parts.tsx";
import { usePlaceNames } from "./places.ts";
import { useSocial, yuan } from "./texts.ts";

/** 院落微预算. Of the communities that have a council. */
export const BudgetsPage = (): ReactElement => {
  const texts = useSocial();
  const nameOf = usePlaceNames();
  const { data: councils } = useQuery({
    queryKey: ["councils"],
    queryFn: async () => dataOf(await api.GET("/councils", { params: { query: { limit: 100 } } })).councils,
  });
  const [chosen, setChosen] = useState<string>();
  const community = chosen ?? councils?.[0]?.community;
  const { data, error } = useQuery({
    queryKey: ["budgets", community],
    enabled: community !== undefined,
    queryFn: async () =>
      dataOf(
        await api.GET("/councils/{community}/budgets", {
          params: { path: { community: community ?? "" }, query: { limit: 50 } },
        }),
      ).budgets,
  });
  return (
    <section className="panel stack">
      <h1>{texts.budgetsTitle}</h1>
      <Select
        label={texts.community}
        data={councils?.map((one) => ({ value: one.community, label: nameOf(one.community) })) ?? []}
        value={community ?? null}
        onChange={(value) => setChosen(value ?? undefined)}
        searchable
      />
      <Failure error={error} />
      {(councils?.length === 0 || data?.length === 0) && <p>{texts.none}</p>}
      <ul className="cards">
        {data?.map(({ id, title, amount, phase }) => (
          <li key={id}>
            <Link to="/social/budgets/$id" params={{ id }}>
              {title}
            </Link>{" "}
            · {texts.yuan(yuan(amount))}
            {phase !== undefined && ` · ${texts.phases[phase]}`}
          </li>
        ))}
      </ul>
    </section>
  );
};
