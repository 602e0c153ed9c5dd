/** Colours of what is drawn over a photo; they hold on any picture, so they follow no theme. */
export const overlayColors = {
  accepted: '#3ecf7a',
  refused: '#ff6259',
  onVerdict: '#0b0f13',
  otherFace: '#ffb84a',
  mesh: 'rgba(255, 255, 255, 0.34)',
  axisX: '#ff5a5a',
  axisY: '#49d66f',
  axisZ: '#4f9dff',
  /** Red, green, blue of a covered part of the face. */
  covered: [255, 77, 46],
} as const;
