/** Small WebPs that libwebp's encoder made of the four quadrants, for tests only. */

/** The quadrants with loss. */
export const lossyWebp = bytesOf(`
  UklGRpAAAABXRUJQVlA4IIQAAADwBwCdASpgAEAAPhkKhEEhBaszAAQAYSghwAZdMgvyD8ANUK5B+AH63fyXnDNYuwH63fyXP+wP+NbxkNf0
  XHOojL4cTY7rkkAA/qolOl2ivZnPfhylgqayHzmV6nn3t8jFa8axAAn3teQLkmFKsfqmmgdat74ixyfA4nVIgdRzAAAAAAA=
`);

/** The quadrants without loss. */
export const losslessWebp = bytesOf(`
UklGRkYAAABXRUJQVlA4TDoAAAAvX8APAB8gJCBeWmWnZJBAgNiSo0+YDiEB8cQsw42R5z+6sJMCRAIknvSkJ20MIEX0fwKGjz1XHOw5
`);

/** The quadrants with loss, the right half transparent. */
export const alphaWebp = bytesOf(`
  UklGRr4AAABXRUJQVlA4WAoAAAAQAAAAXwAAPwAAQUxQSBQAAAABIJu0yf9PZ89eGhETYJ78/TfQAFZQOCCEAAAA8AcAnQEqYABAAD4ZCoRB
  IQWrMwAEAGEoIcAGXTIL8g/ADVCuQfgB+t38l5wzWLsB+t38lz/sD/jW8ZDX9FxzqIy+HE2O65JAAP6qJTpdor2Zz34cpYKmsh85lep597fI
  xWvGsQAJ97XkC5JhSrH6ppoHWre+IscnwOJ1SIHUcwAAAAAA
`);

/** The quadrants without loss, the right half transparent. */
export const losslessAlphaWebp = bytesOf(`
  UklGRkoAAABXRUJQVlA4TD4AAAAvX8APEB8gJCBeWmWnZJBAgNiSo0+YDiEB8cQsw42RBQRF/o8WHfiTEogESDzpSU/aGECK6P8EDB97rjjY
  cw==
`);

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0));
}
