/** Ends with a slash. */
export declare const root: URL;
