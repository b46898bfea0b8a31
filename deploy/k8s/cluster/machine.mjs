/**
 * A machine of a test: processes with a network of their own and, where they are a node's, files, process ids and a name of their own too. All of it
 * goes when its first process ends, and that one ends with us.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Child } from "../../local/child.mjs";
import { capture, lastLine, UserError } from "../../local/proc.mjs";
import { untilReady } from "../../local/wire.mjs";

/** The bridge between machines, in the network of the one that has it. */
export const bridge = "nodes0";

export class Machine {
  /** @type {number} */
  pid;
  #first;
  /** @type {Child[]} */
  #children = [];

  /**
   * @param {string} name
   * @param {string} address
   * @param {string} dir
   * @param {Child} first
   * @param {number} pid
   */
  constructor(name, address, dir, first, pid) {
    this.name = name;
    this.address = address;
    this.dir = dir;
    this.pid = pid;
    this.#first = first;
  }

  /**
   * @param {string} name
   * @param {string} address
   * @param {string} dir keeps its files
   * @param {{ namespaces?: string[], script?: string, env?: Record<string, string> }} [kind] what is its own beside the network, and how it begins
   */
  static async start(name, address, dir, { namespaces = [], script = "", env = {} } = {}) {
    mkdirSync(dir, { recursive: true });
    const first = new Child({
      name,
      command: "unshare",
      args: ["--net", ...namespaces, "--fork", "--kill-child=KILL", "sh", "-euc", `${script}\nexec sleep infinity`],
      env: { PATH: process.env.PATH ?? "", ...env },
      logFile: join(dir, "logs/machine.log"),
      deathSignal: "KILL",
      restart: false,
    });
    const pidOf = () => Number(readFileSync(`/proc/${first.pid}/task/${first.pid}/children`, "utf8").split(" ")[0]);
    const isUp = async () => readFileSync(`/proc/${pidOf()}/comm`, "utf8").trim() === "sleep";
    const why = await untilReady(isUp, { timeoutMs: 20_000, giveUp: () => (first.isOver ? "it ended" : undefined) });
    if (why) {
      await first.stop({ graceMs: 0 });
      throw new UserError(`the machine ${name} does not start: ${why}. Its log ends:\n${first.tail()}`);
    }
    return new Machine(name, address, dir, first, pidOf());
  }

  /** The command line that runs `command` with its network, and our files. */
  within = (/** @type {string[]} */ command) => ["nsenter", `--net=/proc/${this.pid}/ns/net`, "--", ...command];

  /** The same with all that is its own. */
  inside = (/** @type {string[]} */ command) => [
    "nsenter",
    `--target=${this.pid}`,
    "--mount",
    "--net",
    "--uts",
    "--ipc",
    "--pid",
    "--",
    ...command,
  ];

  /** Starts a program in it that lives as long as it does. */
  run(/** @type {string} */ name, /** @type {string[]} */ command, /** @type {Record<string, string>} */ env = {}) {
    const [first = "", ...args] = this.inside(command);
    const child = new Child({
      name: `${name} of ${this.name}`,
      command: first,
      args,
      env: { PATH: process.env.PATH ?? "", HOME: this.dir, ...env },
      cwd: this.dir,
      logFile: join(this.dir, "logs", `${name}.log`),
      deathSignal: "KILL",
      restart: false,
    });
    this.#children.push(child);
    return child;
  }

  /** Runs a program with its network to the end. */
  async say(/** @type {string[]} */ command) {
    return saidBy(this.within(command));
  }

  /** Everything that runs in it dies at once, as when its power is cut. */
  async kill() {
    for (const child of this.#children) child.expectEnd();
    await this.#first.stop({ graceMs: 0 });
    for (const child of this.#children) await child.stop({ graceMs: 0 });
  }
}

/** What a program said; its complaint is the error. */
export async function saidBy(/** @type {string[]} */ [command = "", ...args]) {
  const { code, out, err } = await capture(command, args);
  if (code !== 0) throw new UserError(`${[command, ...args].join(" ")}: ${lastLine(err || out)}`);
  return out;
}

/** The machine that the others hang on: it has the bridge. */
export async function startHub(/** @type {string} */ address, /** @type {string} */ dir) {
  const hub = await Machine.start("hub", address, dir);
  for (const command of [
    "ip link set lo up",
    `ip link add ${bridge} type bridge`,
    `ip addr add ${address}/24 dev ${bridge}`,
    `ip link set ${bridge} up`,
  ])
    await hub.say(command.split(" "));
  return hub;
}

/** Gives a machine its cable to the hub, and its way out: there is none beyond the hub. */
export async function plugIn(/** @type {Machine} */ hub, /** @type {Machine} */ machine) {
  const plug = `to-${machine.name}`.slice(0, 15);
  for (const command of [
    `ip link add ${plug} type veth peer name eth0 netns ${machine.pid}`,
    `ip link set ${plug} master ${bridge}`,
    `ip link set ${plug} up`,
  ])
    await hub.say(command.split(" "));
  for (const command of [
    "ip link set lo up",
    `ip addr add ${machine.address}/24 dev eth0`,
    "ip link set eth0 up",
    `ip route add default via ${hub.address}`,
  ])
    await machine.say(command.split(" "));
}
