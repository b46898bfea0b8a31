/** What every directory of services in HSDS (Open Referral) shares. */
export { uuidV5, WANGGE_NAMESPACE } from "./uuid.ts";
export { pageOf, type HsdsPage, type PageQuery } from "./page.ts";
