/** 上级. The posts above a grid, from below upwards, and who acts in each. */
import { actingOn, staffOn, type Day, type GridOn, type Id, type Register } from "../domain/index.ts";

export interface Superior {
  readonly post: "gridResponsible" | "communitySecretary" | "streetDirector";
  /** Who acts: the holder, or whoever stands in for him. */
  readonly person: Id | undefined;
}

export const superiorsOn = (register: Register, { id, community }: GridOn, day: Day): readonly Superior[] => {
  const holderOf = (place: Id, kind: string): Id | undefined =>
    register.childrenOf(place, "post", day).find(({ version }) => version.value.kind === kind)?.version.value.holder;
  const { responsible } = staffOn(register, id, day);
  return [
    { post: "gridResponsible", person: responsible },
    { post: "communitySecretary", person: actingOn(register, holderOf(community.id, "communitySecretary"), day) },
    { post: "streetDirector", person: actingOn(register, holderOf(community.street.id, "streetDirector"), day) },
  ];
};
