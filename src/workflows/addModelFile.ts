import type { ModelProbe } from '../ports/modelProbe';
import { probing } from './probing';

interface Register<Added> {
  add(file: string): Promise<Added>;
  addAdapter(file: string): Promise<Added>;
}

/** Remembers a file as what it says that it is: a model or an adapter. @throws UserError `not-found` or `bad-model` */
export async function addModelFile<Added>(file: string, register: Register<Added>, startProbe: () => ModelProbe): Promise<Added & { readonly kind: 'model' | 'adapter' }> {
  const { kind } = await probing(startProbe, (probe) => probe.inspect(file));
  return { ...(kind === 'adapter' ? await register.addAdapter(file) : await register.add(file)), kind };
}
