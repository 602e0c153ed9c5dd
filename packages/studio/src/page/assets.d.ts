/** Files that esbuild copies or bundles: an import of one is its URL, or for its effect alone. */
declare module '*.css';
declare module '*.svg' {
  const url: string;
  export default url;
}
