"""Reads a bundle's weights with nothing but PyTorch and prints item and user vectors. usage: read_towers.py WEIGHTS INPUT"""

import json
import math
import sys

import torch


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        values = file.read()
    return {
        name: torch.frombuffer(bytearray(values[slice(*entry["data_offsets"])]), dtype=torch.float32).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }


def attend(x):
    embedded = linear(x, *layer("embed"))
    hidden = embedded.shape[1]
    normal = torch.nn.functional.layer_norm(embedded, [hidden])
    heads, span = weights["user.attention.distance"].shape
    query, key, value = (part.view(len(x), heads, -1).transpose(0, 1) for part in linear(normal, *layer("in_proj")).chunk(3, 1))
    back = torch.arange(len(x)).unsqueeze(1) - torch.arange(len(x)).unsqueeze(0)
    scores = query @ key.transpose(1, 2) / math.sqrt(hidden / heads) + weights["user.attention.distance"][:, back.clamp(0, span - 1)]
    scores = scores.masked_fill((back < 0) | (back >= span), -math.inf)
    attended = (scores.softmax(-1) @ value).transpose(0, 1).reshape(len(x), hidden)
    total = embedded + linear(attended, *layer("out_proj"))
    inner = torch.nn.functional.gelu(linear(torch.nn.functional.layer_norm(total, [hidden]), *layer("expand")))
    return total + linear(inner, *layer("contract"))


def layer(name):
    return weights[f"user.attention.{name}.weight"], weights[f"user.attention.{name}.bias"]


def recur(x):
    gru = torch.nn.GRU(weights["user.gru.weight_ih_l0"].shape[1], weights["user.gru.weight_hh_l0"].shape[1], batch_first=True)
    gru.load_state_dict({name[len("user.gru."):]: value for name, value in weights.items() if name.startswith("user.gru.")})
    return gru(x.unsqueeze(0))[0][0]


weights, given = read(sys.argv[1]), read(sys.argv[2])
linear = torch.nn.functional.linear
hidden = torch.nn.functional.gelu(linear(given["fused"], weights["item.hidden.weight"], weights["item.hidden.bias"]))
content = linear(hidden, weights["item.output.weight"], weights["item.output.bias"])
items = torch.nn.functional.normalize(content + weights["item.id.weight"], dim=1)
history = torch.cat([items[: len(given["events"])] * math.sqrt(items.shape[1]), given["events"]], 1)
state = (attend if "user.attention.distance" in weights else recur)(history)[-1]
user = torch.nn.functional.normalize(linear(state, weights["user.output.weight"], weights["user.output.bias"]), dim=0)
print(json.dumps({"items": items.flatten().tolist(), "user": user.tolist()}))
