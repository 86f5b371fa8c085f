"""A model's GGUF written out again, with its weights in other types: tensor by tensor, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

from .adapter_file import OUTPUT
from .disk import written_whole
from .reporting import TrainerError

# The writer has these already.
OWN_FIELDS = ("general.architecture", "general.file_type", "general.quantization_version", "general.alignment")


def read_model(file: str | Path) -> gguf.GGUFReader:
    """Raises TrainerError `not-found` or `bad-model`."""
    try:
        reader = gguf.GGUFReader(file)
    except FileNotFoundError as error:
        raise TrainerError("not-found", f"{file} is not there. Check the path.") from error
    except Exception as error:  # The library has no exception of its own for a broken file.
        raise TrainerError("bad-model", f"{file} is no GGUF that can be read ({error}). Download or convert it again.") from error
    if "split.count" in reader.fields and reader.fields["split.count"].contents() > 1:
        raise TrainerError("bad-model", f"{file} is one part of a model in several files: put them together with llama.cpp's llama-gguf-split --merge.")
    return reader


def size_of(tensor: gguf.ReaderTensor) -> tuple[int, ...]:
    """Rows and columns, as numpy has them."""
    return tuple(int(size) for size in reversed(tensor.shape))


def weights_of(tensor: gguf.ReaderTensor) -> np.ndarray:
    return gguf.dequantize(tensor.data, tensor.tensor_type).astype(np.float32, copy=False).reshape(size_of(tensor))


def output_rows(model: gguf.GGUFReader, tokens: list[int]) -> np.ndarray:
    """(tokens, width): their rows of the model's output matrix, which it must have."""
    output = next(tensor for tensor in model.tensors if tensor.name == OUTPUT)
    return gguf.dequantize(output.data[tokens], output.tensor_type).astype(np.float32)


def write_float_base(source: Path, target: Path, told: Callable[[int, int], None] = lambda done, of: None) -> None:
    """What an adapter's arithmetic is held against. Raises TrainerError `disk`."""
    write_model(read_model(source), target, gguf.LlamaFileType.ALL_F32, lambda tensor: Type.F32, {}, {}, told)


def write_model(
    source: gguf.GGUFReader,
    target: Path,
    file_type: gguf.LlamaFileType,
    type_of: Callable[[gguf.ReaderTensor], Type],
    changes: dict[str, Callable[[np.ndarray], np.ndarray]],
    fields: dict[str, str],
    told: Callable[[int, int], None],
) -> None:
    """`changes` are of tensors by their name; `fields` come to the source's. `told` hears of each tensor and may raise, which ends it.

    One tensor at a time is in memory. Raises TrainerError `disk`; the target is then as it was.
    """
    with written_whole(target) as beside, closing(gguf.GGUFWriter(beside, source.fields["general.architecture"].contents())) as writer:
        for field in source.fields.values():
            if field.name.startswith("GGUF.") or field.name in OWN_FIELDS or field.name in fields:
                continue
            kind = field.types[0]
            writer.add_key_value(field.name, field.contents(), kind, field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None)
        for name, text in fields.items():
            writer.add_string(name, text)
        writer.add_file_type(file_type)
        writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
        types = [type_of(tensor) for tensor in source.tensors]
        for tensor, kind in zip(source.tensors, types):
            block, stored = gguf.GGML_QUANT_SIZES[kind]
            writer.add_tensor_info(tensor.name, size_of(tensor), np.dtype(np.float32), int(tensor.n_elements) // block * stored, raw_dtype=kind)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for number, (tensor, kind) in enumerate(zip(source.tensors, types), 1):
            change = changes.get(tensor.name)
            if change is None and tensor.tensor_type == kind:
                writer.write_tensor_data(tensor.data)
            else:
                weights = weights_of(tensor)
                writer.write_tensor_data(gguf.quantize(weights if change is None else change(weights), kind))
            told(number, len(types))
