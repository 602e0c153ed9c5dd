/**
 * What stands for the page's own classes where there is no page: bundled into the capture element, so that a server may import
 * it. In a page these are the page's; the build puts them in the place of the globals.
 */
const page = globalThis as unknown as {
  HTMLElement?: typeof HTMLElement;
  document?: Document;
  customElements?: CustomElementRegistry;
};

class NoElement {}
/** As much of a document as Lit asks for while it is imported. */
const noDocument = { createTreeWalker: () => ({}), createComment: () => ({}) } as unknown as Document;
const noRegistry = { get: () => undefined, define() {} } as unknown as CustomElementRegistry;

const element = page.HTMLElement ?? (NoElement as unknown as typeof HTMLElement);
const shown = page.document ?? noDocument;
const registry = page.customElements ?? noRegistry;

export { element as HTMLElement, registry as customElements, shown as document };
