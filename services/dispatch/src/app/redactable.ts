/**
 * 可依法删除. Free text in the history of a case, which may have to go by order of the law. Whoever adds an event with words that
 * somebody writes names them here: what is chained without being named can never be removed.
 */
export const REDACTABLE: Readonly<Record<string, readonly string[]>> = {
  CaseReturned: ["data.reason"],
  CaseReworked: ["data.reason"],
  CaseAssigned: ["data.ruling.reason"],
  OrderRevoked: ["data.reason"],
  RequestMade: ["data.reason"],
  RequestRefused: ["data.reason"],
  AssistAsked: ["data.task"],
  SupervisionOrdered: ["data.text"],
  SupervisionReplied: ["data.text"],
  AppealMade: ["data.reason"],
  AppealRefused: ["data.reason"],
  NoteAdded: ["data.text"],
};
