/** Tables on small screens: cells of whole sentences keep a width at which they can be read, and the table scrolls. */

/** Letters from which on a cell is text to be read, and no figure or name. */
const sentence = 40;

/** @param {import('markdown-it').default} markdown Marks such cells with the class `text`. */
export function showTables(markdown) {
  markdown.core.ruler.push('cells_of_text', ({ tokens }) => {
    tokens.forEach((token, index) => {
      if (token.type === 'td_open' && tokens[index + 1].content.length >= sentence)
        token.attrJoin('class', 'text');
    });
  });
}
