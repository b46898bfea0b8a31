import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { Failure, Loading, OnlyFor } from "../parts.tsx";
import { useSocial, yuan } from "./texts.ts";

export const FUND_READERS = ["socialOfficer", "financeOfficer", "supervisor", "inspector", "districtGovernment"];

const Funds = (): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["funds"],
    queryFn: async () => dataOf(await api.GET("/funds", { params: { query: { limit: 50 } } })).books,
  });
  return (
    <>
      <Failure error={error} />
      {data === undefined ? error === null && <Loading /> : data.length === 0 && <p>{texts.none}</p>}
      <ul className="cards">
        {data?.map(({ book, title, source, status, envelope }) => (
          <li key={book}>
            <Link to="/social/funds/$book" params={{ book }}>
              {title}
            </Link>{" "}
            · {texts.words[source]} · {texts.fundStatus[status]} · {texts.yuan(yuan(envelope))}
          </li>
        ))}
      </ul>
    </>
  );
};

/** 资金. The books of venture money. */
export const FundsPage = (): ReactElement => {
  const texts = useSocial();
  const navigate = useNavigate();
  return (
    <div className="columns two">
      <section className="panel stack">
        <h1>{texts.fundsTitle}</h1>
        <OnlyFor roles={FUND_READERS}>
          <Funds />
        </OnlyFor>
      </section>
      <Commands title={texts.actions}>
        <Command
          name="openFund"
          onDone={({ book }) => void navigate({ to: "/social/funds/$book", params: { book: String(book) } })}
        />
      </Commands>
    </div>
  );
};
