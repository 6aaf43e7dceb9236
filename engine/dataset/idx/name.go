package idx

import (
	"strings"

	"glyphlab/engine/dataset"
)

// Name is what the name of an IDX file says about it.
type Name struct {
	Split  dataset.Split
	Images bool   // else labels
	Prefix string // train, validation, test or t10k, perhaps with more before it: emnist-letters-train
	Join   string // - or . before idx
}

// ParseName reads a name such as train-images-idx3-ubyte.gz,
// t10k-labels-idx1-ubyte, train-images.idx3-ubyte or
// emnist-letters-test-images-idx3-ubyte.gz. The name has no folder.
func ParseName(name string) (Name, bool) {
	name = strings.TrimSuffix(name, ".gz")
	for prefix, split := range prefixes {
		for _, images := range []bool{true, false} {
			for _, join := range []string{"-", "."} {
				n := Name{split, images, prefix, join}
				before, ok := strings.CutSuffix(name, n.String())
				if ok && (before == "" || strings.HasSuffix(before, "-")) {
					n.Prefix = before + prefix
					return n, true
				}
			}
		}
	}
	return Name{}, false
}

var prefixes = map[string]dataset.Split{
	"train":      dataset.Training,
	"validation": dataset.Validation,
	"test":       dataset.Test,
	"t10k":       dataset.Test,
}

// String returns the file's name without .gz.
func (n Name) String() string {
	if n.Images {
		return n.Prefix + "-images" + n.Join + "idx3-ubyte"
	}
	return n.Prefix + "-labels" + n.Join + "idx1-ubyte"
}

// Companion returns the name of the labels to images and of the images to
// labels.
func (n Name) Companion() Name {
	n.Images = !n.Images
	return n
}
