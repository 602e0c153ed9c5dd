/** Each operation as a command of curl and as JavaScript, with the address in `API` and the key in `KEY`. */
import type { Json } from './example-of.ts';

export interface Snippet {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

export interface SnippetParts {
  /** Upper case. */
  readonly method: string;
  /** With its parameters filled in, and the query. */
  readonly path: string;
  /** What the caller shows; undefined where everybody may ask. */
  readonly credential: 'key' | 'token' | undefined;
  /** A JSON body. */
  readonly json?: unknown;
  /** The parts of a form that are files, with whether there are several, and of which each other is text. */
  readonly form?: Readonly<Record<string, 'file' | 'files' | 'text'>>;
  /** The media type of a body that is the bytes of a photo. */
  readonly media?: string | undefined;
  /** Whether the answer is JSON. */
  readonly answersJson: boolean;
}

export function snippetsOf(parts: SnippetParts): Snippet[] {
  return [
    { lang: 'Shell', label: 'curl', source: curl(parts) },
    { lang: 'JavaScript', label: 'fetch', source: javascript(parts) },
  ];
}

function curl({ method, path, credential, json, form, media }: SnippetParts): string {
  const hasBody = json !== undefined || form !== undefined || media !== undefined;
  const implied = hasBody ? 'POST' : 'GET';
  const words = [
    `curl ${method === implied ? '' : `-X ${method} `}"$API${path}"`,
    ...(credential ? [`-H "Authorization: $${credential.toUpperCase()}"`] : []),
    ...(media ? [`-H "Content-Type: ${media}"`, '--data-binary @selfie.jpg'] : []),
    ...Object.entries(form ?? {}).flatMap(([name, kind]) => formWords(name, kind)),
    ...(json === undefined
      ? []
      : ['-H "Content-Type: application/json"', `-d '${JSON.stringify(json).replaceAll("'", "'\\''")}'`]),
  ];
  return words.join(' \\\n  ');
}

function formWords(name: string, kind: 'file' | 'files' | 'text'): string[] {
  if (kind === 'files') return [`-F ${name}=@${name}-1.jpg`, `-F ${name}=@${name}-2.jpg`];
  return [kind === 'file' ? `-F ${name}=@${name}.jpg` : `-F "${name}=$${name.toUpperCase()}"`];
}

function javascript(parts: SnippetParts): string {
  const { method, path, credential, json, form, media, answersJson } = parts;
  const headers = [
    ...(credential ? [`Authorization: ${credential}`] : []),
    ...(media ? [`'Content-Type': '${media}'`] : []),
    ...(json === undefined ? [] : ["'Content-Type': 'application/json'"]),
  ];
  const init = [
    ...(method === 'GET' ? [] : [`method: '${method}'`]),
    ...(headers.length > 0 ? [`headers: { ${headers.join(', ')} }`] : []),
    ...(media ? ['body: file'] : []),
    ...(form ? ['body: form'] : []),
    ...(json === undefined ? [] : [`body: JSON.stringify(${literal(json)})`]),
  ];
  return [
    ...(form ? [...formLines(form), ''] : []),
    `const response = await fetch(\`\${api}${path}\`${init.length > 0 ? `, {\n  ${init.join(',\n  ')},\n}` : ''});`,
    'if (!response.ok) throw new Error((await response.json()).message);',
    ...(answersJson ? ['const answer = await response.json();'] : []),
  ].join('\n');
}

function formLines(form: NonNullable<SnippetParts['form']>): string[] {
  return [
    'const form = new FormData();',
    ...Object.entries(form).map(([name, kind]) =>
      kind === 'files'
        ? `for (const blob of ${name}s) form.append('${name}', blob);`
        : `form.set('${name}', ${name});`,
    ),
  ];
}

function literal(value: unknown): string {
  const text = JSON.stringify(value as Json, null, 2).replace(/^(\s*)"(\w+)":/gm, '$1$2:');
  return text.replaceAll('\n', '\n  ');
}
