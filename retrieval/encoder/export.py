"""Makes a prepared model out of the reference: exported, fused, compared with it. Run in a process of its own.

`python -m retrieval.encoder.export FOLDER IDENTITY [--local]` fills the folder; its last line says what came of it.
"""

import json
import logging
import os
import shutil
import sys
import threading
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.encoder.comparing import Unfit, compared
from retrieval.encoder.manifest import GRAPH, TOKENIZER, WEIGHTS, File, Manifest, versions
from retrieval.encoder.reference import SentenceTransformerEncoder
from retrieval.encoder.runtime import TOKENS, VECTOR, OnnxEncoder
from retrieval.errors import UnknownModel
from retrieval.models import ModelName

if TYPE_CHECKING:
    from onnx import ModelProto
    from sentence_transformers import SentenceTransformer

OPSET = 17
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
INSIDE = 1024
"""Bytes up to which a tensor stays in the graph; the others lie beside it, where they can be mapped into memory."""

PREPARED, UNFIT, UNKNOWN = "prepared", "unfit", "unknown"


def main(folder: str, identity: str, *options: str) -> None:
    """Print one line of JSON: the outcome, and why it is not `prepared`."""
    threading.Thread(target=_end_with_whoever_started_us, daemon=True).start()
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    outcome, why = PREPARED, ""
    try:
        export(ModelName.parse(identity), Path(folder), fetch="--local" not in options)
    except UnknownModel as error:
        outcome, why = UNKNOWN, str(error)
    except Unfit as error:
        outcome, why = UNFIT, str(error)
    except ImportError as error:
        outcome, why = UNFIT, f"the package {error.name} cannot be imported"
    print(json.dumps({"outcome": outcome, "why": why}))


def export(named: ModelName, folder: Path, *, fetch: bool = True) -> Manifest:
    """Fill the folder. Raises UnknownModel, and Unfit for a model that must be left to the reference."""
    reference = SentenceTransformerEncoder(replace(named, precision="fp32"), fetch=fetch)
    model = reference.loaded()
    _refuse(reference)
    manifest = Manifest(
        identity=named.identity,
        dimensions=reference.dimensions,
        longest=_tokenizer(model, folder / TOKENIZER),
        prompts=reference.prompts,
        inputs=tuple(name for name in INPUTS if name in _example(model)),
        made_with=versions(),
    )
    expected = compared(reference)
    unfit = None
    for graph in _graphs(model, manifest, folder):
        try:
            _save(graph, folder, named.precision)
            verified = expected.figures(OnnxEncoder(folder, manifest, check=False), named.precision)
        except Unfit as error:
            unfit = error
            continue
        except Exception as error:  # the other graph may do
            unfit = Unfit(f"it cannot be run ({_short(error)})")
            continue
        files = {name: File.of(folder / name) for name in (GRAPH, WEIGHTS, TOKENIZER)}
        manifest = replace(manifest, verified=verified, files=files)
        manifest.write(folder)
        return manifest
    raise unfit or Unfit("it cannot be exported")


def _refuse(reference: SentenceTransformerEncoder) -> None:
    """What a graph of one text's numbers cannot express."""
    prompts = (reference.prompts.question, reference.prompts.passage)
    if any(prompts) and any(getattr(module, "include_prompt", True) is False for module in reference.loaded()):
        raise Unfit("it leaves its prompts out of its vectors")
    unknown = set(_example(reference.loaded())) - set(INPUTS)
    if unknown - {"modality"} or "input_ids" not in _example(reference.loaded()):
        raise Unfit(f"it reads more than a text's tokens ({', '.join(sorted(unknown - {'modality'}))})")


def _example(model: "SentenceTransformer") -> dict[str, Any]:
    return dict(model.preprocess(["What is an ally?", "An accomplice does more than speak, and pays for it."]))


