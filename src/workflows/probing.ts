import type { ModelProbe } from '../ports/modelProbe';

/** Asks a probe, which ends with the answer whatever comes. */
export async function probing<Answer>(startProbe: () => ModelProbe, ask: (probe: ModelProbe) => Promise<Answer>): Promise<Answer> {
  const probe = startProbe();
  try {
    return await ask(probe);
  } finally {
    await probe.dispose();
  }
}
