package importer

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"glyphlab/engine/dataset"
)

// npy returns a .npy file of bytes.
func npy(shape string, data []byte) []byte {
	header := "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }\n"
	b := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(header)))
	return append(append(b, header...), data...)
}

func npz(arrays ...any) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(arrays); i += 2 {
		f, _ := z.Create(arrays[i].(string))
		f.Write(arrays[i+1].([]byte))
	}
	z.Close()
	return b.Bytes()
}

// drawn returns an array of images and one of labels.
func drawn(items ...labelled) (images, labels []byte) {
	var pixels []byte
	for _, item := range items {
		pixels, labels = append(pixels, item.pixels...), append(labels, item.label)
	}
	return npy(fmt.Sprintf("(%d, 28, 28)", len(items)), pixels), npy(fmt.Sprintf("(%d,)", len(items)), labels)
}

func TestNamedArraysKeepTheirSplitAndOrder(t *testing.T) {
	trainX, trainY := drawn(labelled{glyph(1, 1), 2}, labelled{glyph(1, 2), 0})
	validX, validY := drawn(labelled{glyph(2, 1), 1})
	testX, testY := drawn(labelled{glyph(3, 1), 9}, labelled{glyph(3, 2), 3})
	for name, file := range map[string][]byte{
		"assignment": npz("train_dataset.npy", trainX, "train_labels.npy", trainY, "valid_dataset.npy", validX, "valid_labels.npy", validY, "test_dataset.npy", testX, "test_labels.npy", testY),
		"keras":      npz("x_train.npy", trainX, "y_train.npy", trainY, "x_val.npy", validX, "y_val.npy", validY, "x_test.npy", testX, "y_test.npy", testY),
	} {
		set, report := imported(t, usual(), only(fstest.MapFS{"data.npz": {Data: file}}, "data.npz"))
		for split, want := range []string{"C1.1 A1.2", "B2.1", "J3.1 D3.2"} {
			if got := contents(set, dataset.Split(split)); got != want {
				t.Errorf("%s: %v images are %s, want %s", name, dataset.Split(split), got, want)
			}
		}
		if report.LeftOut.Count != 0 {
			t.Errorf("%s: left out %v", name, report.LeftOut)
		}
	}
}

func TestArraysWithoutASplitAreSplitByContent(t *testing.T) {
	var items []labelled
	for i := range 200 {
		items = append(items, labelled{glyph(1, byte(i)), byte(i % 10)})
	}
	images, labels := drawn(items...)
	set, report := imported(t, usual(), only(fstest.MapFS{"data": {Data: npz("images.npy", images, "labels.npy", labels, "fonts.npy", labels)}}, "data"))
	for split, n := range set.Info.Counts {
		if n == 0 {
			t.Errorf("no %v images", dataset.Split(split))
		}
	}
	if set.Info.Images() != 200 || report.LeftOut.Count != 1 || report.LeftOut.First[0].Path != "folder/data: fonts" {
		t.Errorf("%d images, left out %v", set.Info.Images(), report.LeftOut)
	}
}

func TestPickleIsImported(t *testing.T) {
	array := func(shape, kind string, data []byte) string {
		return "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01" + shape +
			"cnumpy\ndtype\nU\x02" + kind + "K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89B" +
			string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + string(data) + "tb"
	}
	file := "\x80\x02}(U\x0dtrain_dataset" + array("K\x02K\x1cK\x1c\x87", "u1", append(glyph(1, 1), glyph(1, 2)...)) +
		"U\x0ctrain_labels" + array("K\x02\x85", "u1", []byte{3, 4}) +
		"U\x0cvalid_labels](K\x05eU\x0dvalid_dataset" + array("K\x01K\x1cK\x1c\x87", "u1", glyph(2, 2)) + "u."
	set, _ := imported(t, usual(), only(fstest.MapFS{"notMNIST.pickle": {Data: []byte(file)}}, "notMNIST.pickle"))
	if got := contents(set, dataset.Training) + ", " + contents(set, dataset.Validation); got != "D1.1 E1.2, F2.2" {
		t.Errorf("images are %s", got)
	}
}

func TestArraysThatDoNotBelongTogetherAreErrors(t *testing.T) {
	images, labels := drawn(labelled{glyph(1, 1), 2}, labelled{glyph(1, 2), 0})
	_, three := drawn(labelled{nil, 1}, labelled{nil, 1}, labelled{nil, 1})
	_, high := drawn(labelled{nil, 1}, labelled{nil, 63})
	for want, file := range map[string][]byte{
		"2 images and 3 labels":            npz("images.npy", images, "labels.npy", three),
		"image 1 has label 63":             npz("images.npy", images, "labels.npy", high),
		"images has no companion":          npz("images.npy", images),
		`called ["arr_0" "arr_1"]`:         npz("arr_0.npy", images, "arr_1.npy", labels),
		"two arrays for the same, x and x": npz("x.npy", images, "x_.npy", images),
		"x and y: the array's shape is":    npz("x.npy", labels, "y.npy", labels),
		"a single NumPy array":             images,
		"GLOBAL: it asks for os.system":    []byte("\x80\x02cos\nsystem\n."),
	} {
		_, err := Import(t.Context(), io.Discard, []Source{only(fstest.MapFS{"data": {Data: file}}, "data")}, usual())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
