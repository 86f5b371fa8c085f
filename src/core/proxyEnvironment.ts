export interface ProxySettings {
  /** Such as `http://proxy.example:3128`; empty where nothing is set. */
  readonly proxy: string;
  /** Hosts that are reached without it. */
  readonly noProxy: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** An environment in which programs find the proxy of somebody's settings, which go before the variables that are there. */
export function proxyEnvironment(environment: Environment, { proxy, noProxy }: ProxySettings): Environment {
  const set = (name: string, value: string): Record<string, string> => (value === '' ? {} : { [name]: value, [name.toLowerCase()]: value });
  return { ...environment, ...set('HTTP_PROXY', proxy), ...set('HTTPS_PROXY', proxy), ...set('NO_PROXY', noProxy.join(',')) };
}
