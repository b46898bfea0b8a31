import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { At, Fact, Facts, Failure, Loading } from "../parts.tsx";
import { useOrganizationName } from "./choices.ts";
import { useSocial, wordIn, yuan } from "./texts.ts";

type Grant = components["schemas"]["social.grant.output"];

const Milestones = ({ of }: { readonly of: Grant }): ReactElement | null => {
  const texts = useSocial();
  if (of.milestones === undefined) return null;
  return (
    <section className="panel stack" aria-label={texts.milestones}>
      <h2>{texts.milestones}</h2>
      {of.milestones.map(({ number, title, due, status, reason }) => {
        const at = { grantId: of.grantId, milestone: String(number) };
        return (
          <div key={number} className="stack step" data-milestone={number}>
            <p>
              {number}. {title} · {due} · {texts.milestoneStatus[status]} <span className="quiet">{reason}</span>
            </p>
            {(status === "planned" || status === "failed") && <Command name="reportMilestone" at={at} />}
            {status === "reported" && <Command name="verifyMilestone" at={at} />}
          </div>
        );
      })}
    </section>
  );
};

const Tranches = ({ of }: { readonly of: Grant }): ReactElement | null => {
  const texts = useSocial();
  if (of.tranches === undefined) return null;
  return (
    <section className="panel stack" aria-label={texts.tranches}>
      <h2>{texts.tranches}</h2>
      {of.tranches.map(({ number, amount, gate, status, maker, checker, payer }) => {
        const at = { grantId: of.grantId, tranche: String(number) };
        return (
          <div key={number} className="stack step" data-tranche={number}>
            <p>
              {number}. {texts.yuan(yuan(amount))} · {texts.gate[gate]} · <strong>{texts.trancheStatus[status]}</strong>{" "}
              <span className="quiet">{[maker, checker, payer].filter((one) => one !== undefined).join(" → ")}</span>
            </p>
            {status === "planned" && <Command name="requestTranche" at={at} />}
            {status === "requested" && <Command name="approveTranche" at={at} />}
            {status === "requested" && <Command name="refuseTranche" at={at} />}
            {status === "approved" && <Command name="payTranche" at={at} />}
          </div>
        );
      })}
    </section>
  );
};

const Receipts = ({ of }: { readonly of: Grant }): ReactElement | null => {
  const texts = useSocial();
  if (of.receipts === undefined) return null;
  return (
    <section className="panel stack" aria-label={texts.receipts}>
      <h2>{texts.receipts}</h2>
      {of.receipts.length === 0 && <p>{texts.none}</p>}
      {of.receipts.map(({ id, number, amount, on, status }) => (
        <div key={id} className="stack step">
          <p>
            {number} · {texts.yuan(yuan(amount))} · {on} · {texts.receiptStatus[status]}
          </p>
          {status === "added" && <Command name="judgeReceipt" at={{ grantId: of.grantId, receipt: id }} />}
        </div>
      ))}
      <Command
        name="addReceipt"
        at={{ grantId: of.grantId }}
        choices={{
          category: of.costs?.map(({ category }) => ({ value: category, label: wordIn(texts.costs, category) })),
        }}
      />
    </section>
  );
};

/** 一项资助. Both sign, one reports and another verifies; money by three hands, to the last fen. */
export const GrantPage = (): ReactElement => {
  const texts = useSocial();
  const nameOf = useOrganizationName();
  const { grantId } = useParams({ from: "/social/grants/$grantId" });
  const { data, error } = useQuery({
    queryKey: ["grant", grantId],
    queryFn: async () => dataOf(await api.GET("/grants/{grantId}", { params: { path: { grantId } } })),
    refetchInterval: 10_000,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const at = { grantId };
  const { status, money, signed } = data;
  const unless = (...allowed: readonly string[]): string | undefined =>
    allowed.includes(status) ? undefined : texts.notNow(texts.grantStatus[status]);
  return (
    <div className="columns case">
      <div className="stack">
        <section className="panel" aria-label={texts.grant}>
          <h1>
            {data.title} · <span data-testid="grant-status">{texts.grantStatus[status]}</span>
          </h1>
          <Facts>
            <Fact name={texts.organization}>
              <Link to="/social/organizations/$organizationId" params={{ organizationId: data.organization }}>
                {nameOf(data.organization)}
              </Link>
            </Fact>
            {money !== undefined && (
              <Fact name={texts.granted}>{texts.paidOf(yuan(money.paid), yuan(money.amount))}</Fact>
            )}
            {data.signBy !== undefined && (
              <Fact name={texts.signBy}>
                <At at={data.signBy} />
              </Fact>
            )}
          </Facts>
          {signed !== undefined && <p>{texts.signatures(signed.organization, signed.office)}</p>}
          <Link to="/social/rounds/$roundId" params={{ roundId: data.round }}>
            {texts.round}
          </Link>
          {" · "}
          <Link to="/social/funds/$book" params={{ book: data.book }}>
            {texts.ledger}
          </Link>
        </section>
        <Milestones of={data} />
        <Tranches of={data} />
        <Receipts of={data} />
      </div>
      <Commands title={texts.actions}>
        <Command name="draftAgreement" at={at} why={unless("offered")} />
        <Command name="signAgreement" at={at} why={unless("offered")} />
        <Command name="declineGrant" at={at} why={unless("offered")} />
        <Command name="proveOwn" at={at} why={unless("active")} />
        <Command name="evaluateGrant" at={at} why={unless("active")} />
        <Command name="exitGrant" at={at} why={unless("active")} />
        <Command name="declareBreach" at={at} why={unless("active")} />
        <Command name="demandRepayment" at={at} why={unless("ending")} />
        <Command name="recordRepayment" at={at} why={unless("ending")} />
        <Command name="closeGrant" at={at} why={unless("ending")} />
      </Commands>
    </div>
  );
};
