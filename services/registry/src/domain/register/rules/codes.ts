/** A code looks like its scheme, belongs to one record at a time, and begins with that of the place above. */
import { codeProblem, commonCode } from "../codes.ts";
import { codesOf, parentOfValue, type Id, type Value } from "../records.ts";
import { overlaps, type Version } from "../timeline.ts";
import { later, type Inspection } from "./problem.ts";

export const checkCodes = ({ register, found }: Inspection, id: Id, version: Version<Value>): void => {
  const kind = register.kindOf(id);
  for (const code of codesOf(version.value)) {
    const wrong = codeProblem(code);
    if (wrong !== undefined)
      found("code.invalid", id, version.from, `Not a code of ${code.scheme}: ${wrong}`, { ...code });
    const twin = register
      .codedAs(code.code)
      .find(
        (other) =>
          other.id !== id &&
          register.kindOf(other.id) === kind &&
          overlaps(other.version, version) &&
          codesOf(other.version.value).some((held) => held.scheme === code.scheme && held.code === code.code),
      );
    if (twin !== undefined)
      found("code.taken", id, later(version.from, twin.version.from), "Another record has this code then", {
        ...code,
        by: twin.id,
      });
  }
  const own = commonCode(codesOf(version.value));
  const parent = parentOfValue(version.value);
  if (own === undefined || parent === undefined) return;
  for (const above of register.timelineOf(parent).filter((one) => overlaps(one, version))) {
    const upper = commonCode(codesOf(above.value));
    if (upper !== undefined && (!own.startsWith(upper) || own.length !== upper.length + 3))
      found(
        "code.not_nested",
        id,
        later(version.from, above.from),
        "Its code does not begin with that of the place above, three digits longer",
        { code: own, above: upper },
      );
  }
};
