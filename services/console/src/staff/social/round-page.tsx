import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { under } from "../forms/choices.ts";
import { Command, Commands } from "../forms/command.tsx";
import { useIsOneOf } from "../hooks.ts";
import { At, Fact, Facts, Failure, Loading } from "../parts.tsx";
import { Allocation } from "./allocation.tsx";
import { useGrantChoices } from "./choices.ts";
import { Panel } from "./panel.tsx";
import { useSocial, wordIn, yuan } from "./texts.ts";

/** 轮次. From the call to the money. */
export const RoundPage = (): ReactElement => {
  const texts = useSocial();
  const navigate = useNavigate();
  const seesPanel = useIsOneOf(["socialOfficer", "reviewer"]);
  const grants = useGrantChoices(useIsOneOf(["organization"]));
  const { roundId } = useParams({ from: "/social/rounds/$roundId" });
  const { data, error } = useQuery({
    queryKey: ["round", roundId],
    queryFn: async () => dataOf(await api.GET("/venture/rounds/{roundId}", { params: { path: { roundId } } })),
    refetchInterval: 10_000,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const { status } = data;
  const at = { roundId };
  const unless = (...allowed: readonly string[]): string | undefined =>
    allowed.includes(status) ? undefined : texts.notNow(texts.roundStatus[status]);
  const themes = data.themes.map((value) => ({ value, label: wordIn(texts.themeNames, value) }));
  return (
    <div className="columns case">
      <div className="stack">
        <section className="panel" aria-label={texts.round}>
          <h1>
            {data.title} · <span data-testid="round-status">{texts.roundStatus[status]}</span>
          </h1>
          <p>{data.call}</p>
          <Facts>
            <Fact name={texts.envelope}>{texts.yuan(yuan(data.envelope))}</Fact>
            <Fact name={texts.themes}>{themes.map(({ label }) => label).join(" · ")}</Fact>
            <Fact name={texts.opensAt}>
              <At at={data.opensAt} />
            </Fact>
            <Fact name={texts.closesAt}>
              <At at={data.closesAt} />
            </Fact>
          </Facts>
          {data.isBlind && <p className="quiet">{texts.blind}</p>}
        </section>
        {seesPanel && <Panel roundId={roundId} />}
        <Allocation round={roundId} />
      </div>
      <Commands title={texts.actions}>
        <Command
          name="beginApplication"
          at={at}
          choices={{ theme: themes, ...under(["follows"], grants) }}
          why={unless("open")}
          onDone={({ applicationId }) =>
            void navigate({
              to: "/social/applications/$applicationId",
              params: { applicationId: String(applicationId) },
            })
          }
        />
        <Command name="declareTies" at={at} why={unless("closed")} />
        <Command name="announceRound" at={at} why={unless("drafted")} />
        <Command name="proposeExtension" at={at} why={unless("announced", "open")} />
        <Command name="approveExtension" at={at} why={unless("announced", "open")} />
        <Command name="enlistReviewer" at={at} choices={{ themes }} />
        <Command name="openReviews" at={at} why={unless("closed")} />
        <Command name="appointPanel" at={at} why={unless("closed")} />
      </Commands>
    </div>
  );
};
