/** Programs that generate pictures, by what they leave in a file's metadata. */

/** Names as programs write them of themselves; the first that stands in a text is the generator. */
const names: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Midjourney', /\bmidjourney\b/i],
  ['DALL·E', /\bDALL[·.\- ]?E\b/i],
  ['OpenAI', /\b(OpenAI|ChatGPT|GPT-4o|gpt-image)\b/i],
  ['Adobe Firefly', /\bfirefly\b/i],
  ['NovelAI', /\bNovelAI\b/i],
  ['InvokeAI', /\bInvokeAI\b/i],
  ['ComfyUI', /\bComfyUI\b/i],
  ['Stable Diffusion', /\b(stable[ -]?diffusion|stability ?ai|sdxl|automatic1111)\b/i],
  ['Bing Image Creator', /\bBing Image Creator\b/i],
  ['Imagen', /\b(Made with Google AI|Google Generative AI|Imagen \d)/i],
  ['Flux', /\bblack[ -]forest[ -]labs\b/i],
  ['Leonardo.Ai', /\bleonardo\.ai\b/i],
];

/** Keywords that PNGs of generators have, and all that must stand in the text. */
const keywords: readonly (readonly [name: string, keyword: RegExp, ...texts: RegExp[]])[] = [
  ['Stable Diffusion', /^parameters$/i, /\bSteps: \d/, /\bSampler: /],
  ['ComfyUI', /^(prompt|workflow)$/i, /"class_type"|"last_node_id"/],
  ['InvokeAI', /^(sd-metadata|invokeai_metadata|invokeai_graph|Dream)$/i, /./],
  ['NovelAI', /^Comment$/i, /"steps"\s{0,9}:/, /"sampler"\s{0,9}:/],
];

/** Of a comment in a JPEG, which has no keyword. */
const settings = [/\bSteps: \d/, /\bSampler: /];

/**
 * @param software Names of programs. @param texts Keyword and text. @param comments Descriptions and comments of people or programs.
 */
export function generatorOf(
  software: readonly string[],
  texts: readonly (readonly [keyword: string, text: string])[],
  comments: readonly string[],
): string | null {
  for (const [name, pattern] of names) if (software.some((text) => pattern.test(text))) return name;
  for (const [name, keyword, ...patterns] of keywords) {
    const fits = ([key, text]: readonly [string, string]) => keyword.test(key) && holds(text, patterns);
    if (texts.some(fits)) return name;
  }
  return comments.some((text) => holds(text, settings)) ? 'Stable Diffusion' : null;
}

function holds(text: string, patterns: readonly RegExp[]): boolean {
  return patterns.every((pattern) => pattern.test(text));
}
