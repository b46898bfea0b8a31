/** A district small enough to be begun ten thousand times: one street, two communities, four grids. */
import { divide, type Division, type Vintage } from "@wangge/registry/domain";

const street = "510108001";
const vintage: Vintage = {
  vintage: "simulation",
  district: { code: "510108", name: "模拟区" },
  streets: [
    {
      code: street,
      name: "一街道",
      communities: [1, 2].map((number) => ({
        code: `${street}00${String(number)}`,
        name: `社区${String(number)}`,
        kind: "residentsCommittee",
      })),
    },
  ],
};

export const smallDivision = (): Division =>
  divide(
    vintage,
    {
      approximate: true,
      ring: [[104, 30], [104.06, 30], [104.06, 30.05], [104, 30.05]], // prettier-ignore
      hints: [],
    },
    { seed: 5, grids: 4 },
  );
