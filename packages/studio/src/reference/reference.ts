/** Starts the API reference: Scalar over this server's own document, asking nobody else for anything. */
import './reference.css';

declare const Scalar: {
  createApiReference(element: string, configuration: Readonly<Record<string, unknown>>): void;
};

Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  theme: 'none',
  // Nothing of another origin: no fonts, no proxy, no services of the maker. The server's policy forbids them as well.
  withDefaultFonts: false,
  proxyUrl: '',
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  // Keys that are tried end with the page.
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'key' },
  hiddenClients: {
    c: true,
    clojure: true,
    csharp: true,
    dart: true,
    fsharp: true,
    go: true,
    http: true,
    java: true,
    js: ['axios', 'jquery', 'ofetch', 'xhr'],
    kotlin: true,
    node: true,
    objc: true,
    ocaml: true,
    php: true,
    powershell: true,
    python: true,
    r: true,
    ruby: true,
    rust: true,
    shell: ['httpie', 'wget'],
    swift: true,
  },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  defaultOpenAllTags: true,
  hideModels: false,
  metaData: { title: 'Live Photos API' },
});
