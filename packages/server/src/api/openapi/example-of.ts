/** An example of a JSON Schema: what the schema gives as one, else the plainest value that fits. */
export type Json = Record<string, unknown>;

/**
 * @param schemas what `#/components/schemas/…` refers to.
 * @returns undefined where there is none, as for bytes. Properties that may be left out are, unless they give an example.
 */
export function exampleOf(schema: Json, schemas: Readonly<Record<string, Json>>): unknown {
  if (typeof schema.$ref === 'string') {
    return exampleOf(schemas[schema.$ref.split('/').at(-1)!] ?? {}, schemas);
  }
  const given = (schema.examples ?? schema.enum) as readonly unknown[] | undefined;
  if (given) return given[0];
  const fixed = schema.const ?? schema.default;
  if (fixed !== undefined) return fixed;
  const choices = (schema.anyOf ?? schema.oneOf) as readonly Json[] | undefined;
  if (choices) {
    return exampleOf(choices.find(({ type }) => type !== 'null') ?? choices[0]!, schemas);
  }
  switch (schema.type) {
    case 'object':
      return exampleObject(schema, schemas);
    case 'array': {
      const item = exampleOf((schema.items ?? {}) as Json, schemas);
      return item === undefined ? undefined : [item];
    }
    case 'string':
      if (schema.format === 'binary') return undefined;
      return schema.format === 'email' ? 'ada@example.com' : 'text';
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return Math.max(1, Number(schema.minimum ?? 1));
    case 'null':
      return null;
    default:
      return undefined;
  }
}

function exampleObject(schema: Json, schemas: Readonly<Record<string, Json>>): Json {
  const required = new Set(schema.required as readonly string[] | undefined);
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  return Object.fromEntries(
    properties
      .filter(([name, property]) => required.has(name) || hasExamples(property))
      .map(([name, property]) => [name, exampleOf(property, schemas)])
      .filter(([, value]) => value !== undefined),
  );
}

function hasExamples({ examples, anyOf }: Json): boolean {
  return examples !== undefined || ((anyOf ?? []) as readonly Json[]).some(hasExamples);
}
