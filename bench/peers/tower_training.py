"""
The towers' training step in PyTorch, as a peer of `tandem benchmark training`.

usage: tower_training.py WEIGHTS.safetensors BATCHES.safetensors THREADS
Answers each line "NAME STEPS" on stdin, NAME being a set of batches, with one line of JSON: milliseconds and loss of each step.
Each set starts from the file's weights.
"""

import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional

import tensors


class Towers(nn.Module):
    def __init__(self, weights, fused):
        super().__init__()
        embedding, item_hidden = weights["item.output.weight"].shape
        gru_hidden = weights["user.gru.weight_hh_l0"].shape[1]
        self.embedding = embedding
        self.hidden = nn.Linear(fused.shape[1], item_hidden)
        self.output = nn.Linear(item_hidden, embedding)
        self.id = nn.Embedding(fused.shape[0], embedding, sparse=True)
        self.gru = nn.GRU(weights["user.gru.weight_ih_l0"].shape[1], gru_hidden, batch_first=True)
        self.user = nn.Linear(gru_hidden, embedding)
        self.log_temperature = nn.Parameter(weights["log_temperature"].clone())
        self.register_buffer("fused", fused)
        names = {"item.hidden.": "hidden.", "item.output.": "output.", "item.id.": "id.", "user.gru.": "gru.", "user.output.": "user."}
        with torch.no_grad():
            for theirs, ours in names.items():
                for name, parameter in self.named_parameters():
                    if name.startswith(ours):
                        parameter.copy_(weights[theirs + name[len(ours):]])

    def items(self, codes):
        content = self.output(functional.gelu(self.hidden(self.fused[codes])))
        return functional.normalize(content + self.id(codes), dim=1)

    def loss(self, batch, packed):
        sequences, length = batch["items"].shape
        codes = torch.cat([batch["items"].clamp_min(0).reshape(-1), batch["positive"], batch["negatives"]])
        distinct, slots = codes.unique(return_inverse=True)
        vectors = self.items(distinct)[slots]
        history, positive, negative = vectors.split([sequences * length, len(batch["positive"]), len(batch["negatives"])])
        inputs = torch.cat([history.view(sequences, length, -1) * math.sqrt(self.embedding), batch["features"]], 2)
        if packed:
            lengths = (batch["items"] >= 0).sum(1)
            run = nn.utils.rnn.pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
            states, _ = nn.utils.rnn.pad_packed_sequence(self.gru(run)[0], batch_first=True, total_length=length)
        else:
            states, _ = self.gru(inputs)
        users = functional.normalize(self.user(states.reshape(sequences * length, -1)[batch["position"]]), dim=1)
        temperature = self.log_temperature.exp()
        own = (users * positive).sum(1, keepdim=True) / temperature
        others = users @ negative.t() / temperature - batch["logq"]
        others = others.masked_fill(batch["negatives"].unsqueeze(0) == batch["positive"].unsqueeze(1), -1e30)
        return (torch.cat([own, others], 1).logsumexp(1) - own.squeeze(1)).mean()


class Run:
    def __init__(self, weights, fused, batches, packed):
        self.model = Towers(weights, fused)
        dense = [parameter for name, parameter in self.model.named_parameters() if not name.startswith("id.")]
        self.all = list(self.model.parameters())
        self.optimisers = [
            torch.optim.Adam(dense, lr=1e-3, betas=(0.9, 0.98)),
            torch.optim.SparseAdam(self.model.id.parameters(), lr=1e-3, betas=(0.9, 0.98)),
        ]
        self.averages = [parameter.detach().clone() for parameter in dense]
        self.dense = dense
        self.batches = batches
        self.packed = packed
        self.steps = 0

    def step(self):
        batch = self.batches[self.steps % len(self.batches)]
        self.steps += 1
        for optimiser in self.optimisers:
            optimiser.zero_grad()
        loss = self.model.loss(batch, self.packed)
        loss.backward()
        norm = math.sqrt(sum(self.square(parameter.grad) for parameter in self.all))
        if norm > 5:
            for parameter in self.all:
                parameter.grad.mul_(5 / norm)
        for optimiser in self.optimisers:
            optimiser.step()
        with torch.no_grad():
            torch._foreach_mul_(self.averages, 0.97)
            torch._foreach_add_(self.averages, self.dense, alpha=0.03)
        return loss.item()

    @staticmethod
    def square(gradient):
        values = gradient.coalesce().values() if gradient.is_sparse else gradient
        return float((values * values).sum())


def main():
    torch.set_num_threads(int(sys.argv[3]))
    weights = tensors.read(sys.argv[1])
    stored = tensors.read(sys.argv[2])
    sets = {}
    for key, value in stored.items():
        if key != "fused":
            name, number, field = key.split("/")
            batches = sets.setdefault(name, {})
            batches.setdefault(int(number), {})[field] = value.long() if value.dtype == torch.int32 else value
    runs = {}
    for name, batches in sets.items():
        ordered = [batches[number] for number in sorted(batches)]
        runs[name] = Run(weights, stored["fused"], ordered, packed=False)
        runs[name + "-packed"] = Run(weights, stored["fused"], ordered, packed=True)
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        name, steps = line.split()
        milliseconds, losses = [], []
        for _ in range(int(steps)):
            started = time.perf_counter()
            losses.append(runs[name].step())
            milliseconds.append((time.perf_counter() - started) * 1000)
        print(json.dumps({"milliseconds": milliseconds, "losses": losses}), flush=True)


main()
