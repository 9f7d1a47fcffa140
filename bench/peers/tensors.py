"""Reads a safetensors file: 8 bytes of header length, a JSON header, then the values (little-endian)."""

import json

import numpy
import torch

TYPES = {"F32": numpy.float32, "I32": numpy.int32}


def read(path):
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        values = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            cells = numpy.frombuffer(values[begin:end], TYPES[entry["dtype"]])
            tensors[name] = torch.from_numpy(cells.copy()).reshape(entry["shape"])
    return tensors
