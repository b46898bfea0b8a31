import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../root.tsx";

const endpoints = createRoute({
  getParentRoute: () => root,
  path: "/integrations",
  component: lazyRouteComponent(() => import("./endpoints-page.tsx"), "EndpointsPage"),
});
const endpoint = createRoute({
  getParentRoute: () => root,
  path: "/integrations/endpoints/$endpointId",
  component: lazyRouteComponent(() => import("./endpoint-page.tsx"), "EndpointPage"),
});
const events = createRoute({
  getParentRoute: () => root,
  path: "/integrations/events",
  component: lazyRouteComponent(() => import("./events-page.tsx"), "EventsPage"),
});
const grants = createRoute({
  getParentRoute: () => root,
  path: "/integrations/grants",
  component: lazyRouteComponent(() => import("./grants-page.tsx"), "GrantsPage"),
});

export const integrationRoutes = [endpoints, endpoint, events, grants] as const;
