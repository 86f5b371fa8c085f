import { describe, expect, it } from 'vitest';
import { proxyEnvironment } from '../../src/core/proxyEnvironment';
import { proxyFor } from '../../src/engine/host/proxyFetch';

describe('the environment of a download', () => {
  it('has the proxy of the editor’s settings before that of the system, under both spellings', () => {
    const environment = proxyEnvironment({ HOME: '/h', HTTPS_PROXY: 'http://old:1' }, { proxy: 'http://new:2', noProxy: ['a.example', '.b.example'] });
    expect(environment).toMatchObject({ HOME: '/h', HTTPS_PROXY: 'http://new:2', https_proxy: 'http://new:2', HTTP_PROXY: 'http://new:2', http_proxy: 'http://new:2', NO_PROXY: 'a.example,.b.example' });
  });

  it('is the system’s own where nothing is set', () => {
    expect(proxyEnvironment({ HTTPS_PROXY: 'http://old:1' }, { proxy: '', noProxy: [] })).toEqual({ HTTPS_PROXY: 'http://old:1' });
  });
});

describe('the proxy for an address', () => {
  const secure = new URL('https://huggingface.co/model.gguf');
  const plain = new URL('http://mirror.example:8080/model.gguf');

  it('is that of its scheme', () => {
    const environment = { HTTPS_PROXY: 'http://one:1', http_proxy: 'two:2' };
    expect(proxyFor(secure, environment)?.href).toBe('http://one:1/');
    expect(proxyFor(plain, environment)?.href).toBe('http://two:2/');
    expect(proxyFor(secure, {})).toBeNull();
  });

  it.each<[string, boolean]>([
    ['huggingface.co', true],
    ['.huggingface.co', true],
    ['other.example huggingface.co', true],
    ['*', true],
    ['face.co', false],
    ['huggingface.co:8443', false],
    ['huggingface.co:443', true],
    ['', false],
  ])('is none for hosts that NO_PROXY lists: %s', (list, exempt) => {
    expect(proxyFor(secure, { HTTPS_PROXY: 'http://one:1', NO_PROXY: list })).toEqual(exempt ? null : new URL('http://one:1'));
  });

  it('is none for their subdomains either', () => {
    expect(proxyFor(new URL('https://cdn.huggingface.co/x'), { HTTPS_PROXY: 'http://one:1', NO_PROXY: 'huggingface.co' })).toBeNull();
  });
});
