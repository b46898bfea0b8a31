import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Command, Commands } from "../forms/command.tsx";
import { useIsOneOf } from "../hooks.ts";
import { At, Fact, Facts, Failure, Loading } from "../parts.tsx";
import { useSocial, wordIn } from "./texts.ts";

/** Those who would fit, by their ids, with the reason for every yes and no. */
const Matches = ({ needId }: { readonly needId: string }): ReactElement => {
  const texts = useSocial();
  const path = { needId };
  const { data, error } = useQuery({
    queryKey: ["need", needId, "matches"],
    queryFn: async () =>
      dataOf(await api.GET("/volunteer-needs/{needId}/matches", { params: { path, query: { limit: 20 } } })).matches,
    retry: false,
  });
  return (
    <section className="panel" aria-label={texts.matches}>
      <h2>{texts.matches}</h2>
      <Failure error={error} />
      <ul>
        {data?.map(({ volunteerId, fit }) => (
          <li key={volunteerId}>
            <code>{volunteerId.slice(0, 12)}</code>{" "}
            {fit.fits
              ? fit.reasons.map(({ reason }) => texts.matchReasons[reason]).join(" · ")
              : fit.against.map((one) => texts.matchAgainst[one]).join(" · ")}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** 一个需求. Sign up; who has put it up confirms the hours. */
export const NeedPage = (): ReactElement => {
  const texts = useSocial();
  const isOrganizer = useIsOneOf(["organization", "communityOfficer"]);
  const { needId } = useParams({ from: "/social/volunteers/$needId" });
  const { data, error } = useQuery({
    queryKey: ["need", needId],
    queryFn: async () => dataOf(await api.GET("/volunteer-needs/{needId}", { params: { path: { needId } } })),
  });
  const { data: volunteers } = useQuery({
    queryKey: ["need", needId, "volunteers"],
    enabled: isOrganizer,
    queryFn: async () =>
      dataOf(await api.GET("/volunteer-needs/{needId}/volunteers", { params: { path: { needId } } })).volunteers,
    retry: false,
  });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const signedUp = volunteers?.map(({ volunteerId, name, phone }) => ({
    value: volunteerId,
    label: [name ?? volunteerId.slice(0, 12), ...(phone === undefined ? [] : [phone])].join(" · "),
  }));
  const at = { needId };
  const open = data.status === "open" ? undefined : texts.notNow(texts.needStatus[data.status]);
  return (
    <div className="columns two">
      <div className="stack">
        <section className="panel" aria-label={texts.need}>
          <h1>
            {data.title} · {texts.needStatus[data.status]}
          </h1>
          <Facts>
            <Fact name={texts.signedUp}>
              <span data-testid="signed-up">{texts.places(data.signedUp, data.wanted)}</span>
            </Fact>
            <Fact name={texts.opensAt}>
              <At at={data.from} /> – <At at={data.to} />
            </Fact>
            {data.skills.length > 0 && (
              <Fact name={wordIn(texts.fields, "skills")}>
                {data.skills.map((skill) => wordIn(texts.words, skill)).join(" · ")}
              </Fact>
            )}
          </Facts>
        </section>
        {isOrganizer && <Matches needId={needId} />}
      </div>
      <Commands title={texts.actions}>
        <Command name="signUpForNeed" at={at} why={open} />
        <Command name="withdrawFromNeed" at={at} why={open} />
        <Command
          name="confirmHours"
          at={at}
          choices={{ volunteerId: signedUp }}
          why={signedUp?.length === 0 ? texts.nobodySignedUp : undefined}
        />
        <Command name="closeVolunteerNeed" at={at} why={open} />
      </Commands>
    </div>
  );
};
