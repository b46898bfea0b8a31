import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { today } from "../../common/days.ts";
import { ColumnHeads, Failure, Loading } from "../parts.tsx";
import { RegistryFrame, useRegistryTexts } from "./parts.tsx";

/** 缺岗. Grids in which fewer people act than the rule wants, as of any day. */
export const VacanciesPage = (): ReactElement => {
  const texts = useRegistryTexts();
  const { on } = useSearch({ from: "/registry/vacancies" });
  const navigate = useNavigate({ from: "/registry/vacancies" });
  const { data, error } = useQuery({
    queryKey: ["vacancies", on ?? "today"],
    queryFn: async () =>
      dataOf(await api.GET("/vacancies", { params: { query: on === undefined ? {} : { on } } })).grids,
  });
  return (
    <RegistryFrame>
      <section className="panel stack">
        <h1>{texts.vacanciesTitle}</h1>
        <p className="quiet">{texts.vacanciesHelp}</p>
        <TextInput
          type="date"
          size="xs"
          label={texts.on}
          value={on ?? today()}
          onChange={({ currentTarget: { value } }) => {
            if (value !== "") void navigate({ search: { on: value } });
          }}
        />
        <Failure error={error} />
        {data === undefined && error === null && <Loading />}
        {data !== undefined && <p data-testid="vacancy-count">{texts.vacancyCount(data.length)}</p>}
        {data !== undefined && data.length > 0 && (
          <div className="scroll" tabIndex={0}>
            <table className="plain" data-testid="vacancies">
              <ColumnHeads of={[texts.grid, texts.workers, texts.responsible]} />
              <tbody>
                {data.map(({ grid, name, missingWorkers, missingResponsible }) => (
                  <tr key={grid}>
                    <th scope="row">
                      <Link to="/registry" search={{ place: grid, ...(on === undefined ? {} : { on }) }}>
                        {name}
                      </Link>
                    </th>
                    <td>{missingWorkers > 0 ? texts.vacancy(missingWorkers) : "—"}</td>
                    <td>{missingResponsible ? texts.vacancyResponsible : "—"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    </RegistryFrame>
  );
};
