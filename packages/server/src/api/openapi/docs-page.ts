/** The OpenAPI document as one page of HTML: no script, nothing fetched, the same on every runtime. */
import { html, raw } from 'hono/html';
import type { Json, OpenApiDocument, Operation } from './document.ts';

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent) }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 60rem; margin: 2.5rem auto; padding: 0 1.25rem }
h2 { margin-top: 3rem } h3 { margin: 0; font-size: 1rem; font-weight: 500 }
code, pre { font: .875em/1.5 ui-monospace, monospace }
pre { overflow-x: auto; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 8px }
details { border: 1px solid var(--line); border-radius: 10px; margin: .75rem 0; padding: .75rem 1rem }
summary { cursor: pointer; display: flex; gap: .75rem; align-items: baseline; flex-wrap: wrap }
summary b { min-width: 4.2em; font: 600 .8rem ui-monospace, monospace; letter-spacing: .04em }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 }
td, th { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line) }
th { font-weight: 600 } .dim { opacity: .7 }`;

export function docsPage(document: OpenApiDocument) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title}</title>
<style>${raw(style)}</style>
</head>
<body>
<h1>${document.info.title}</h1>
<p>${document.info.summary}</p>
<p>Every call but those of Operations needs an API key: <code>Authorization: live_…</code> or <code>test_…</code>. A page
sends a client token instead, for the uploads of one client.
The document for programs is <a href="/openapi.json">/openapi.json</a>.</p>
${document.tags.map(
  ({ name }) => html`<h2>${name}</h2>
${operations
  .filter(({ operation }) => operation.tags.includes(name))
  .map(
    ({ path, method, operation }) => html`<details>
<summary><b>${method}</b> <code>${path}</code> <h3>${operation.summary}</h3></summary>
${operation.description ? html`<p>${operation.description}</p>` : ''}
${parameters(operation)}
${requestBody(operation)}
${responses(operation)}
</details>`,
  )}`,
)}
<h2>Shapes</h2>
${Object.entries(document.components.schemas).map(
  ([name, schema]) => html`<details id="${name}"><summary><code>${name}</code></summary>
<pre>${JSON.stringify(schema, null, 2)}</pre></details>`,
)}
</body>
</html>`;
}

function parameters({ parameters: list }: Operation) {
  if (list.length === 0) return '';
  return html`<table><tr><th>Parameter</th><th>In</th><th></th></tr>${list.map(
    (parameter) => html`<tr><td><code>${parameter.name}</code>${parameter.required ? ' (required)' : ''}</td>
<td>${parameter.in}</td><td class="dim">${parameter.description ?? ''}</td></tr>`,
  )}</table>`;
}

function requestBody({ requestBody: body }: Operation) {
  if (!body) return '';
  const content = body.content as Record<string, { schema?: Json }>;
  return html`<p>Body: ${Object.keys(content).join(', ')}</p>${schemaOf(content['application/json']?.schema)}`;
}

function responses({ responses: list }: Operation) {
  return html`<table><tr><th>Status</th><th>Answer</th><th></th></tr>${Object.entries(list).map(
    ([status, response]) => html`<tr><td><code>${status}</code></td><td>${String(response.description)}</td>
<td>${schemaOf((response.content as Record<string, { schema?: Json }> | undefined)?.['application/json']?.schema)}</td></tr>`,
  )}</table>`;
}

function schemaOf(schema: Json | undefined) {
  if (!schema) return '';
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  if (name) return html`<a href="#${name}"><code>${name}</code></a>`;
  return html`<pre>${JSON.stringify(schema, null, 2)}</pre>`;
}
