import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { Failure, Loading } from "../parts.tsx";
import { useSocial, yuan } from "./texts.ts";

/** 政府购买服务. Everybody sees them once they are public. */
export const PurchasesPage = (): ReactElement => {
  const texts = useSocial();
  const navigate = useNavigate();
  const { data, error } = useQuery({
    queryKey: ["purchases"],
    queryFn: async () => dataOf(await api.GET("/purchases", { params: { query: { limit: 50 } } })).purchases,
  });
  return (
    <div className="columns two">
      <section className="panel stack">
        <h1>{texts.purchasesTitle}</h1>
        <Failure error={error} />
        {data === undefined ? error === null && <Loading /> : data.length === 0 && <p>{texts.none}</p>}
        <ul className="cards">
          {data?.map(({ purchaseId, title, status, method, budget }) => (
            <li key={purchaseId}>
              <Link to="/social/purchases/$purchaseId" params={{ purchaseId }}>
                {title}
              </Link>{" "}
              · {texts.purchaseStatus[status]} · {texts.method[method]} · {texts.yuan(yuan(budget))}
            </li>
          ))}
        </ul>
      </section>
      <Commands title={texts.newPurchase}>
        <Command
          name="statePurchaseNeed"
          onDone={({ purchaseId }) =>
            void navigate({ to: "/social/purchases/$purchaseId", params: { purchaseId: String(purchaseId) } })
          }
        />
      </Commands>
    </div>
  );
};
