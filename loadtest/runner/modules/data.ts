/** Of one process: a SharedArray is made once, and read by all VUs. */
export const createShared = () => {
  const arrays = new Map<string, readonly unknown[]>();
  const freeze = (value: unknown): unknown => {
    if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
      Object.freeze(value);
      Object.values(value).forEach(freeze);
    }
    return value;
  };
  /** `k6/data`. */
  return () => ({
    // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- k6 has it so: `new SharedArray(…)` is the array
    SharedArray: class {
      constructor(name: string, make: () => unknown) {
        let array = arrays.get(name);
        if (array === undefined) {
          const made = make();
          if (!Array.isArray(made)) throw new Error(`SharedArray ${name}: the function must return an array`);
          arrays.set(name, (array = freeze(made) as readonly unknown[]));
        }
        return array;
      }
    },
  });
};
