import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { followOperation } from "../../common/live.ts";
import { useSession } from "../hooks.ts";
import type { Operation } from "./operation.ts";

/** Keeps an operation up to date as it happens. @returns whether it does */
export const useOperationStream = (operationId: string): boolean => {
  const queries = useQueryClient();
  const account = useSession()?.account;
  const [isStreamed, setStreamed] = useState(false);
  useEffect(() => {
    const queryKey = ["operation", operationId];
    const stop = followOperation(operationId, {
      onState: setStreamed,
      onOperation: (operation) => {
        const next = operation as Operation;
        queries.setQueryData<Operation>(queryKey, (now) =>
          now !== undefined && now.version > next.version ? now : next,
        );
      },
    });
    return () => {
      stop();
      setStreamed(false);
    };
  }, [queries, operationId, account]);
  return isStreamed;
};
