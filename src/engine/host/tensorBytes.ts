import { GgmlType } from 'node-llama-cpp';

/**
 * [elements, bytes] of one block of each storage type, from `ggml.c` (`type_traits`) and
 * `ggml-common.h` (`block_*`).
 */
const blocks: Readonly<Record<number, readonly [number, number]>> = {
  [GgmlType.F32]: [1, 4],
  [GgmlType.F16]: [1, 2],
  [GgmlType.BF16]: [1, 2],
  [GgmlType.F64]: [1, 8],
  [GgmlType.I8]: [1, 1],
  [GgmlType.I16]: [1, 2],
  [GgmlType.I32]: [1, 4],
  [GgmlType.I64]: [1, 8],
  [GgmlType.Q4_0]: [32, 18],
  [GgmlType.Q4_1]: [32, 20],
  [GgmlType.Q5_0]: [32, 22],
  [GgmlType.Q5_1]: [32, 24],
  [GgmlType.Q8_0]: [32, 34],
  [GgmlType.Q8_1]: [32, 36],
  [GgmlType.Q2_K]: [256, 84],
  [GgmlType.Q3_K]: [256, 110],
  [GgmlType.Q4_K]: [256, 144],
  [GgmlType.Q5_K]: [256, 176],
  [GgmlType.Q6_K]: [256, 210],
  [GgmlType.Q8_K]: [256, 292],
  [GgmlType.IQ2_XXS]: [256, 66],
  [GgmlType.IQ2_XS]: [256, 74],
  [GgmlType.IQ2_S]: [256, 82],
  [GgmlType.IQ3_XXS]: [256, 98],
  [GgmlType.IQ3_S]: [256, 110],
  [GgmlType.IQ1_S]: [256, 50],
  [GgmlType.IQ1_M]: [256, 56],
  [GgmlType.IQ4_NL]: [32, 18],
  [GgmlType.IQ4_XS]: [256, 136],
  [GgmlType.TQ1_0]: [256, 54],
  [GgmlType.TQ2_0]: [256, 66],
};

interface Tensor {
  readonly dimensions: readonly (number | bigint)[];
  /** One of `GgmlType`. */
  readonly ggmlType: number;
}

/** Bytes that a tensor takes in its file; 0 for a storage type not listed, which is then not checked. */
export function tensorBytes({ dimensions, ggmlType }: Tensor): number {
  const block = blocks[ggmlType];
  if (block === undefined) return 0;
  const elements = dimensions.reduce<number>((product, size) => product * Number(size), 1);
  return (elements / block[0]) * block[1];
}
