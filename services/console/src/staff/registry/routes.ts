import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../root.tsx";
import { communityFrom, dayFrom, importFrom, placeFrom } from "./search.ts";

const places = createRoute({
  getParentRoute: () => root,
  path: "/registry",
  validateSearch: placeFrom,
  component: lazyRouteComponent(() => import("./places-page.tsx"), "PlacesPage"),
});
const gridding = createRoute({
  getParentRoute: () => root,
  path: "/registry/gridding",
  validateSearch: communityFrom,
  component: lazyRouteComponent(() => import("./gridding-page.tsx"), "GriddingPage"),
});
const imports = createRoute({
  getParentRoute: () => root,
  path: "/registry/imports",
  validateSearch: importFrom,
  component: lazyRouteComponent(() => import("./imports-page.tsx"), "ImportsPage"),
});
const changes = createRoute({
  getParentRoute: () => root,
  path: "/registry/changes",
  component: lazyRouteComponent(() => import("./changes-page.tsx"), "ChangesPage"),
});

const vacancies = createRoute({
  getParentRoute: () => root,
  path: "/registry/vacancies",
  validateSearch: dayFrom,
  component: lazyRouteComponent(() => import("./vacancies-page.tsx"), "VacanciesPage"),
});

export const registryRoutes = [places, vacancies, gridding, imports, changes] as const;
