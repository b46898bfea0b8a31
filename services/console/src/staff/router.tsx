import { createRoute, createRouter, lazyRouteComponent, Navigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { appraisalRoutes } from "./appraisal/routes.ts";
import { AREA_NAMES, AREAS } from "./areas.ts";
import { filtersFrom } from "./board/filters.ts";
import { enforcementRoutes } from "./enforcement/routes.tsx";
import { useSession } from "./hooks.ts";
import { integrationRoutes } from "./integrations/routes.ts";
import { registryRoutes } from "./registry/routes.ts";
import { root } from "./root.tsx";
import { socialRoutes } from "./social/routes.tsx";

const Home = (): ReactElement => {
  const held = useSession()?.roles ?? [];
  const area = AREA_NAMES.find((one) => AREAS[one].some((role) => held.includes(role))) ?? "items";
  return <Navigate to={`/${area}`} replace />;
};

const home = createRoute({ getParentRoute: () => root, path: "/", component: Home });
const window = createRoute({
  getParentRoute: () => root,
  path: "/window",
  component: lazyRouteComponent(() => import("./window/window-page.tsx"), "WindowPage"),
});
const matters = createRoute({
  getParentRoute: () => root,
  path: "/matters",
  component: lazyRouteComponent(() => import("./matters/matters-page.tsx"), "MattersPage"),
});
const items = createRoute({
  getParentRoute: () => root,
  path: "/items",
  component: lazyRouteComponent(() => import("./items/items-page.tsx"), "ItemsPage"),
});
const board = createRoute({
  getParentRoute: () => root,
  path: "/board",
  validateSearch: filtersFrom,
  component: lazyRouteComponent(() => import("./board/board-page.tsx"), "BoardPage"),
});
const oneCase = createRoute({
  getParentRoute: () => root,
  path: "/cases/$caseId",
  component: lazyRouteComponent(() => import("./case/case-page.tsx"), "CasePage"),
});
const ops = createRoute({
  getParentRoute: () => root,
  path: "/ops",
  component: lazyRouteComponent(() => import("./ops/ops-page.tsx"), "OpsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    ...[home, window, matters, items, board, oneCase, ops],
    ...appraisalRoutes,
    ...registryRoutes,
    ...integrationRoutes,
    enforcementRoutes,
    socialRoutes,
  ]),
  basepath: "/console",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
