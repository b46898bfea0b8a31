import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../root.tsx";
import { periodFrom, type Period } from "./period.ts";
import { leagueFrom, scoreFrom, type Given, type LeagueSearch, type ScoreSearch } from "./search.ts";

const league = createRoute({
  getParentRoute: () => root,
  path: "/appraisal",
  validateSearch: (search: Given<LeagueSearch>) => leagueFrom({ ...search }),
  component: lazyRouteComponent(() => import("./league-page.tsx"), "LeaguePage"),
});
const score = createRoute({
  getParentRoute: () => root,
  path: "/appraisal/scores/$card/$subject",
  validateSearch: (search: Given<ScoreSearch>) => scoreFrom({ ...search }),
  component: lazyRouteComponent(() => import("./score-page.tsx"), "ScorePage"),
});
const fact = createRoute({
  getParentRoute: () => root,
  path: "/appraisal/facts/$kind/$id",
  component: lazyRouteComponent(() => import("./fact-page.tsx"), "FactPage"),
});
const periods = createRoute({
  getParentRoute: () => root,
  path: "/appraisal/periods",
  component: lazyRouteComponent(() => import("./periods-page.tsx"), "PeriodsPage"),
});
const onePeriod = createRoute({
  getParentRoute: () => root,
  path: "/appraisal/periods/$appraisalId",
  component: lazyRouteComponent(() => import("./period-page.tsx"), "PeriodPage"),
});
const whatIf = createRoute({
  getParentRoute: () => root,
  path: "/appraisal/what-if",
  validateSearch: (search: Given<LeagueSearch>) => leagueFrom({ ...search }),
  component: lazyRouteComponent(() => import("./what-if-page.tsx"), "WhatIfPage"),
});
const findings = createRoute({
  getParentRoute: () => root,
  path: "/appraisal/findings",
  validateSearch: (search: Given<Period>) => periodFrom({ ...search }),
  component: lazyRouteComponent(() => import("./findings-page.tsx"), "FindingsPage"),
});

export const appraisalRoutes = [league, score, fact, periods, onePeriod, whatIf, findings] as const;
