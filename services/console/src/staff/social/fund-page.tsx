import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { At, Fact, Facts, Failure, Loading, OnlyFor } from "../parts.tsx";
import { under } from "../forms/choices.ts";
import { useProgrammes } from "./choices.ts";
import { FUND_READERS } from "./funds-page.tsx";
import { accountIn, useSocial, wordIn, yuan } from "./texts.ts";

const Ledger = ({ book, version }: { readonly book: string; readonly version: number }): ReactElement => {
  const texts = useSocial();
  const { data, error } = useQuery({
    queryKey: ["fund", book, "entries", version],
    queryFn: async () =>
      dataOf(await api.GET("/funds/{book}/entries", { params: { path: { book }, query: { limit: 100 } } })).entries,
  });
  return (
    <section className="panel stack" aria-label={texts.ledger}>
      <h2>{texts.ledger}</h2>
      <p className="quiet">{texts.ledgerHelp}</p>
      <Failure error={error} />
      <div className="scroll" tabIndex={0} role="group" aria-label={texts.ledger}>
        <table className="plain" data-testid="ledger">
          <tbody>
            {data?.map(({ number, type, at, lines }) => (
              <tr key={number}>
                <td>{number}</td>
                <td>
                  <At at={at} />
                </td>
                <td>{wordIn(texts.entryTypes, type)}</td>
                <td>
                  {lines.map(({ account, amount }) => `${accountIn(texts, account)} ${yuan(amount)}`).join(" · ")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};

const Fund = (): ReactElement => {
  const texts = useSocial();
  const programmes = useProgrammes();
  const { book } = useParams({ from: "/social/funds/$book" });
  const { data, error } = useQuery({
    queryKey: ["fund", book],
    queryFn: async () => dataOf(await api.GET("/funds/{book}", { params: { path: { book } } })),
    refetchInterval: 10_000,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const at = { book };
  const choices = under(["programme"], programmes);
  return (
    <div className="columns case">
      <div className="stack">
        <section className="panel" aria-label={texts.fund}>
          <h1>
            {data.title} · {texts.fundStatus[data.status]}
          </h1>
          <Facts>
            <Fact name={texts.envelope}>{texts.yuan(yuan(data.envelope))}</Fact>
            {Object.entries(data.balances as Readonly<Record<string, number>>).map(([account, amount]) => (
              <Fact key={account} name={accountIn(texts, account)}>
                {yuan(amount)}
              </Fact>
            ))}
          </Facts>
          <h2>{texts.deposits}</h2>
          {data.deposits.map(({ id, amount, reference, status, proposedBy }) => (
            <div key={id} className="stack step">
              <p>
                {texts.yuan(yuan(amount))} · {reference} · {texts.depositStatus[status]} · {texts.by} {proposedBy}
              </p>
              {status === "proposed" && <Command name="judgeDeposit" at={{ ...at, deposit: id }} isOpen />}
            </div>
          ))}
        </section>
        <Ledger book={book} version={data.version} />
      </div>
      <Commands title={texts.actions}>
        <Command name="proposeDeposit" at={at} />
        <Command name="earmarkFund" at={at} choices={choices} />
        <Command name="liftEarmark" at={at} choices={choices} />
        <Command name="closeFund" at={at} />
      </Commands>
    </div>
  );
};

/** 一本账. Balances, deposits by two people, every movement. */
export const FundPage = (): ReactElement => (
  <OnlyFor roles={FUND_READERS}>
    <Fund />
  </OnlyFor>
);
