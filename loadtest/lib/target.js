// @ts-check
// What is loaded. Loopback, unless somebody says that another host may be: a load test of the wrong address is an attack.

const LOOPBACK = /^https?:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?$/;

export const base = (__ENV.BASE_URL || "http://127.0.0.1:8080").replace(/\/+$/, "");
if (!LOOPBACK.test(base) && __ENV.ALLOW_REMOTE !== "true")
  throw new Error(`${base} is not this machine: ALLOW_REMOTE=true if you may load it`);

/**
 * A number from the environment.
 * @param {string} name
 * @param {number} usual
 */
export const numberFrom = (name, usual) => {
  const value = __ENV[name] ? Number(__ENV[name]) : usual;
  if (!(value > 0)) throw new Error(`${name}=${__ENV[name]} must be a number above 0`);
  return value;
};

/**
 * A whole number from the environment.
 * @param {string} name
 * @param {number} usual
 */
export const countFrom = (name, usual) => Math.max(1, Math.round(numberFrom(name, usual)));

/** How long the scenario goes on: `SECONDS` in the environment. */
export const seconds = countFrom("SECONDS", 120);

/**
 * VUs enough for an open rate: each is busy for as long as one arrival takes, and slow answers must not be spared.
 * @param {number} perMinute
 * @param {number} [busySeconds] with answers as they should be
 */
export const vusFor = (perMinute, busySeconds = 1) => ({
  preAllocatedVUs: Math.max(5, Math.ceil((perMinute / 60) * busySeconds)),
  maxVUs: countFrom("MAX_VUS", Math.max(50, Math.ceil((perMinute / 60) * busySeconds * 20))),
});
