"""Writes the pickles of this folder, as NumPy 1 under Python 3 does."""
import pickle
import numpy as np

pixels = np.arange(3 * 4 * 4).reshape(3, 4, 4) * 5 % 256
for protocol in range(6):
    save = {
        "train_dataset": ((pixels - 127.5) / 255).astype(np.float32),
        "train_labels": np.array([2, 0, 1], dtype=np.int32),
        "valid_dataset": pixels[:1].astype(np.uint8),
        "valid_labels": [1],
        "test_dataset": ((pixels[1:] - 127.5) / 255).astype(">f8"),
        "test_labels": [np.int64(2), np.uint8(1)],
    }
    with open("python3-%d.pickle" % protocol, "wb") as f:
        pickle.dump(save, f, protocol)
