#!/usr/bin/python3
"""Writes pytorch.json: what PyTorch computes, in double precision, for the
assignment's networks and LeNet-5 on images and weights that a formula draws.
TestPyTorchsRunsAreFollowed draws the same and follows it.

On Debian: apt-get install python3-torch python3-numpy; then, here:

    /usr/bin/python3 pytorch.py
"""

import json

import numpy as np
import torch
from torch import nn

IMAGES, BATCH, STEPS = 160, 16, 40


class Draws:
    """A linear congruential generator, so that Go draws the same."""

    def __init__(self):
        self.state = 1

    def __call__(self):
        self.state = (self.state * 1664525 + 1013904223) % 2**32
        return self.state >> 8  # 24 bits


def images(draw):
    """Dark noise with a white bar, whose place is the label."""
    pixels = np.zeros((IMAGES, 1, 28, 28))
    for i in range(IMAGES):
        for y in range(28):
            for x in range(28):
                noise = draw() * 80 >> 24
                pixels[i, 0, y, x] = 255 if x // 2 == i % 10 else noise
    return torch.tensor((pixels - 127.5) / 255), torch.tensor([i % 10 for i in range(IMAGES)])


def weights(draw, *shape):
    """Uniform from -1/8 to 1/8, exact in single precision."""
    values = [(draw() / 2**24 - 0.5) / 4 for _ in range(int(np.prod(shape)))]
    return torch.tensor(np.array(values).reshape(shape), requires_grad=True)


def conv(x, w, b, stride=1):
    """TensorFlow's SAME of a 5×5 kernel on an even side: for stride 2 one before, two after."""
    pad = (1, 2, 1, 2) if stride == 2 else (2, 2, 2, 2)
    y = nn.functional.conv2d(nn.functional.pad(x, pad), w.permute(3, 2, 0, 1), stride=stride)
    return y + b.reshape(1, -1, 1, 1)


def valid(x, w, b):
    return nn.functional.conv2d(x, w.permute(3, 2, 0, 1)) + b.reshape(1, -1, 1, 1)


def flat(x):
    return x.permute(0, 2, 3, 1).reshape(x.shape[0], -1)


def pool(x):
    return nn.functional.max_pool2d(x, 2)


relu = torch.relu


def stride(x, p):
    x = relu(conv(x, p[0], p[1], 2))
    x = flat(relu(conv(x, p[2], p[3], 2)))
    return relu(x @ p[4] + p[5]) @ p[6] + p[7]


def maxpool(x, p):
    x = pool(relu(conv(x, p[0], p[1])))
    x = flat(pool(relu(conv(x, p[2], p[3]))))
    return relu(x @ p[4] + p[5]) @ p[6] + p[7]


def lenet5(x, p):
    x = pool(relu(conv(x, p[0], p[1])))
    x = flat(pool(relu(valid(x, p[2], p[3]))))
    x = relu(x @ p[4] + p[5])
    return relu(x @ p[6] + p[7]) @ p[8] + p[9]


SHAPES = [(5, 5, 1, 16), (16,), (5, 5, 16, 16), (16,), (784, 64), (64,), (64, 10), (10,)]
LENET = [(5, 5, 1, 6), (6,), (5, 5, 6, 16), (16,), (400, 120), (120,), (120, 84), (84,), (84, 10), (10,)]


def some(gradient):
    """Sixteen of its numbers at most, as far apart as can be."""
    flat = gradient.reshape(-1)
    return flat[::len(flat) // 16 | 1][:16].tolist()  # an odd step: not always of the same unit


def train(network, shapes, momentum, rate):
    draw = Draws()
    x, labels = images(draw)
    p = [weights(draw, *s) for s in shapes]
    velocity = [torch.zeros_like(w) for w in p]
    run = {"losses": []}
    for step in range(STEPS):
        at = step * BATCH % (IMAGES - BATCH)
        logits = network(x[at:at + BATCH], p)
        loss = nn.functional.cross_entropy(logits, labels[at:at + BATCH])
        gradients = torch.autograd.grad(loss, p)
        run["losses"].append(loss.item())
        if step == 0:
            run["logits"] = logits.reshape(-1).tolist()
            run["gradients"] = [{"norm": g.norm().item(), "some": some(g)} for g in gradients]
        with torch.no_grad():
            for w, v, g in zip(p, velocity, gradients):
                v.mul_(momentum).add_(g)
                w.sub_(rate(step) * v)
    run["norms"] = [w.norm().item() for w in p]
    run["correct"] = (network(x, p).argmax(1) == labels).sum().item()
    return run


runs = {
    "stride": train(stride, SHAPES, 0, lambda step: 0.05),
    "maxpool": train(maxpool, SHAPES, 0, lambda step: 0.05),
    "lenet5": train(lenet5, LENET, 0.9, lambda step: 0.05 * 0.9 ** (step / 10)),
}
with open("pytorch.json", "w") as f:
    json.dump(runs, f, indent="\t")
    f.write("\n")
