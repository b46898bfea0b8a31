import { metrics } from "@wangge/kit";

/** 面板: one graph over what the services tell at `/metrics`. */
export interface Panel {
  readonly title: string;
  /** As Grafana names it: `ms`, `s`, `short`, `percentunit`, `reqps`, `ops`. */
  readonly unit: string;
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
  /** What a reader is to conclude from it. */
  readonly description: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** As Prometheus has it: dots become underscores. */
const series = (metric: string): string => metric.replaceAll(".", "_");

/** How often a counter counts, per second. */
const rate = (metric: string, by: string, where = ""): string =>
  `sum by (${by}) (rate(${series(metric)}_total${where}[5m]))`;
const counts = (metric: string, by: string, where = ""): string =>
  `sum by (${by}) (rate(${series(metric)}_count${where}[5m]))`;
const quantile = (share: number, metric: string, by: string): string =>
  `histogram_quantile(${share}, sum by (le, ${by}) (rate(${series(metric)}_bucket[5m])))`;
const mean = (metric: string, by: string): string =>
  `sum by (${by}) (rate(${series(metric)}_sum[5m])) / sum by (${by}) (rate(${series(metric)}_count[5m]))`;
/** Replicas tell the same number: the worst of them. */
const worst = (metric: string, by: string): string => `max by (${by}) (${series(metric)})`;

const by = (label: string): string => `{{${label}}}`;

/** What somebody who is called at night looks at, in this order: do people get answers, does the bus flow, are stores and processes well. */
export const rows: readonly Row[] = [
  {
    title: "Cases 案件",
    panels: [
      {
        title: "Open and overdue",
        unit: "short",
        description: "Cases with a running clock, and those of them past their deadline",
        queries: [
          { expr: `max(${series(metrics.casesOpen)})`, legend: "open" },
          { expr: `max(${series(metrics.casesOverdue)})`, legend: "overdue" },
        ],
      },
      {
        title: "Days of the calendar that a notice has settled",
        unit: "short",
        description:
          "Ahead of today; below none, deadlines count on the regulation alone until the next notice is loaded",
        queries: [{ expr: `max(${series(metrics.calendarSettled)})`, legend: "days" }],
      },
      {
        title: "Days until a certificate ends",
        unit: "short",
        description: "Of the certificate that each service serves just now, by the replica that has the oldest",
        queries: [{ expr: `min by (job) (${series(metrics.certificateDays)})`, legend: "{{job}}" }],
      },
    ],
  },
  {
    title: "Answers: rate, errors, duration",
    panels: [
      {
        title: "HTTP requests",
        unit: "reqps",
        description: "By status; what is refused because there is too much has 429 or 503",
        queries: [{ expr: counts(metrics.http, "status"), legend: by("status") }],
      },
      {
        title: "HTTP, 99 of 100 within",
        unit: "ms",
        description: "By route",
        queries: [{ expr: `topk(10, ${quantile(0.99, metrics.http, "route")})`, legend: by("route") }],
      },
      {
        title: "HTTP, refused",
        unit: "reqps",
        description: "Too many requests, or a part was away",
        queries: [
          { expr: rate(metrics.httpRefused, "job"), legend: "at the edge" },
          { expr: rate(metrics.admissionRefused, "job"), legend: "for a service that has all it can do" },
        ],
      },
      {
        title: "Admission",
        unit: "short",
        description: "Requests in hand, and how many may be",
        queries: [
          { expr: worst(metrics.admissionInHand, "job"), legend: "in hand" },
          { expr: worst(metrics.admissionLimit, "job"), legend: "limit" },
        ],
      },
      {
        title: "Calls from one department to another",
        unit: "reqps",
        description: "Who asked whom, and what became of it; what is denied has no grant in district.yaml",
        queries: [{ expr: rate(metrics.crossCalls, "from, to, outcome"), legend: "{{from}} → {{to}} {{outcome}}" }],
      },
      {
        title: "Actions that failed",
        unit: "reqps",
        description: "By action and kind of failure; `bug` is ours",
        queries: [
          { expr: counts(metrics.actions, "action, outcome", '{outcome!="ok"}'), legend: "{{action}} {{outcome}}" },
        ],
      },
      {
        title: "Actions, 99 of 100 within",
        unit: "ms",
        description: "The slowest ten",
        queries: [{ expr: `topk(10, ${quantile(0.99, metrics.actions, "action")})`, legend: by("action") }],
      },
    ],
  },
  {
    title: "Bus",
    panels: [
      {
        title: "Behind",
        unit: "short",
        description: "Messages that a consumer has not done yet",
        queries: [
          { expr: `topk(10, ${worst(metrics.lag, "consumer")})`, legend: by("consumer") },
          { expr: `topk(5, ${worst(metrics.unacknowledged, "consumer")})`, legend: "{{consumer}} in hand" },
        ],
      },
      {
        title: "Oldest message that waits",
        unit: "s",
        description: "What a resident notices: how late the platform is",
        queries: [{ expr: `topk(10, ${worst(metrics.oldestAge, "consumer")})`, legend: by("consumer") }],
      },
      {
        title: "Published and delivered",
        unit: "ops",
        description: "All services",
        queries: [
          { expr: rate(metrics.published, "job"), legend: "{{job}} published" },
          { expr: rate(metrics.delivered, "job"), legend: "{{job}} delivered" },
        ],
      },
      {
        title: "Delivered again, given up",
        unit: "ops",
        description: "A dead letter is a bug or a contract that was broken: npm run replay",
        queries: [
          { expr: rate(metrics.redelivered, "consumer"), legend: "{{consumer}} again" },
          { expr: rate(metrics.deadLetters, "consumer"), legend: "{{consumer}} given up" },
        ],
      },
      {
        title: "Packets of nodes that spoke for others",
        unit: "ops",
        description: "Not zero: somebody tries, or a node is named wrongly",
        queries: [{ expr: rate(metrics.refusedNodes, "job"), legend: by("job") }],
      },
    ],
  },
  {
    title: "Other systems: webhooks and proof",
    panels: [
      {
        title: "Tries to deliver",
        unit: "ops",
        description: "By what came of them",
        queries: [{ expr: rate(metrics.webhookAttempts, "outcome"), legend: by("outcome") }],
      },
      {
        title: "Deliveries that wait",
        unit: "short",
        description: "Grows when an endpoint is away; it never holds up another",
        queries: [{ expr: `max(${series(metrics.webhookWaiting)})`, legend: "waiting" }],
      },
      {
        title: "Endpoints answer, 99 of 100 within",
        unit: "ms",
        description: "All endpoints together",
        queries: [{ expr: quantile(0.99, metrics.webhookLatency, "job"), legend: by("job") }],
      },
      {
        title: "Oldest event that is not anchored",
        unit: "ms",
        description: "Only where the event log is signed; beyond its limit the service refuses commands",
        queries: [{ expr: worst(metrics.eventLogWaiting, "job"), legend: by("job") }],
      },
    ],
  },
  {
    title: "Stores",
    panels: [
      {
        title: "Outbox: not on the bus yet",
        unit: "short",
        description: "Saved events that wait",
        queries: [{ expr: worst(metrics.outboxPending, "job"), legend: by("job") }],
      },
      {
        title: "Outbox: the oldest",
        unit: "s",
        description: "Above some seconds: the bus is away or the relay stands",
        queries: [{ expr: worst(metrics.outboxAge, "job"), legend: by("job") }],
      },
      {
        title: "Saved, and decided again",
        unit: "ops",
        description: "Conflicts are lost races: many of them are two owners",
        queries: [
          { expr: rate(metrics.saved, "job"), legend: "{{job}} saved" },
          { expr: rate(metrics.conflicts, "job"), legend: "{{job}} conflicts" },
        ],
      },
      {
        title: "Aggregates in one write",
        unit: "short",
        description: "Near 1 under load: batches do not form",
        queries: [{ expr: mean(metrics.batch, "job"), legend: by("job") }],
      },
      {
        title: "Commands that wait for a write",
        unit: "short",
        description: "Grows when the store is slower than what comes in",
        queries: [{ expr: worst(metrics.laneDepth, "job"), legend: by("job") }],
      },
    ],
  },
  {
    title: "Processes: saturation",
    panels: [
      {
        title: "Event loop at work",
        unit: "percentunit",
        description: "Near 1: add a replica",
        queries: [{ expr: worst(metrics.loopUtilization, "job, instance"), legend: by("instance") }],
      },
      {
        title: "Event loop late",
        unit: "ms",
        description: "99 of 100 turns are at most so late",
        queries: [{ expr: worst(metrics.loopDelay, "job, instance"), legend: by("instance") }],
      },
      {
        title: "Answers kept from other services",
        unit: "ops",
        description: "Given from memory, asked, let go because their owner has another version, not confirmed in time",
        queries: [
          { expr: rate(metrics.cacheHits, "job"), legend: "{{job}} kept" },
          { expr: rate(metrics.cacheMisses, "job"), legend: "{{job}} asked" },
          { expr: rate(metrics.cacheLetGo, "job"), legend: "{{job}} let go" },
          { expr: rate(metrics.cacheUnconfirmed, "job"), legend: "{{job}} not confirmed" },
        ],
      },
    ],
  },
];
