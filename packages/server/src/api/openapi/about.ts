/** What the OpenAPI document says of the API as a whole, and of each group of its endpoints. */

export const summary = 'Decides whether a selfie can be trusted for an identity check, and keeps it.';

/** Markdown. @param studio whether there is a page to try photos in, at `/`. */
export function aboutApi(studio: boolean): string {
  return `${summary}

${studio ? '**[Try a photo in the studio](/)**: it is inspected in your browser and sent nowhere.\n\n' : ''}Every call but \`/healthz\` needs an API key in the header \`Authorization\`: \`live_…\` refuses photos that do not pass,
\`test_…\` only says what it found. What the two store is apart. Pages send a client token instead, made for one capture.

Errors have a \`type\` for programs, a \`message\` for people, and \`param\` where one field is wrong. After 429, 503 and 507 the
header \`Retry-After\` says how many seconds to wait. Uploads with an \`Idempotency-Key\` may be repeated.

The samples expect the address of your server in \`API\`, \`http://127.0.0.1:8787\` unless you chose another, and your key in \`KEY\`:

\`\`\`sh
API=http://127.0.0.1:8787 KEY=live_…
\`\`\`

Here, **Test Request** sends what you type to this server, with the key that you enter under Authentication. The key stays in
this page and is forgotten with it.`;
}

const tags: Readonly<Record<string, string>> = {
  'Live photos':
    'A selfie that passed its inspections, kept encrypted for one client, until it is redacted or deleted.',
  Clients: 'Whose live photos are stored: a person, or a company.',
  'Capture sessions':
    'One capture in a page, with everything fixed that the page must not choose: challenge, tries, policy, origins.',
  'Client tokens': 'What a page uploads one photo with, so that no API key is ever in a page.',
  Inspections: 'Inspect a photo and keep nothing of it.',
  Jobs: 'What takes long: inspecting stored photos anew, exporting reports, sweeping. Done in pieces, by any server, and again after a crash.',
  Webhooks:
    'Events sent to a URL of yours, signed as Standard Webhooks says, and tried again until they are taken.',
  'Audit log':
    'Who did what, to whose photo, and when. Entries are chained, and none can be changed unnoticed.',
  Operations: 'For those who run the server.',
};

export function describeTag(name: string): string {
  return tags[name] ?? `Everything about ${name.toLowerCase()}.`;
}
