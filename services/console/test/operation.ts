/** A joint operation of one street, as far as its pages need one. */
import type { Account } from "../../../deploy/demo/client.ts";
import { until, type asking } from "../../../deploy/test/stack.ts";

type Ask = Pick<ReturnType<typeof asking>, "post">;

const STREET = "510108002";
const BODY = "urban-management";
const officerName = (place: number): string => `officer-urbanManagement-${STREET}-${String(place)}`;
export const officer = (sub: string, ...roles: readonly string[]): Account => ({
  sub,
  roles: ["officer", ...roles],
  department: BODY,
});
export const control: Account = { sub: "dispatcher-1", roles: ["dispatcher"] };

const [PLANNER, HELPER, CHIEF, COMMANDER] = [1, 2, 3, 4].map(officerName) as [string, string, string, string];
export { COMMANDER, HELPER };

/**
 * Live, with its commander and one who was sent to him. @param begun called when it is to begin, for who puts the clock
 * @returns its address below the API
 */
export const liveOperation = async (
  { post }: Ask,
  hours: { readonly from: string; readonly to: string },
  begun: () => void = () => undefined,
): Promise<string> => {
  /** Too early is refused; services look at their clock again in a moment. */
  const soon = (path: string, input: object): Promise<Readonly<Record<string, unknown>>> =>
    until(() => post(path, input, control).catch(() => undefined), path, 60_000);
  for (const account of [COMMANDER, HELPER]) {
    const { shifts } = (await soon(`/teams/${STREET}/shifts`, { officer: account, shifts: [hours] })) as {
      readonly shifts: readonly { readonly shift: string }[];
    };
    await soon(`/teams/${STREET}/roll`, { officer: account, shift: shifts[0]?.shift, answer: "here" });
  }
  begun();
  const plan = {
    ...{ type: "night-market", level: 1, street: STREET, area: [STREET], ...hours },
    ...{ forces: ["urbanManagement", "governance", "community"], commander: COMMANDER, communication: "频道三" },
    ...{ safety: "着反光背心，两人一组", risk: "medium" },
    tasks: [{ id: "road", kind: "objective", words: "道路恢复通行" }],
  };
  const { operationId } = await post("/operations", plan, officer(PLANNER));
  const at = `/operations/${String(operationId)}`;
  await post(`${at}/approve`, {}, officer(CHIEF, "enforcementLead"));
  await soon(`${at}/open`, {});
  await soon(`${at}/assign`, { persons: [{ officer: HELPER, need: "urban-management" }], units: [] });
  return at;
};
