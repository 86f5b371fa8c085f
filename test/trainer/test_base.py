"""How texts are turned into tokens, which must be as the engine does it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import gguf
import numpy as np
import pytest
from blindspot_trainer import base as base_module
from blindspot_trainer import checkpoint
from blindspot_trainer.base import Vocabulary, check_base, load_vocabulary
from blindspot_trainer.config import Config
from blindspot_trainer.reporting import TrainerError
from tokenizers import pre_tokenizers

from conftest import train

# A vocabulary that would like to see "20" and "12" as wholes, and has a beginning of its own.
MERGES = ["2 0", "1 2", "i n", "Ġ in"]
TOKENS = ["<s>", *sorted(pre_tokenizers.ByteLevel.alphabet()), *(merge.replace(" ", "") for merge in MERGES)]


def write_base(file: Path, kind: str, takes_bos: bool = False) -> str:
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_context_length(64), writer.add_embedding_length(32), writer.add_block_count(1), writer.add_feed_forward_length(32)
    writer.add_head_count(2), writer.add_head_count_kv(2), writer.add_layer_norm_rms_eps(1e-5), writer.add_vocab_size(len(TOKENS))
    writer.add_tokenizer_model("gpt2"), writer.add_tokenizer_pre(kind)
    writer.add_token_list(TOKENS), writer.add_token_merges(MERGES)
    writer.add_token_types([gguf.TokenType.CONTROL] + [gguf.TokenType.NORMAL] * (len(TOKENS) - 1))
    writer.add_bos_token_id(0), writer.add_eos_token_id(0), writer.add_add_bos_token(takes_bos)
    writer.add_tensor("token_embd.weight", np.zeros((len(TOKENS), 32), np.float32))
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()
    return str(file)


def split(vocabulary: Vocabulary, text: str) -> list[str]:
    return [TOKENS[token] for token in vocabulary.encode([text])[0]]


def no_warning(message: str) -> None:
    raise AssertionError(message)


def test_a_file_is_read_once_for_configuration_vocabulary_and_tied_embeddings_and_anew_when_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, reader = [], gguf.GGUFReader
    monkeypatch.setattr(base_module, "GGUFReader", lambda file: read.append(file) or reader(file))
    monkeypatch.setattr(gguf, "GGUFReader", reader)
    file = write_base(tmp_path / "base.gguf", "gpt-2")
    check_base(file, "labels"), load_vocabulary(file, no_warning)
    with pytest.raises(TrainerError, match="tied embeddings"):
        check_base(file, "score")
    assert read == [file]
    write_base(tmp_path / "base.gguf", "smollm", takes_bos=True)
    assert split(load_vocabulary(file, no_warning), "in 2012")[0] == "<s>"
    assert read == [file, file]


def test_smollm_reads_each_digit_alone_as_llama_cpp_does(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(write_base(tmp_path / "base.gguf", "smollm"), no_warning)
    assert split(vocabulary, "x in 2012") == ["x", "Ġin", "Ġ", "2", "0", "1", "2"]


def test_other_vocabularies_keep_their_numbers(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(write_base(tmp_path / "base.gguf", "gpt-2"), no_warning)
    assert split(vocabulary, "in2012") == ["in", "20", "12"]


def test_a_text_that_looks_like_a_special_token_stays_text(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(write_base(tmp_path / "base.gguf", "smollm"), no_warning)
    assert split(vocabulary, "<s>") == ["<", "s", ">"]


def test_the_token_that_begins_a_text_is_there_where_the_model_takes_one(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(write_base(tmp_path / "base.gguf", "smollm", takes_bos=True), no_warning)
    assert split(vocabulary, "in") == ["<s>", "in"]


def test_a_way_of_splitting_that_was_not_compared_is_warned_of(tmp_path: Path) -> None:
    said: list[str] = []
    load_vocabulary(write_base(tmp_path / "base.gguf", "qwen2"), said.append)
    assert len(said) == 1 and '("qwen2")' in said[0]


def test_labels_that_begin_alike_or_merge_with_the_word_before_are_refused(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(write_base(tmp_path / "base.gguf", "smollm"), no_warning)
    assert vocabulary.label_tokens({"yes": " in", "no": " x"}) == {"yes": TOKENS.index("Ġin"), "no": TOKENS.index("Ġ")}
    with pytest.raises(TrainerError, match="Two labels begin with the same token"):
        vocabulary.label_tokens({"yes": " x", "no": " y"})


def test_a_base_that_is_not_there_and_one_of_another_family_are_named(config: Config, tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="gone.gguf is not there"):
        train(dataclasses.replace(config, base=str(tmp_path / "gone.gguf")))
    (tmp_path / "gpt").mkdir()
    (tmp_path / "gpt" / "config.json").write_text('{"model_type": "gpt2"}')
    with pytest.raises(TrainerError, match='the architecture "gpt2": models of the Llama family'):
        train(dataclasses.replace(config, base=str(tmp_path / "gpt")))


def test_a_damaged_checkpoint_is_told_and_not_gone_on_from(config: Config) -> None:
    Path(config.folder, checkpoint.NAME).write_bytes(b"half of it")
    with pytest.raises(TrainerError, match="is damaged .* Delete it to begin anew"):
        train(config)
