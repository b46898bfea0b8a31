import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactElement } from "react";

export interface AreaPage {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly name: string;
  /** The addresses of the others lie below its own. */
  readonly isFirst?: boolean;
}

/** The pages of an area, on each of them. */
export const AreaNav = ({
  label,
  pages,
}: {
  readonly label: string;
  readonly pages: readonly AreaPage[];
}): ReactElement => (
  <nav className="subnav no-print" aria-label={label}>
    {pages.map(({ to, name, isFirst = false }) => (
      <Link
        key={to}
        to={to}
        activeOptions={{ exact: isFirst, includeSearch: false }}
        activeProps={{ "aria-current": "page" }}
      >
        {name}
      </Link>
    ))}
  </nav>
);
