/** The services whose code is in a clone, by the path of its root; the gateway last. */
export declare function servicesIn(clone: string): readonly string[];
