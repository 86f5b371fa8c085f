"""A GGUF with all its weights written out as 32-bit floats: what an adapter's arithmetic is held against."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

from .disk import disk_error

# The writer has these already.
OWN_FIELDS = ("general.architecture", "general.file_type", "general.quantization_version", "general.alignment")


def write_float_base(source: Path, target: Path) -> None:
    """Raises TrainerError `disk`; the target is then gone."""
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, reader.fields["general.architecture"].contents())
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name in OWN_FIELDS:
            continue
        kind = field.types[0]
        writer.add_key_value(field.name, field.contents(), kind, field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    sizes = [tuple(int(size) for size in reversed(tensor.shape)) for tensor in reader.tensors]
    for tensor, size in zip(reader.tensors, sizes):
        writer.add_tensor_info(tensor.name, size, np.dtype(np.float32), int(np.prod(size)) * 4)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        # One at a time: all of them would need the memory of the whole.
        for tensor, size in zip(reader.tensors, sizes):
            writer.write_tensor_data(gguf.dequantize(tensor.data, tensor.tensor_type).astype(np.float32).reshape(size))
        writer.close()
    except OSError as error:
        target.unlink(missing_ok=True)
        raise disk_error(target, error) from error