def _tokenizer(model: "SentenceTransformer", file: Path) -> int:
    """Write the tokenizer as it cuts and pads, and give the longest sequence."""
    kinds = set()
    for task in ("query", "document"):
        model.preprocess(["one", "one two"], task=task)
        kinds.add(model.tokenizer.backend_tokenizer.to_str())
    if len(kinds) > 1:
        raise Unfit("it reads questions and passages in different ways")
    (kind,) = kinds
    file.write_text(kind, encoding="utf-8")
    cut = json.loads(kind)["truncation"]
    return int(cut["max_length"]) if cut else 0


def _graphs(model: "SentenceTransformer", manifest: Manifest, folder: Path) -> Iterator["ModelProto"]:
    """The whole model as a graph: first with its layers fused, then as it was exported."""
    import onnx

    plain = folder / "plain.onnx"
    try:
        _trace(model, manifest, plain)
        fused = _fused(plain, _layers(model).config)
        if fused is not None:
            yield fused
        yield onnx.load(plain)
    except (Unfit, ImportError):
        raise
    except Exception as error:
        raise Unfit(f"it cannot be exported ({_short(error)})") from error
    finally:
        plain.unlink(missing_ok=True)


def _layers(model: "SentenceTransformer") -> Any:
    return model[0].auto_model


def _trace(model: "SentenceTransformer", manifest: Manifest, file: Path) -> None:
    import torch

    class Whole(torch.nn.Module):
        """From numbers of tokens to both outputs: layers, pooling and whatever else the model does."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            out = self.model(dict(zip(manifest.inputs, tensors, strict=True)))
            return out["sentence_embedding"], out["token_embeddings"]

    example = _example(model)
    if hasattr(_layers(model), "set_attn_implementation"):
        _layers(model).set_attn_implementation("eager")  # the form that is known how to fuse
    sizes = {0: "batch", 1: "length"}
    with torch.inference_mode():
        torch.onnx.export(
            Whole().eval(),
            tuple(example[name] for name in manifest.inputs),
            str(file),
            dynamo=False,
            opset_version=OPSET,
            input_names=list(manifest.inputs),
            output_names=[VECTOR, TOKENS],
            dynamic_axes=dict.fromkeys((*manifest.inputs, TOKENS), sizes) | {VECTOR: {0: "batch"}},
        )


def _fused(plain: Path, config: Any) -> "ModelProto | None":
    import onnx
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    heads, size = (getattr(config, name, None) for name in ("num_attention_heads", "hidden_size"))
    if not heads or not size:
        return None
    options = FusionOptions("bert")
    # On a processor the fused operator costs twice what the two cost that it stands for.
    options.enable_skip_layer_norm = options.enable_bias_skip_layer_norm = False
    try:
        made = optimize_model(
            str(plain), "bert", num_heads=heads, hidden_size=size, optimization_options=options, opt_level=0
        )
        made.save_model_to_file(str(plain.with_name("fused.onnx")))  # which declares the operators that it put in
        return onnx.load(plain.with_name("fused.onnx"))
    except Exception:  # it knows some families of models only, and fails in its own ways with others
        return None
    finally:
        plain.with_name("fused.onnx").unlink(missing_ok=True)


def _save(graph: "ModelProto", folder: Path, precision: str) -> None:
    import onnx

    if precision == "int8":
        graph = _quantized(graph, folder / "int8.onnx")
    for name in (GRAPH, WEIGHTS):
        (folder / name).unlink(missing_ok=True)
    onnx.save_model(
        graph,
        str(folder / GRAPH),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=WEIGHTS,
        size_threshold=INSIDE,
    )
    shutil.copymode(folder / GRAPH, folder / WEIGHTS)  # which onnx lets nobody else read


def _quantized(graph: "ModelProto", file: Path) -> "ModelProto":
    """Weights of the layers as 8-bit integers, a scale for each channel. The table of words stays exact."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    try:
        quantize_dynamic(
            graph,
            str(file),
            op_types_to_quantize=["MatMul", "Attention"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        return onnx.load(str(file))
    finally:
        file.unlink(missing_ok=True)


def _end_with_whoever_started_us() -> None:
    """Nothing is ever written to our input: it ends when the process at its other end does."""
    os.read(0, 1)
    os._exit(1)


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


if __name__ == "__main__":
    main(*sys.argv[1:])
