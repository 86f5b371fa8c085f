/** What uv or pip is fetching, by what it says. uv fetches several packages at once, and pip one after the other. */
export class Fetching {
  private readonly underWay = new Map<string, string>();
  private fetched = 0;
  private installing = false;

  /** @returns whether the line has changed anything */
  hear(line: string): boolean {
    const [, pipName, pipSize] = /^\s*Downloading (?:\S*\/)?([^\s/]+?)-\d\S*\.(?:whl|tar\.gz) \((.+)\)/.exec(line) ?? [];
    const [, uvName, uvSize] = /^\s*Downloading (\S+) \((.+)\)/.exec(line) ?? [];
    const [, done] = /^\s*Downloaded (\S+)/.exec(line) ?? [];
    if (pipName !== undefined && pipSize !== undefined) {
      this.fetched += this.underWay.size;
      this.underWay.clear();
      this.underWay.set(pipName.replaceAll('_', '-'), pipSize);
    } else if (uvName !== undefined && uvSize !== undefined) this.underWay.set(uvName, uvSize);
    else if (done !== undefined && this.underWay.delete(done)) this.fetched += 1;
    else if (/^(?:Prepared \d|Installing collected)/.test(line)) this.installing = true;
    else return false;
    return true;
  }

  /** Such as `fetching torch (858.1MiB) and 3 more, 12 are there`. */
  describe(): string {
    if (this.installing) return 'installing what was fetched';
    const [first] = this.underWay;
    if (first === undefined) return this.fetched === 0 ? 'asking the package index' : 'unpacking what was fetched';
    const there = this.fetched === 0 ? '' : `, ${this.fetched} ${this.fetched === 1 ? 'is' : 'are'} there`;
    const [name, size] = first;
    const others = this.underWay.size - 1;
    return `fetching ${name} (${size})${others === 0 ? '' : ` and ${others} more`}${there}`;
  }
}
