import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command } from "../forms/command.tsx";
import { useSocial, yuan } from "./texts.ts";

/** 评审会. The ranking before it, who is recused, and its minutes; nothing before it is appointed. */
export const Panel = ({ roundId }: { readonly roundId: string }): ReactElement | null => {
  const texts = useSocial();
  const { data } = useQuery({
    queryKey: ["round", roundId, "panel"],
    queryFn: async () => dataOf(await api.GET("/venture/rounds/{roundId}/panel", { params: { path: { roundId } } })),
    retry: false,
  });
  if (data === undefined) return null;
  const { status } = data;
  const at = { roundId };
  const members = data.members.map((value) => ({ value, label: value }));
  const ranked = data.ranking?.map(({ applicationId, title }) => ({ value: applicationId, label: title }));
  const unless = (...allowed: readonly string[]): string | undefined =>
    allowed.includes(status) ? undefined : texts.notNow(texts.panelStatus[status]);
  return (
    <section className="panel stack" aria-label={texts.panel}>
      <h2>
        {texts.panel} · {texts.panelStatus[status]}
      </h2>
      <ol>
        {data.ranking?.map(({ applicationId, title, asked, normalised, rank }) => (
          <li key={applicationId} value={rank}>
            <Link to="/social/applications/$applicationId" params={{ applicationId }}>
              {title}
            </Link>{" "}
            · {texts.asked} {yuan(asked)} · {normalised / 10_000}
          </li>
        ))}
      </ol>
      <Command name="openPanel" at={at} why={unless("appointed", "sitting")} />
      <Command name="takeAttendance" at={at} choices={{ present: members }} why={unless("sitting")} />
      <Command
        name="moveApplication"
        at={at}
        choices={{
          inFavour: members,
          against: members,
          ...(ranked === undefined ? {} : { applicationId: ranked }),
        }}
        why={unless("sitting")}
      />
      <Command name="writePanelMinutes" at={at} why={unless("sitting", "minuted")} />
      <Command name="signPanelMinutes" at={at} why={unless("minuted")} />
    </section>
  );
};
