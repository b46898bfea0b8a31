/** Every metric and span attribute of the platform, once. Labels have few values; personal data is in none of them. */
export const metrics = {
  delivered: "wangge.bus.delivered",
  redelivered: "wangge.bus.redelivered",
  deadLetters: "wangge.bus.dead_letters",
  published: "wangge.bus.published",
  outboxPending: "wangge.outbox.pending",
  outboxAge: "wangge.outbox.age",
  saved: "wangge.store.saved",
  conflicts: "wangge.store.conflicts",
  actions: "wangge.action.duration",
  http: "wangge.http.duration",
  httpRefused: "wangge.http.refused",
  admissionLimit: "wangge.admission.limit",
  admissionInHand: "wangge.admission.in_hand",
  admissionRefused: "wangge.admission.refused",
  refusedNodes: "wangge.nodes.refused",
  cacheHits: "wangge.cache.hits",
  cacheMisses: "wangge.cache.misses",
  cacheLetGo: "wangge.cache.let_go",
  cacheUnconfirmed: "wangge.cache.unconfirmed",
} as const;

export const attributes = {
  service: "wangge.service",
  action: "wangge.action",
  consumer: "wangge.consumer",
  event: "wangge.event",
  caseId: "wangge.case.id",
  outcome: "wangge.outcome",
  department: "wangge.department",
} as const;
