/** The folder with the built pages of the console: built when their sources have changed. */
export declare function builtPages(root: string, log: (line: string) => void): Promise<string>;
