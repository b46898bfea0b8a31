import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useIsOneOf, useTexts } from "../hooks.ts";
import { Failure, Loading, OnlyFor } from "../parts.tsx";

export const CANDIDATE_READERS = ["dispatcher", "supervisor"] as const;

export const useCandidates = (caseId: string, version: number) => {
  const mayKnow = useIsOneOf(CANDIDATE_READERS);
  return useQuery({
    queryKey: ["case", caseId, "candidates", version],
    queryFn: async () => dataOf(await api.GET("/cases/{caseId}/candidates", { params: { path: { caseId } } })),
    enabled: mayKnow,
  });
};

type Reason = Readonly<Record<string, unknown>> & { readonly code: string };

/** What is measured of a reason, beside its name. */
const measured = (reason: Reason): string => {
  const facts = [reason["open"], reason["skill"]].filter((fact) => fact !== undefined).map(String);
  const metres = reason["metres"];
  if (typeof metres === "number") facts.push(`${metres} m`);
  const { points } = reason;
  if (typeof points === "number" && points !== 0) facts.push(points > 0 ? `+${points}` : String(points));
  return facts.length === 0 ? "" : ` ${facts.join(" · ")}`;
};

/** 可派网格员: in order, each with the reasons, and why the others cannot. */
export const Candidates = ({
  caseId,
  version,
}: {
  readonly caseId: string;
  readonly version: number;
}): ReactElement => {
  const texts = useTexts();
  const { data, error, isLoading } = useCandidates(caseId, version);
  const words = (reasons: readonly Reason[]): string =>
    reasons.map((reason) => `${texts.reasons[reason.code] ?? reason.code}${measured(reason)}`).join("; ");
  return (
    <section className="panel" aria-label={texts.candidates}>
      <h2>{texts.candidates}</h2>
      <OnlyFor roles={CANDIDATE_READERS}>
        <Failure error={error} />
        {isLoading && <Loading />}
        {data?.candidates.length === 0 && <p>{texts.candidatesNone}</p>}
        <table className="plain">
          <tbody>
            {data?.candidates.map(({ worker, points, reasons }) => (
              <tr key={worker}>
                <td className="whole">{worker}</td>
                <td>{texts.points(points)}</td>
                <td className="quiet">{words(reasons)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {data !== undefined && data.excluded.length > 0 && (
          <details>
            <summary>{texts.excluded}</summary>
            <table className="plain">
              <tbody>
                {data.excluded.map(({ worker, reasons }) => (
                  <tr key={worker}>
                    <td className="whole">{worker}</td>
                    <td className="quiet">{words(reasons)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        )}
      </OnlyFor>
    </section>
  );
};
