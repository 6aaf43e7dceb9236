#!/usr/bin/python3
"""Times the presets' training steps in PyTorch and in Glyphlab, by turns.

On Debian: apt-get install python3-torch libopenblas0-pthread; then, after
make build, in the repository's root:

    /usr/bin/python3 engine/bench/pytorch.py [rounds]

Both run on one thread. A row gives the medians over the rounds, in ms a
training step, and how many times as fast as PyTorch Glyphlab is.
"""

import json
import os
import statistics
import subprocess
import sys
import time

for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)


class Same(nn.Module):
    """Pads as TensorFlow's SAME does for a 5×5 kernel of stride 2 on an even side."""

    def forward(self, x):
        return nn.functional.pad(x, (1, 2, 1, 2))


def stride():
    return nn.Sequential(
        Same(), nn.Conv2d(1, 16, 5, 2), nn.ReLU(), Same(), nn.Conv2d(16, 16, 5, 2), nn.ReLU(),
        nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))


def maxpool():
    return nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))


def wide():
    return nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Dropout(0.5), nn.Linear(512, 10))


def milliseconds(network, optimizer, images, labels, steps):
    """Returns the time of one training step, over some steps."""
    loss = nn.CrossEntropyLoss()
    begun = time.perf_counter()
    for _ in range(steps):
        optimizer.zero_grad()
        loss(network(images), labels).backward()
        optimizer.step()
    return (time.perf_counter() - begun) / steps * 1000


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    cases = {}
    for make, batch, steps in ((stride, 16, 200), (maxpool, 16, 80), (wide, 64, 6)):
        network = make()
        data = torch.rand(batch, 1, 28, 28) - 0.5, torch.randint(10, (batch,))
        cases[make.__name__] = network, torch.optim.SGD(network.parameters(), 0.01), *data, steps
        milliseconds(*cases[make.__name__])  # warms up
    ours = {name: [] for name in cases}
    theirs = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            theirs[name].append(milliseconds(*case))
            out = subprocess.run(["bin/glyphlab", "bench", "-json", "-workers", "1", "-presets", name],
                                 check=True, capture_output=True, text=True).stdout
            ours[name].append(json.loads(out)["presets"][name]["ms"])
    print(f"PyTorch {torch.__version__}, one thread, {rounds} rounds")
    print("preset    PyTorch  Glyphlab  times as fast")
    for name in cases:
        a, b = statistics.median(theirs[name]), statistics.median(ours[name])
        print(f"{name:8} {a:8.2f} {b:9.2f} {a / b:14.2f}")


main()
