import { createRootRoute } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTexts } from "./hooks.ts";
import { Failure } from "./parts.tsx";
import { Shell } from "./shell.tsx";

const NotFound = (): ReactElement => <p>{useTexts().notFound}</p>;

/** What every route lies in. */
export const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => <Failure error={error} retry={() => location.reload()} />,
});
