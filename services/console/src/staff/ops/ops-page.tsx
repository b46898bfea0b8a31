import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { listed } from "../../common/language.ts";
import { AREAS } from "../areas.ts";
import { useLanguage } from "../hooks.ts";
import { Failure, Loading, OnlyFor } from "../parts.tsx";
import { Anchors } from "./anchors.tsx";
import { Letters } from "./letters.tsx";
import { rowsOf } from "./platform.ts";
import { Consumers, Outboxes, Services } from "./services.tsx";
import { useOpsTexts } from "./texts.ts";
import { Traces } from "./traces.tsx";

const EVERY_MS = 5_000;

const Operations = (): ReactElement => {
  const texts = useOpsTexts();
  const language = useLanguage();
  const { data, error } = useQuery({
    queryKey: ["ops", "services"],
    queryFn: async () => dataOf(await api.GET("/ops/services")),
    refetchInterval: EVERY_MS,
  });
  const rows = rowsOf(data?.instances ?? []);
  const up = data?.instances.filter(({ isUp }) => isUp).length ?? 0;
  const letters = rows.reduce((sum, row) => sum + row.letters, 0);
  return (
    <div className="stack">
      <h1>{texts.title}</h1>
      <Failure error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <>
          <p role="status" data-testid="summary">
            {texts.summary(up, data.instances.length - up, letters)}
          </p>
          {data.unheard.length > 0 && (
            <p role="alert" className="late">
              {texts.unheard(listed(data.unheard, language))}
            </p>
          )}
          <Services rows={rows} />
          <Letters services={rows.filter((row) => row.letters > 0).map(({ service }) => service)} />
          <div className="columns two">
            <Consumers rows={rows} />
            <div className="stack">
              <Outboxes rows={rows} />
              <Anchors />
            </div>
          </div>
          <Traces />
        </>
      )}
    </div>
  );
};

/** 运维. How the platform runs, of itself, without any other tool; for who has to act when it does not. */
export const OpsPage = (): ReactElement => (
  <OnlyFor roles={AREAS.ops}>
    <Operations />
  </OnlyFor>
);
