import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { Failure, Loading } from "../parts.tsx";
import { usePlaceNames } from "./places.ts";
import { useSocial } from "./texts.ts";

/** 居民议事会. By community. */
export const CouncilsPage = (): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["councils"],
    queryFn: async () => dataOf(await api.GET("/councils", { params: { query: { limit: 100 } } })).councils,
  });
  const nameOf = usePlaceNames();
  return (
    <div className="columns two">
      <section className="panel stack">
        <h1>{texts.councilsTitle}</h1>
        <Failure error={error} />
        {data === undefined ? error === null && <Loading /> : data.length === 0 && <p>{texts.none}</p>}
        <ul className="cards">
          {data?.map(({ community, seated, hasConvener }) => (
            <li key={community}>
              <Link to="/social/councils/$community" params={{ community }}>
                {nameOf(community)}
              </Link>{" "}
              · {texts.seated(seated)}
              {!hasConvener && <span className="quiet"> · {texts.noConvener}</span>}
            </li>
          ))}
        </ul>
      </section>
      <Commands title={texts.actions}>
        <Command name="formCouncil" />
      </Commands>
    </div>
  );
};
