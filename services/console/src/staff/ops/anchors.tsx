import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { span } from "../../common/time.ts";
import { useLanguage } from "../hooks.ts";
import { At, Failure } from "../parts.tsx";
import { useOpsTexts } from "./texts.ts";

const EVERY_MS = 30_000;

/** 锚定: how old the last word is that a service has given of its histories and cannot take back. */
export const Anchors = (): ReactElement => {
  const texts = useOpsTexts();
  const language = useLanguage();
  const { data, error, dataUpdatedAt } = useQuery({
    queryKey: ["ops", "anchors"],
    queryFn: async () => dataOf(await api.GET("/audit/anchors/newest")).services,
    refetchInterval: EVERY_MS,
  });
  return (
    <section className="panel" aria-label={texts.anchors} data-testid="anchors">
      <h2>{texts.anchors}</h2>
      <Failure error={error} />
      <table className="plain">
        <tbody>
          {data?.map(({ service, newest }) => (
            <tr key={service}>
              <th scope="row">{service}</th>
              {newest === undefined ? (
                <td className="late">{texts.neverAnchored}</td>
              ) : (
                <td>
                  {texts.anchorOf(newest.epoch)} · {texts.age}{" "}
                  {span(dataUpdatedAt - Date.parse(newest.keptAt), language)}
                  <div className="quiet">
                    {texts.sealedAt} <At at={newest.sealedAt} /> · {texts.keptAt} <At at={newest.keptAt} />
                  </div>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
