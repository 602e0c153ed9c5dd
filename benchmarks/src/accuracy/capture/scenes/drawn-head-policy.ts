/**
 * The policy of tests whose head is one picture that is turned by its mesh. Such a head has a mesh's parallax and next to no relief,
 * which is what the default policy refuses it for: this one asks for no relief, and is otherwise the same. For no server that anybody uses.
 */
export const drawnHeadPolicy = {
  extends: 'default',
  name: 'drawn-head',
  motion: { reliefTurn: 0 },
} as const;
