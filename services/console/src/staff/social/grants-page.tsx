import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Failure, Loading } from "../parts.tsx";
import { useSocial, yuan } from "./texts.ts";

/** 资助. What was granted; money and papers for who has to do with them. */
export const GrantsPage = (): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["grants"],
    queryFn: async () => dataOf(await api.GET("/grants", { params: { query: { limit: 50 } } })).grants,
  });
  return (
    <section className="panel stack">
      <h1>{texts.grantsTitle}</h1>
      <Failure error={error} />
      {data === undefined ? error === null && <Loading /> : data.length === 0 && <p>{texts.none}</p>}
      <ul className="cards">
        {data?.map(({ grantId, title, status, money }) => (
          <li key={grantId}>
            <Link to="/social/grants/$grantId" params={{ grantId }}>
              {title}
            </Link>{" "}
            · {texts.grantStatus[status]}
            {money !== undefined && ` · ${texts.paidOf(yuan(money.paid), yuan(money.amount))}`}
          </li>
        ))}
      </ul>
    </section>
  );
};
