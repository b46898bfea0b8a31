type Callback = (...args: unknown[]) => unknown;

/** A method of an array whose callback waits: one after the other, as it would be if it did not. */
export const each = async (method: string, list: unknown, ...args: readonly unknown[]): Promise<unknown> => {
  // Something of the script's own that only has such a name.
  if (!Array.isArray(list)) return (list as Record<string, Callback>)[method]?.(...args);
  const array = list as unknown[];
  const [given, second] = args as [Callback, unknown];
  const ask = (index: number): unknown => given.call(second, array[index], index, array);
  switch (method) {
    case "forEach":
      for (let index = 0; index < array.length; index += 1) await ask(index);
      return undefined;
    case "map":
    case "flatMap": {
      const made: unknown[] = [];
      for (let index = 0; index < array.length; index += 1) made.push(await ask(index));
      return method === "map" ? made : made.flat();
    }
    case "filter": {
      const kept: unknown[] = [];
      for (let index = 0; index < array.length; index += 1) {
        const one = array[index];
        if (await ask(index)) kept.push(one);
      }
      return kept;
    }
    case "find":
    case "findIndex":
      for (let index = 0; index < array.length; index += 1)
        if (await ask(index)) return method === "find" ? array[index] : index;
      return method === "find" ? undefined : -1;
    case "some":
      for (let index = 0; index < array.length; index += 1) if (await ask(index)) return true;
      return false;
    case "every":
      for (let index = 0; index < array.length; index += 1) if (!(await ask(index))) return false;
      return true;
    case "reduce": {
      const hasStart = args.length > 1;
      if (array.length === 0 && !hasStart) throw new TypeError("Reduce of empty array with no initial value");
      let sum: unknown = hasStart ? second : array[0];
      for (let index = hasStart ? 0 : 1; index < array.length; index += 1)
        sum = await given(sum, array[index], index, array);
      return sum;
    }
    default:
      throw new Error(`no ${method}`);
  }
};
