import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";

/** A step of a case; afterwards everything that is shown of it is read again. */
export const useStep = <Input>(
  caseId: string,
  step: (input: Input) => Promise<unknown>,
): UseMutationResult<unknown, Error, Input> => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["case", caseId] }),
  });
};
