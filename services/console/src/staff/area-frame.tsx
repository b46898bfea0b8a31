import type { ReactElement, ReactNode } from "react";
import { AreaNav, type AreaPage } from "./area-nav.tsx";
import { AREAS } from "./areas.ts";
import { OnlyFor } from "./parts.tsx";

/** What every page of an area has around it: who is let in, and the way to the others. */
export const AreaFrame = ({
  area,
  label,
  pages,
  children,
}: {
  readonly area: keyof typeof AREAS;
  readonly label: string;
  readonly pages: readonly AreaPage[];
  readonly children: ReactNode;
}): ReactElement => (
  <OnlyFor roles={AREAS[area]}>
    <div className="stack">
      <AreaNav label={label} pages={pages} />
      {children}
    </div>
  </OnlyFor>
);
