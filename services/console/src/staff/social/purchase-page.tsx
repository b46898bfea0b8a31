import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { components } from "../../api/platform.js";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { useIsOneOf } from "../hooks.ts";
import { At, Fact, Facts, Failure, Loading } from "../parts.tsx";
import { useOrganizationName } from "./choices.ts";
import { useSocial, yuan } from "./texts.ts";

type Purchase = components["schemas"]["social.purchase.output"];

const Contract = ({ of }: { readonly of: Purchase }): ReactElement | null => {
  const texts = useSocial();
  const { contract, purchaseId } = of;
  if (contract === undefined) return null;
  return (
    <section className="panel stack" aria-label={texts.contract}>
      <h2>
        {texts.contract} {contract.number} · {texts.yuan(yuan(contract.amount))}
      </h2>
      {contract.milestones.map(({ id, title, amount, due, status }) => (
        <div key={id} className="stack step">
          <p>
            {title} · {texts.yuan(yuan(amount))} · {due} · {texts.deliveryStatus[status]}
          </p>
          {status === "due" && <Command name="deliverPurchaseMilestone" at={{ purchaseId, milestone: id }} />}
          {status === "delivered" && <Command name="judgePurchaseMilestone" at={{ purchaseId, milestone: id }} />}
          {status === "accepted" && <Command name="askPurchasePayment" at={{ purchaseId }} fixed={{ milestone: id }} />}
        </div>
      ))}
      <h3>{texts.payments}</h3>
      {of.inside?.payments.map(({ id, amount, status, askedBy }) => (
        <div key={id} className="stack step">
          <p>
            {texts.yuan(yuan(amount))} · {texts.paymentStatus[status]} · {askedBy}
          </p>
          {status === "asked" && <Command name="decidePurchasePayment" at={{ purchaseId, payment: id }} />}
        </div>
      ))}
    </section>
  );
};

const Bidding = ({ of }: { readonly of: Purchase }): ReactElement => {
  const texts = useSocial();
  const nameOf = useOrganizationName();
  return (
    <section className="panel stack" aria-label={texts.bids}>
      <h2>{texts.bids}</h2>
      {of.openedAt === undefined && <p className="quiet">{texts.bidsSealed}</p>}
      {of.ownBid !== undefined && (
        <p>
          {texts.ownBid} {texts.yuan(yuan(of.ownBid.amount))} · <At at={of.ownBid.handedAt} />
        </p>
      )}
      {of.proposal !== undefined && (
        <ol aria-label={texts.ranked}>
          {of.proposal.ranking.map(({ organization, amount, total }) => (
            <li key={organization}>
              {nameOf(organization)} · {texts.yuan(yuan(amount))} · {total}
            </li>
          ))}
        </ol>
      )}
      <h3>{texts.challenges}</h3>
      {of.challenges.length === 0 && <p className="quiet">{texts.none}</p>}
      {of.challenges.map(({ id, grounds, upheld, reason }) => (
        <div key={id} className="stack step">
          <p>
            {grounds} {reason}
          </p>
          {upheld === undefined && (
            <Command name="answerPurchaseChallenge" at={{ purchaseId: of.purchaseId, challenge: id }} />
          )}
        </div>
      ))}
    </section>
  );
};

/** 评分: what is judged of which bid; the price is counted. */
const Score = ({ of, why }: { readonly of: Purchase; readonly why: string | undefined }): ReactElement => {
  const nameOf = useOrganizationName();
  const { purchaseId } = of;
  const mayRead = useIsOneOf(["reviewer"]) && of.standing === "declared" && of.openedAt !== undefined;
  const { data } = useQuery({
    queryKey: ["purchase", purchaseId, "bids"],
    enabled: mayRead,
    queryFn: async () =>
      dataOf(await api.GET("/purchases/{purchaseId}/bids", { params: { path: { purchaseId } } })).bids,
    retry: false,
  });
  const judged = of.call?.criteria.filter(({ code }) => code !== "price") ?? [];
  return (
    <Command
      name="scorePurchaseBid"
      at={{ purchaseId }}
      choices={{
        bid: data?.map(({ bid, organization }) => ({ value: bid, label: nameOf(organization) })) ?? [],
        points: judged.map(({ code, label, weight }) => ({ value: code, label: `${label} (${String(weight)})` })),
      }}
      why={why}
    />
  );
};

/** 一次购买. From the need to the last payment. */
export const PurchasePage = (): ReactElement => {
  const texts = useSocial();
  const { purchaseId } = useParams({ from: "/social/purchases/$purchaseId" });
  const { data, error } = useQuery({
    queryKey: ["purchase", purchaseId],
    queryFn: async () => dataOf(await api.GET("/purchases/{purchaseId}", { params: { path: { purchaseId } } })),
    refetchInterval: 10_000,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const at = { purchaseId };
  const { status, inside } = data;
  const unless = (...allowed: readonly string[]): string | undefined =>
    allowed.includes(status) ? undefined : texts.notNow(texts.purchaseStatus[status]);
  return (
    <div className="columns case">
      <div className="stack">
        <section className="panel" aria-label={texts.purchase}>
          <h1>
            {data.title} · <span data-testid="purchase-status">{texts.purchaseStatus[status]}</span>
          </h1>
          <Facts>
            <Fact name={texts.budget}>{texts.yuan(yuan(data.budget))}</Fact>
            <Fact name={texts.state}>{texts.method[data.method]}</Fact>
            {data.call !== undefined && (
              <Fact name={texts.closesAt}>
                <At at={data.call.closesAt} />
              </Fact>
            )}
          </Facts>
          {inside !== undefined && inside.findings.length > 0 && (
            <>
              <h2>{texts.splitFindings}</h2>
              <ul>
                {inside.findings.map(({ kind, sum, threshold, answer }) => (
                  <li key={kind} className={answer === undefined ? "late" : ""}>
                    {texts.words[kind]} · {yuan(sum)} / {yuan(threshold)} {answer?.reason}
                  </li>
                ))}
              </ul>
              <Command name="answerPurchaseFinding" at={at} />
            </>
          )}
        </section>
        <Bidding of={data} />
        <Contract of={data} />
      </div>
      <Commands title={texts.actions}>
        <Command name="approvePurchaseNeed" at={at} why={unless("stated")} />
        <Command name="refusePurchaseNeed" at={at} why={unless("stated")} />
        <Command name="publishPurchaseCall" at={at} why={unless("approved")} />
        <Command name="noticeSinglePurchase" at={at} why={unless("approved")} />
        <Command name="handInPurchaseBid" at={at} why={unless("published")} />
        <Command name="withdrawPurchaseBid" at={at} why={unless("published")} />
        <Command name="namePurchaseCommittee" at={at} why={unless("published", "opened")} />
        <Command name="attendPurchaseOpening" at={at} why={unless("published")} />
        <Command name="declarePurchaseTies" at={at} why={unless("published", "opened")} />
        <Score of={data} why={unless("opened")} />
        <Command name="proposePurchaseAward" at={at} why={unless("opened")} />
        <Command name="challengePurchase" at={at} why={unless("proposed")} />
        <Command name="signPurchaseContract" at={at} why={unless("awarded")} />
        <Command name="addToPurchaseContract" at={at} why={unless("contracted")} />
        <Command name="closePurchase" at={at} why={unless("contracted")} />
        <Command name="terminatePurchaseContract" at={at} why={unless("contracted")} />
        <Command name="cancelPurchase" at={at} />
      </Commands>
    </div>
  );
};
