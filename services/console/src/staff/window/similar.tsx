import { Button, Group } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { useTexts } from "../hooks.ts";
import type { LngLat } from "../map/points.ts";
import { At, Failure, Loading, StatusBadge } from "../parts.tsx";

interface Props {
  readonly category: string;
  readonly point: LngLat | undefined;
  readonly grid: string | undefined;
  readonly phone: string;
}

/** 查重. What is there already, shown before anything is filed; it can be followed instead. */
export const Similar = ({ category, point, grid, phone }: Props): ReactElement => {
  const texts = useTexts();
  const isReady = category !== "" && (point !== undefined || grid !== undefined);
  const { data, error, isFetching } = useQuery({
    queryKey: ["similar", category, point, grid],
    queryFn: async () =>
      dataOf(
        await api.POST("/reports/similar", {
          body: { category, ...(point === undefined ? { grid: grid ?? "" } : { point }) },
        }),
      ),
    enabled: isReady,
  });
  const follow = useMutation({
    mutationFn: async (reportId: string) =>
      dataOf(
        await api.POST("/reports/{reportId}/follow", {
          params: { path: { reportId } },
          body: { contact: { phone } },
        }),
      ),
  });
  return (
    <section className="panel" aria-label={texts.duplicates}>
      <h2>{texts.duplicates}</h2>
      {!isReady && <p className="quiet">{texts.duplicatesWait}</p>}
      {isFetching && <Loading />}
      <Failure error={error ?? follow.error} />
      {follow.data !== undefined && <p role="status">{texts.followed(follow.data.trackingNumber)}</p>}
      {data?.reports.length === 0 && <p>{texts.duplicatesNone}</p>}
      {(data?.reports.length ?? 0) > 0 && (
        <table className="plain">
          <tbody>
            {data?.reports.map(({ reportId, trackingNumber, acceptedAt, distance, affected, step }) => (
              <tr key={reportId}>
                <td>
                  {trackingNumber}
                  <div className="quiet">
                    <At at={acceptedAt} />
                  </div>
                </td>
                <td>
                  {step !== undefined && <StatusBadge status={step} />}
                  <div className="quiet">
                    {distance !== undefined && `${texts.metres(Math.round(distance))} · `}
                    {texts.affected(affected)}
                  </div>
                </td>
                <td>
                  <Group justify="end">
                    <Button
                      size="compact-sm"
                      variant="default"
                      disabled={phone === ""}
                      title={phone === "" ? texts.followNeedsPhone : texts.follow}
                      onClick={() => follow.mutate(reportId)}
                    >
                      {texts.follow}
                    </Button>
                  </Group>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
