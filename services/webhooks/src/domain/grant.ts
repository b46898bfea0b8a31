/** 授权. Which kinds of events an integrator may have, of which part of the district: data of the district; who has none may have nothing. */
export interface Grant {
  /** The account. */
  readonly integrator: string;
  /** `dispatch.case.closed.v1` */
  readonly events: readonly string[];
  /** Only events whose key begins with one of these: `510108001` is a street. Absent: the whole district. */
  readonly keys?: readonly string[] | undefined;
}

export const covers = ({ events }: Pick<Grant, "events">, type: string): boolean => events.includes(type);

const isSame = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
  one.length === other.length && one.every((key) => other.includes(key));

/** Whether what an endpoint was let in for is granted still, as it was. */
export const isGranted = (
  endpoint: { readonly events: readonly string[]; readonly keys?: readonly string[] },
  grant: Grant | undefined,
): boolean =>
  grant !== undefined && isSame(endpoint.keys, grant.keys) && endpoint.events.every((type) => covers(grant, type));
