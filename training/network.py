"""The joint network: MiniLM-L6 encoder, tag heads, biaffine arcs and relations.

The encoder starts from all-MiniLM-L6-v2 (Apache-2.0). Its position and type tables stay frozen.
Word shape is added twice, on the pieces and on the words, because the checkpoint is uncased.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HIDDEN, HEADS, LAYERS, INNER = 384, 12, 6, 1536
SHAPES, SHAPE_SIZE = 16, 16
BRANCH = 2  # the layer of the encoder that the network of acts goes on from
ARC, RELATION = 256, 128
TAGS = ("upos", "xpos", "entity")


class Layer(nn.Module):
    """One BERT layer. `export` swaps fused attention for plain operations that ONNX can quantise."""

    def __init__(self):
        super().__init__()
        self.query, self.key = nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.value, self.output = nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.inner, self.outer = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.output_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.export = False

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        query, key, value = (
            part(x).view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        if self.export:
            weights = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(HIDDEN // HEADS) + mask, -1)
            mixed = weights @ value
        else:
            drop = 0.1 if self.training else 0.0
            mixed = functional.scaled_dot_product_attention(
                query, key, value, attn_mask=mask.to(query.dtype), dropout_p=drop
            )
        mixed = mixed.transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.attention_norm(x + self.dropout(self.output(mixed)))
        return self.output_norm(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))


class Encoder(nn.Module):
    """MiniLM-L6 with a table of word shapes added to its input."""

    def __init__(self):
        super().__init__()
        self.word, self.position = nn.Embedding(30522, HIDDEN), nn.Embedding(512, HIDDEN)
        self.segment, self.shape = nn.Embedding(2, HIDDEN), nn.Embedding(SHAPES, HIDDEN)
        self.norm, self.dropout = nn.LayerNorm(HIDDEN, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        nn.init.zeros_(self.shape.weight)

    def load(self, checkpoint: Path) -> None:
        """Copy the weights of a BERT safetensors file, and freeze its position and type tables."""
        source = load_file(checkpoint)
        pairs = [
            (self.word, "embeddings.word_embeddings"),
            (self.position, "embeddings.position_embeddings"),
            (self.segment, "embeddings.token_type_embeddings"),
            (self.norm, "embeddings.LayerNorm"),
        ]
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "output": "attention.output.dense", "attention_norm": "attention.output.LayerNorm",
            "inner": "intermediate.dense", "outer": "output.dense", "output_norm": "output.LayerNorm",
        }  # fmt: skip
        for index, layer in enumerate(self.layers):
            pairs += [
                (getattr(layer, ours), f"encoder.layer.{index}.{theirs}") for ours, theirs in names.items()
            ]
        with torch.no_grad():
            for module, name in pairs:
                module.weight.copy_(source[name + ".weight"])
                if getattr(module, "bias", None) is not None:
                    module.bias.copy_(source[name + ".bias"])
        for table in (self.position, self.segment):
            table.weight.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor, case: Tensor, branch: int = 0) -> tuple[Tensor, Tensor]:
        """Return what layer `branch` gives, 0 being the word table, and what the last layer gives."""
        x = (
            self.word(ids)
            + self.position.weight[: ids.shape[1]][None]
            + self.segment.weight[0]
            + self.shape(case)
        )
        x = self.dropout(self.norm(x))
        blocked = ((1.0 - mask.float()) * -1e4)[:, None, None, :]
        low = x
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, blocked)
            low = x if number == branch else low
        return low, x


class JointParser(nn.Module):
    """Encoder and heads. `sizes` gives the number of labels of "relation" and of each of `TAGS`."""

    def __init__(self, sizes: dict[str, int]):
        super().__init__()
        self.encoder, self.shape = Encoder(), nn.Embedding(SHAPES, SHAPE_SIZE)
        width = HIDDEN + SHAPE_SIZE
        self.arc_dependent, self.arc_head = nn.Linear(width, ARC), nn.Linear(width, ARC)
        self.relation_dependent, self.relation_head = nn.Linear(width, RELATION), nn.Linear(width, RELATION)
        self.arc_weight = nn.Parameter(torch.randn(ARC + 1, ARC) * 0.02)
        self.relation_weight = nn.Parameter(torch.randn(RELATION + 1, sizes["relation"], RELATION + 1) * 0.01)
        self.tags = nn.ModuleDict({name: nn.Linear(width, sizes[name]) for name in TAGS})
        self.dropout = nn.Dropout(0.3)

    def forward(self, ids, mask, case, word_start, word_case, word_mask, *, layers=False):
        """Return (arc scores, relation dependents, relation heads, {tag: scores}) over the words.

        With `layers` also layer `BRANCH` of the encoder over the pieces, and its last layer over the words.
        """
        low, pieces = self.encoder(ids, mask, case, branch=BRANCH)
        last = torch.gather(pieces, 1, word_start[:, :, None].expand(-1, -1, HIDDEN))
        words = self.dropout(torch.cat([last, self.shape(word_case).to(last.dtype)], -1))
        arc_d, arc_h, rel_d, rel_h = (
            self.dropout(functional.relu(part(words)))
            for part in (self.arc_dependent, self.arc_head, self.relation_dependent, self.relation_head)
        )
        arcs = (_with_one(arc_d) @ self.arc_weight.to(arc_d.dtype)) @ arc_h.transpose(-1, -2)
        arcs = arcs.float() + (word_mask.float() - 1.0)[:, None, :] * 1e4
        scores = arcs, rel_d, rel_h, {name: head(words) for name, head in self.tags.items()}
        return (*scores, low, last) if layers else scores

    def relations(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Return relation scores (n, labels) of n dependent-head pairs."""
        kinds = self.relation_weight.shape[1]
        flat = self.relation_weight.reshape(RELATION + 1, -1)
        mixed = (_with_one(dependents) @ flat.to(dependents.dtype)).view(-1, kinds, RELATION + 1)
        return torch.bmm(mixed, _with_one(heads).unsqueeze(-1)).squeeze(-1)


def _with_one(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)
