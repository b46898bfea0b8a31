import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "../../common/api.ts";

/** The round that applications belong to: which editions of form and rubric it keeps. */
export const useRound = (round: string | undefined) =>
  useQuery({
    queryKey: ["round", round],
    enabled: round !== undefined,
    queryFn: async () =>
      dataOf(await api.GET("/venture/rounds/{roundId}", { params: { path: { roundId: round ?? "" } } })),
  });
