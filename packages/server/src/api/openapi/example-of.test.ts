import { expect, it } from 'vitest';
import { z } from 'zod';
import { exampleOf, type Json } from './example-of.ts';

const json = (schema: z.ZodType) => z.toJSONSchema(schema) as Json;

it('takes what the schema gives, and otherwise what fits', () => {
  const schema = z.object({
    id: z.string().meta({ examples: ['a1'] }),
    mode: z.enum(['live', 'test']),
    size: z.int().min(40),
    photo: z
      .string()
      .nullable()
      .meta({ examples: ['b2'] }),
    tags: z.array(z.string().meta({ examples: ['new'] })),
    email: z.email(),
    left: z.string().optional(),
    shown: z
      .string()
      .optional()
      .meta({ examples: ['yes'] }),
  });
  const example = exampleOf(json(schema), {});
  expect(example).toEqual({
    id: 'a1',
    mode: 'live',
    size: 40,
    photo: 'b2',
    tags: ['new'],
    email: 'ada@example.com',
    shown: 'yes',
  });
  expect(schema.parse(example)).toEqual(example);
});

it('follows references, and has none for bytes', () => {
  const schemas = { Id: { type: 'string', examples: ['c3'] } };
  expect(exampleOf({ $ref: '#/components/schemas/Id' }, schemas)).toBe('c3');
  expect(exampleOf({ type: 'string', format: 'binary' }, schemas)).toBeUndefined();
  expect(exampleOf({ $ref: '#/components/schemas/Gone' }, schemas)).toBeUndefined();
});
