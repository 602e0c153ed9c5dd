/** The repository's folder, wherever in this one the code lies once it is built. */
const here = import.meta.url;

/** Ends with a slash. */
export const root: URL = new URL(here.slice(0, here.lastIndexOf('/runtime-tests/') + 1));
