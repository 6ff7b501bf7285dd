"""Tiny models of sentence-transformers with random weights, saved to a folder: real code, nothing to download."""

from collections.abc import Mapping
from pathlib import Path

TEXTS = ["the gate is shut", "a baker says rye"]
_WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the gate is shut a baker says rye what it query passage : según Madrid".split()


def tiny_model(
    folder: Path, *, prompts: Mapping[str, str] | None = None, include_prompt: bool = True, spaced: bool = False
) -> Path:
    """An encoder of one layer; `spaced`: its tokens take the space before a word along, as sentence pieces do."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    transformer = Transformer(str(_bert(folder / "bert", "BertModel", spaced=spaced)), max_seq_length=64)
    pooling = Pooling(32, pooling_mode="mean", include_prompt=include_prompt)
    model = SentenceTransformer(modules=[transformer, pooling], device="cpu", prompts=dict(prompts or {}))
    model.save_pretrained(str(folder / "saved"), create_model_card=False)
    return folder / "saved"


def tiny_judge(folder: Path, *, labels: int = 1) -> Path:
    """A CrossEncoder of one layer with so many scores, whose own activation function is none."""
    import torch
    from sentence_transformers import CrossEncoder

    place = _bert(folder / "bert", "BertForSequenceClassification", labels=labels)
    model = CrossEncoder(str(place), device="cpu", activation_fn=torch.nn.Identity())
    model.save_pretrained(str(folder / "saved"))
    return folder / "saved"


def _bert(folder: Path, kind: str, *, spaced: bool = False, labels: int = 1) -> Path:
    import torch
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    words = [word if word.startswith("[") or not spaced else f"▁{word}" for word in _WORDS]
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace() if spaced else pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    special = {f"{name.lower()}_token": f"[{name}]" for name in ("PAD", "UNK", "CLS", "SEP", "MASK")}
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **special)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=0.3,
        num_labels=labels,
    )
    torch.manual_seed(1)
    getattr(transformers, kind)(config).save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder
