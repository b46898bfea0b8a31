import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";

/** A step of an appraisal; afterwards everything that is shown of it is read again. */
export const useStep = <Input = void>(
  step: (input: Input) => Promise<unknown>,
): UseMutationResult<unknown, Error, Input> => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["appraisal"] }),
        queries.invalidateQueries({ queryKey: ["appraisals"] }),
      ]),
  });
};
