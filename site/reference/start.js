/** Starts the API reference of the site, asking nobody else for anything. */
globalThis.Scalar.createApiReference('#reference', {
  // Beside this file, whether the page's address ends in a slash or not.
  url: new URL('openapi.json', import.meta.url).href,
  withDefaultFonts: false,
  proxyUrl: '',
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'key' },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
});
