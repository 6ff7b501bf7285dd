"""8-bit vectors find what the vectors themselves would."""

import numpy as np
import pytest

from retrieval.scan import PRODUCT, WIDTH, Quantized

onnx = pytest.importorskip("onnx")


def clustered(number: int, dimensions: int, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    centres = random.standard_normal((50, dimensions))[random.integers(0, 50, number)]
    vectors = (centres + 0.8 * random.standard_normal((number, dimensions))).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_best_are_among_the_best_of_the_rounded_ones() -> None:
    vectors, questions = clustered(WIDTH + 3000, 96), clustered(60, 96, seed=2)
    levels = Quantized(*vectors.shape)
    order = np.random.default_rng(3).permutation(len(vectors))
    for rows in np.array_split(order, 7):
        levels.put(rows, vectors[rows])
    found = 0
    for question in questions:
        exact, rough = vectors @ question, levels.cosines(question)
        assert len(rough) == len(vectors)
        assert np.abs(rough - exact).max() < 0.02
        found += len(set(np.argsort(-exact)[:10].tolist()) & set(np.argsort(-rough)[:50].tolist()))
    assert found / (10 * len(questions)) >= 0.999
    assert levels.nbytes < 0.6 * 2 * WIDTH * 96 * 4


def test_no_product_is_cut_off_at_the_ends_of_the_range() -> None:
    vectors = np.array([[1, 1, 1, 1], [-1, -1, -1, -1], [1, -1, 1, -1]], dtype=np.float32) / 2
    levels = Quantized(3, 4)
    levels.put(np.arange(3), vectors)
    assert levels.cosines(vectors[0]) == pytest.approx([1, -1, 0], abs=0.01)
    assert levels.cosines(np.zeros(4, dtype=np.float32)) == pytest.approx([0, 0, 0], abs=1e-6)


def test_the_model_is_one_multiplication() -> None:
    def tensor(name: str, kind: int, *shape: int | str) -> object:
        return onnx.helper.make_tensor_value_info(name, kind, shape)

    kinds = onnx.TensorProto
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMulInteger", ["q", "v"], ["y"])],
        "g",
        [tensor("q", kinds.UINT8, 1, "d"), tensor("v", kinds.INT8, "d", "n")],
        [tensor("y", kinds.INT32, 1, "n")],
    )
    opset = onnx.helper.make_opsetid("", 10)
    assert onnx.load_from_string(PRODUCT) == onnx.helper.make_model(
        graph, opset_imports=[opset], ir_version=8, producer_name=""
    )
