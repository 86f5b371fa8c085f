import type { Finding, Standing } from './findings';

const marks: Readonly<Record<Standing, string>> = { works: 'ok', absent: '--', trouble: '!!' };

const verdicts: Readonly<Record<'trouble' | 'fine', string>> = {
  fine: 'Models can be run on this machine.',
  trouble: 'Something needs to be done before everything works: see the lines marked !!.',
};

/** The findings as a text for people, in a terminal, in the editor and in a bug report. */
export function doctorText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length)) + 2;
  const lines = findings.flatMap(({ subject, standing, found, advice }) => [
    `${marks[standing]}  ${subject.padEnd(width)}${found}`,
    ...(advice === null ? [] : [`${' '.repeat(width + 4)}${advice}`]),
  ]);
  return [verdicts[inTrouble(findings) ? 'trouble' : 'fine'], '', ...lines, '', 'ok works   -- not there, needed for one thing only   !! to be mended', ''].join('\n');
}

export function inTrouble(findings: readonly Finding[]): boolean {
  return findings.some(({ standing }) => standing === 'trouble');
}
