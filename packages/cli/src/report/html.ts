/** Writes HTML: what is put into a template is escaped, but for what a template made. */

export interface Html {
  readonly html: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function html(
  parts: TemplateStringsArray,
  ...values: readonly (Html | readonly Html[] | string | number)[]
): Html {
  const shown = values.map((value) => {
    if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
    return 'html' in value ? value.html : value.map((part) => part.html).join('');
  });
  return { html: parts.map((part, index) => part + (shown[index] ?? '')).join('') };
}

/** As it is: for styles and scripts of our own. */
export function raw(text: string): Html {
  return { html: text };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
