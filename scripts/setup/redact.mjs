/** Keeps secrets out of what is printed and logged. */

/** Blanks credentials in URLs and the values of npm's token settings. @param {string} text */
export function redact(text) {
  return text
    .replace(/(\w+:\/\/)[^/@\s]+@/g, '$1***@')
    .replace(/(_(?:authToken|auth|password)\s*[=:]\s*)\S+/gi, '$1***')
    .replace(/\bnpm_[A-Za-z0-9]{20,}\b/g, '***');
}
