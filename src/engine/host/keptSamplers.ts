import type { Llama, LlamaModel } from 'node-llama-cpp';

interface Sampler {
  dispose(): void;
}

type SamplerClass = new (model: unknown) => Sampler;

/** What node-llama-cpp 3.22 makes samplers with, one for each evaluation, and has no option for. */
interface MakesSamplers {
  readonly _bindings: { AddonSampler: SamplerClass };
}

/**
 * Lets evaluations use samplers again while some work goes on. Each has a table as long as the vocabulary, which the
 * library makes anew even for an evaluation that samples nothing. Only for work whose samplers are all alike and hold
 * no state, as those that read logits: a seeded one would go on where the text before it ended.
 */
export async function withKeptSamplers<Result>({ llama }: LlamaModel, work: () => Promise<Result>): Promise<Result> {
  const bindings = (llama as Llama & MakesSamplers)._bindings;
  const { AddonSampler } = bindings;
  const free: Sampler[] = [];
  const keep = (sampler: Sampler): Sampler => Object.defineProperty(sampler, 'dispose', { value: () => free.push(sampler) });
  bindings.AddonSampler = new Proxy(AddonSampler, { construct: (real, [model]: [unknown]) => free.pop() ?? keep(new real(model)) });
  try {
    return await work();
  } finally {
    bindings.AddonSampler = AddonSampler;
  }
}
