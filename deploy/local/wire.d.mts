/** A free loopback port below the range from which systems take ports for outgoing connections. */
export declare function freePort(taken?: ReadonlySet<number>): Promise<number>;
