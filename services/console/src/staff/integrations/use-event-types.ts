import { useQuery } from "@tanstack/react-query";
import { api, dataOf } from "../../common/api.ts";

/** 事件目录 of what is granted to who asks; all of it for the office. */
export const useEventTypes = () =>
  useQuery({
    queryKey: ["event-types"],
    queryFn: async () => dataOf(await api.GET("/webhooks/event-types")).eventTypes,
    staleTime: 60_000,
  });
