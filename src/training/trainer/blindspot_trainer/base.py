"""The model to be fine-tuned and its vocabulary: from a folder in Hugging Face's format, or from a GGUF."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Callable

import gguf
import torch
from gguf import GGUFReader
from tokenizers import Tokenizer, pre_tokenizers
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, PreTrainedModel

from .reporting import TrainerError

# Hugging Face's names of the models that GGUF knows as "llama", whose tensors we know how to name and to turn.
LLAMAS = ("llama", "mistral")

# Pre-tokenizers by GGUF's name for them that transformers reads as llama.cpp does.
READ_RIGHT = ("default", "gpt-2", "llama-bpe")

ANCHOR = "is"


@dataclass(frozen=True)
class Vocabulary:
    """Turns texts into tokens as the engine does."""

    tokenizer: Tokenizer
    bos: int | None
    """The token that begins every text, where the model takes one."""

    def encode(self, texts: list[str]) -> list[list[int]]:
        """The tokens of each text, with the one that begins it."""
        begin = [] if self.bos is None else [self.bos]
        return [begin + found.ids for found in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def first_token(self, label: str) -> int:
        """The first token of a label that follows a word: alone, SentencePiece would put a space before it."""
        before, joined = (self.tokenizer.encode(text, add_special_tokens=False).ids for text in (ANCHOR, ANCHOR + label))
        if len(joined) <= len(before) or joined[: len(before)] != before:
            raise TrainerError("bad-labels", f'The label "{label}" merges with the word before it in this model\'s vocabulary: begin it with a space.')
        return joined[len(before)]

    def label_tokens(self, labels: dict[str, str]) -> dict[str, int]:
        tokens = {name: self.first_token(text) for name, text in labels.items()}
        if len(set(tokens.values())) < len(tokens):
            raise TrainerError("bad-labels", f"Two labels begin with the same token in this model's vocabulary ({json.dumps(tokens)}), so their first tokens do not tell them apart: choose another base.")
        return tokens


def is_gguf(base: str) -> bool:
    return base.lower().endswith(".gguf")


def check_base(base: str, head: str) -> None:
    """Refuses before anything is loaded what cannot be trained or exported."""
    if not Path(base).exists():
        raise TrainerError("not-found", f"{base} is not there. Check the path of the base.")
    try:
        config = _from_pretrained(AutoConfig, base)
    except Exception as error:  # The library has an exception of its own for each kind of wrong file.
        raise TrainerError("bad-model", f"{base} is no model that transformers can read: {_first_line(error)}") from error
    if config.model_type not in LLAMAS:
        raise TrainerError("bad-model", f'{base} has the architecture "{config.model_type}": models of the Llama family ({", ".join(LLAMAS)}) can be fine-tuned here. Choose one of those.')
    if head == "score" and _is_tied(base, config):
        raise TrainerError("bad-model", f'{base} has one table for its input and its output (tied embeddings), and an adapter cannot change the output alone: fine-tune it with "head": "labels", or choose a base with an output matrix of its own, such as Llama-2.')


def check_same_model(base: str, model: str) -> None:
    """Refuses a GGUF that is another model than the base: an adapter of one has no place in the other."""
    one, other = (_from_pretrained(AutoConfig, each) for each in (base, model))
    for name in ("hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads"):
        if getattr(one, name) != getattr(other, name):
            raise TrainerError("bad-model", f"{model} is another model than {base}: its {name} is {getattr(other, name)}, not {getattr(one, name)}. Name the GGUF that was made of that base.")


def load_vocabulary(base: str, warn: Callable[[str], None]) -> Vocabulary:
    loaded = _from_pretrained(AutoTokenizer, base)
    tokenizer: Tokenizer = loaded.backend_tokenizer
    # A text that looks like a special token stays text, as in the engine.
    tokenizer.encode_special_tokens = True
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if not is_gguf(base):
        ids = loaded("a").input_ids
        return Vocabulary(tokenizer, ids[0] if ids and ids[0] == loaded.bos_token_id else None)
    fields = _reader(base).fields
    model = _value(fields, "tokenizer.ggml.model")
    kind = _value(fields, "tokenizer.ggml.pre") or "default"
    if model == "gpt2" and kind == "smollm":
        # transformers loses the split into single digits.
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    elif kind not in READ_RIGHT:
        warn(f'The vocabulary of {base} is split in a way ("{kind}") that has not been held against llama.cpp: look at the check at the end.')
    begins = _value(fields, "tokenizer.ggml.add_bos_token")
    takes_bos = begins if begins is not None else model == "llama" or kind == "llama-bpe"
    return Vocabulary(tokenizer, int(_value(fields, "tokenizer.ggml.bos_token_id")) if takes_bos else None)


def load_model(base: str, quantization: str, dtype: torch.dtype) -> PreTrainedModel:
    """The whole model; a GGUF is dequantised. With `nf4` its matrices are put into 4 bits, on a CUDA GPU."""
    if quantization == "none":
        return _load(base, dtype)
    from transformers import BitsAndBytesConfig  # Needs bitsandbytes, which is there only with CUDA.

    nf4 = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16)
    options = {"quantization_config": nf4, "dtype": torch.bfloat16, "device_map": {"": torch.cuda.current_device()}}
    if not is_gguf(base):
        return AutoModelForCausalLM.from_pretrained(base, local_files_only=True, **options)
    with tempfile.TemporaryDirectory() as folder:
        # The loader takes one quantisation at a time: the GGUF's own is undone first.
        write_folder(base, folder, torch.bfloat16)
        return AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, **options)


def write_folder(model: str, folder: str, dtype: torch.dtype) -> None:
    """A GGUF's weights as a folder in Hugging Face's format, dequantised."""
    plain = _load(model, dtype)
    # Its weights are plain already, and it would not be saved as long as it says that they are a GGUF's.
    del plain.config.quantization_config
    plain.hf_quantizer = None
    plain.save_pretrained(folder)


def _load(base: str, dtype: torch.dtype) -> PreTrainedModel:
    return _from_pretrained(AutoModelForCausalLM, base, dtype=dtype)


def _from_pretrained(kind, base: str, **options):
    """transformers reads a GGUF anew for its configuration, its vocabulary and its weights: it is given the reader that is there."""
    gguf.GGUFReader = _reader
    try:
        return kind.from_pretrained(_folder(base), **_naming(base), local_files_only=True, **options)
    finally:
        gguf.GGUFReader = GGUFReader


def _reader(file: str | os.PathLike[str]) -> GGUFReader:
    """Of a GGUF as it is now. A vocabulary of 32,000 tokens takes seconds to read."""
    state = os.stat(file)
    return _read(os.path.realpath(file), state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1)
def _read(file: str, changed: int, size: int) -> GGUFReader:
    return GGUFReader(file)


def _is_tied(base: str, config) -> bool:
    return all(tensor.name != "output.weight" for tensor in _reader(base).tensors) if is_gguf(base) else bool(config.tie_word_embeddings)


def _folder(base: str) -> str:
    return str(Path(base).parent) if is_gguf(base) else base


def _naming(base: str) -> dict[str, str]:
    return {"gguf_file": Path(base).name} if is_gguf(base) else {}


def _value(fields, name: str):
    return fields[name].contents() if name in fields else None


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
