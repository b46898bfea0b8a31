import { isDomainError, isRefusal, type Action, type CallContext } from "@wangge/kit";

export type NoteRefusal = (dossierId: string, asked: string, account: string, code: string) => Promise<void>;

const dossierIn = (input: unknown): string | undefined => {
  const { dossierId } = input as { readonly dossierId?: unknown };
  return typeof dossierId === "string" ? dossierId : undefined;
};

/** 被拒绝的操作: what an action refuses about a dossier leaves a trace there, by its code alone. */
export const traced = <Actions extends Readonly<Record<string, Action>>>(
  actions: Actions,
  note: NoteRefusal,
): Actions =>
  Object.fromEntries(
    Object.entries(actions).map(([name, one]) => {
      const run = async (input: never, context: CallContext): Promise<unknown> => {
        try {
          return await one.run(input, context);
        } catch (error) {
          const dossierId = dossierIn(input);
          const account = context.actor?.id;
          const isNoted = isDomainError(error) && isRefusal(error) && error.kind !== "missing";
          if (isNoted && dossierId !== undefined && account !== undefined)
            await note(dossierId, name, account, error.code);
          throw error;
        }
      };
      return [name, { ...one, run }];
    }),
  ) as unknown as Actions;
