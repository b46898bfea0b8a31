import { useQuery } from "@tanstack/react-query";
import { Fragment, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { Fact, Facts, Failure, Loading, OnlyFor } from "../parts.tsx";
import { ChangeForm } from "./change-form.tsx";
import { History } from "./history.tsx";
import { LEADERS, useRegistryTexts } from "./parts.tsx";

interface Asked {
  readonly code: string;
  readonly on: string | undefined;
}

const STREET_DIGITS = 9;
const COMMUNITY_DIGITS = 12;

const placeOf = async ({ code, on }: Asked) => {
  const params = { path: { code }, query: on === undefined ? {} : { on } };
  if (code.length === STREET_DIGITS) return dataOf(await api.GET("/streets/{code}", { params }));
  if (code.length === COMMUNITY_DIGITS) return dataOf(await api.GET("/communities/{code}", { params }));
  return dataOf(await api.GET("/grids/{code}", { params }));
};

const People = ({ grid }: { readonly grid: string }): ReactElement => {
  const texts = useRegistryTexts();
  const { data, error } = useQuery({
    queryKey: ["people", grid],
    queryFn: async () => dataOf(await api.GET("/grids/{code}/people", { params: { path: { code: grid } } })),
  });
  return (
    <section className="panel" aria-label={texts.people} data-testid="people">
      <h2>{texts.people}</h2>
      <Failure error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <Facts>
          <Fact name={texts.workers}>
            {data.workers.map(({ id, label }, index) => (
              <Fragment key={id}>
                {index > 0 && " · "}
                <span className="whole">{`${label} (${id})`}</span>
              </Fragment>
            ))}
          </Fact>
          <Fact name={texts.responsible}>{`${data.responsible.label} (${data.responsible.id})`}</Fact>
          {data.vacancy !== undefined && (
            <Fact name={texts.people}>
              <span className="late">
                {data.vacancy.workers > 0 && texts.vacancy(data.vacancy.workers)}{" "}
                {data.vacancy.responsible && texts.vacancyResponsible}
              </span>
            </Fact>
          )}
        </Facts>
      )}
    </section>
  );
};

const Courtyards = ({ code, on }: Asked): ReactElement => {
  const texts = useRegistryTexts();
  const { data, error } = useQuery({
    queryKey: ["courtyards", code, on],
    queryFn: async () =>
      dataOf(
        await api.GET("/grids/{code}/courtyards", {
          params: { path: { code }, query: on === undefined ? {} : { on } },
        }),
      ).courtyards,
  });
  return (
    <details className="panel">
      <summary>
        {texts.courtyards} {data?.length}
      </summary>
      <Failure error={error} />
      <ul>
        {data?.map(({ id, value }) => (
          <li key={id}>
            {String(value["name"])} · {texts.householdsOf(Number(value["households"]))}
          </li>
        ))}
      </ul>
    </details>
  );
};

const AREA_DIGITS = 3;

/** One place as it was on the day: figures, people, courtyards, what became of it, and changing it. */
export const PlaceView = (asked: Asked): ReactElement => {
  const texts = useRegistryTexts();
  const { code, on } = asked;
  const { data, error } = useQuery({ queryKey: ["place", code, on], queryFn: () => placeOf(asked) });
  if (error !== null) return <Failure error={error} />;
  if (data === undefined) return <Loading />;
  const isGrid = "management" in data;
  const above = [
    ...("street" in data ? [data.street.name] : []),
    ...("community" in data ? [data.community.name] : []),
    data.district.name,
  ];
  return (
    <div className="stack">
      <section className="panel" data-testid="place">
        <h2>{data.name}</h2>
        <Facts>
          <Fact name={texts.code}>
            <code>{data.code}</code>
          </Fact>
          <Fact name={texts.within}>{above.join(" · ")}</Fact>
          <Fact name={texts.households}>{data.households}</Fact>
          <Fact name={texts.area}>{texts.squareKilometres((data.areaM2 / 1e6).toFixed(AREA_DIGITS))}</Fact>
          {"grids" in data && <Fact name={texts.grids}>{data.grids}</Fact>}
          {"communities" in data && <Fact name={texts.communities}>{data.communities}</Fact>}
          {isGrid && <Fact name={texts.management}>{texts.managements[data.management]}</Fact>}
          {isGrid && data.exception !== undefined && <Fact name={texts.exception}>{data.exception}</Fact>}
          <Fact name={texts.since}>{data.since}</Fact>
        </Facts>
        {data.synthetic && <p className="quiet">{texts.synthetic}</p>}
      </section>
      {isGrid && <People grid={data.code} />}
      {isGrid && <Courtyards code={data.code} on={on} />}
      <History code={data.code} />
      <section className="panel stack" aria-label={texts.change}>
        <h2>{texts.change}</h2>
        <OnlyFor roles={LEADERS}>
          <ChangeForm
            key={`${data.id} ${data.name}`}
            record={data.id}
            name={data.name}
            management={isGrid ? data.management : undefined}
          />
        </OnlyFor>
      </section>
    </div>
  );
};
