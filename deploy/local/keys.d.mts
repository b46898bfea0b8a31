/** The keys that services have made in a data folder, as paths in it. */
export declare function keysIn(dir: string): string[];
/** Copies them into another folder that has none of them. */
export declare function copyKeys(from: string, to: string): void;
