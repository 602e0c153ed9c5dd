/** The entry of browsers, Bun and Deno: an inspector from URLs, and a worker's way to serve one. */
export * from './web/create-inspector.ts';
export { installedFiles } from './web/installed-files.ts';
export { serveInspector } from './web/serve-inspector.ts';
export { createUrlModelSource } from './web/url-models.ts';
