import { useMutation, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useState } from "react";
import { api, dataOf } from "../../../common/api.ts";
import type { CasePage, CaseRow } from "../cases.ts";
import { isOut, type Move } from "./move.ts";

/** Puts what a case is now where the lists show it. They are not read again for it: that would move them under one's hand. */
export const useShowAsItIs = (): ((one: CaseRow) => void) => {
  const queries = useQueryClient();
  return (one) => {
    queries.setQueriesData<InfiniteData<CasePage>>({ queryKey: ["cases"] }, (data) =>
      data === undefined
        ? undefined
        : {
            ...data,
            pages: data.pages.map((page) =>
              page.cases.some(({ caseId }) => caseId === one.caseId)
                ? { ...page, cases: page.cases.map((other) => (other.caseId === one.caseId ? one : other)) }
                : page,
            ),
          },
    );
    void queries.invalidateQueries({ queryKey: ["case", one.caseId] });
    void queries.invalidateQueries({ queryKey: ["by-grid"] });
    void queries.invalidateQueries({ queryKey: ["summary"] });
  };
};

/**
 * Gives a case to others. Taking it back and giving it out are two steps: where the second is refused the first stands, the case
 * waits for dispatch, and another try is the second step alone.
 */
export const useMove = (of: CaseRow, move: Move) => {
  const show = useShowAsItIs();
  const [now, setNow] = useState(of);
  const path = { caseId: of.caseId };
  const learn = (one: CaseRow): CaseRow => {
    setNow(one);
    show(one);
    return one;
  };
  const carryOut = async (reason: string): Promise<CaseRow> => {
    if (move.how === "delegate") {
      const body = move.worker === undefined ? {} : { worker: move.worker };
      return dataOf(await api.POST("/cases/{caseId}/delegate", { params: { path }, body }));
    }
    if (move.how === "takeBack" && isOut(now))
      learn(dataOf(await api.POST("/cases/{caseId}/revoke", { params: { path }, body: { reason } })));
    const worker = move.how === "assign" ? move.worker : undefined;
    const body = { department: move.department, ...(worker === undefined ? {} : { worker }) };
    return dataOf(await api.POST("/cases/{caseId}/assign", { params: { path }, body }));
  };
  const sent = useMutation({
    mutationFn: carryOut,
    onSuccess: learn,
    // It was refused for what the case has become meanwhile: that is what the list shows then.
    onError: async () => {
      const { data } = await api.GET("/cases/{caseId}", { params: { path } }).catch(() => ({ data: undefined }));
      if (data !== undefined) show(data);
    },
  });
  return { ...sent, isTakenBack: isOut(of) && now.status === "filed" };
};
