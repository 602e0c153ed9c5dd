/** TFLite's builtin operators that are written here, by their numbers in the schema. */
import type { OperatorPlan } from './write.ts';

/** What each builtin operator is called here, its number in the schema, and that of its options in `BuiltinOptions`. */
export const builtins = {
  add: { code: 0, optionsType: 11 },
  concatenation: { code: 2, optionsType: 10 },
  conv2d: { code: 3, optionsType: 1 },
  depthwiseConv2d: { code: 4, optionsType: 2 },
  fullyConnected: { code: 9, optionsType: 8 },
  logistic: { code: 14, optionsType: 0 },
  maxPool2d: { code: 17, optionsType: 5 },
  mul: { code: 18, optionsType: 21 },
  relu: { code: 19, optionsType: 0 },
  relu6: { code: 21, optionsType: 0 },
  reshape: { code: 22, optionsType: 17 },
  resizeBilinear: { code: 23, optionsType: 15 },
  pad: { code: 34, optionsType: 22 },
  mean: { code: 40, optionsType: 27 },
  sub: { code: 41, optionsType: 28 },
  prelu: { code: 54, optionsType: 0 },
  resizeNearest: { code: 97, optionsType: 74 },
} as const;
export type Builtin = keyof typeof builtins;

/** Numbers of activations in the schema. */
export const activations = { none: 0, relu: 1, relu6: 3 } as const;
export type Activation = keyof typeof activations;
export type Fields = NonNullable<OperatorPlan['options']>;
