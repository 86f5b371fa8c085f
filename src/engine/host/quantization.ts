import { GgmlType, GgufFileType } from 'node-llama-cpp';
import type { ModelFile } from './modelFile';

/** llama.cpp's name for how the weights are stored, such as `Q4_1`: by the header, or else by most of the weights. */
export function quantizationName({ general, tensors }: Pick<ModelFile, 'general' | 'tensors'>): string {
  const declared = general.file_type === undefined ? undefined : GgufFileType[general.file_type];
  if (declared !== undefined) return declared.replace(/^(MOSTLY_|ALL_)/, '');
  const elements = new Map<GgmlType, number>();
  for (const { ggmlType, dimensions } of tensors) {
    const size = dimensions.reduce<number>((product, length) => product * Number(length), 1);
    elements.set(ggmlType, (elements.get(ggmlType) ?? 0) + size);
  }
  const [largest] = [...elements].sort(([, one], [, other]) => other - one);
  return largest === undefined ? 'unknown' : GgmlType[largest[0]];
}
