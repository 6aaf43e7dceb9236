package importer

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"image"
	"image/png"
	"testing/fstest"
)

// glyph returns 28×28 pixels that all have one brightness but the first,
// which tells 256 images of it apart.
func glyph(brightness, first byte) []byte {
	pixels := bytes.Repeat([]byte{brightness}, 28*28)
	pixels[0] = first
	return pixels
}

// quick does without compression, whose tables cost more than these images.
var quick = png.Encoder{CompressionLevel: png.NoCompression}

func pngOf(pixels []byte) []byte {
	var b bytes.Buffer
	if err := quick.Encode(&b, &image.Gray{Pix: pixels, Stride: 28, Rect: image.Rect(0, 0, 28, 28)}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

// entry is a file of an archive.
type entry struct {
	name string
	data []byte
}

func archive(entries []entry) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		w.WriteHeader(&tar.Header{Name: e.name, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(e.data))})
		w.Write(e.data)
	}
	w.Close()
	return gzipped(b.Bytes())
}

func folder(entries []entry) fstest.MapFS {
	files := fstest.MapFS{}
	for _, e := range entries {
		files[e.name] = &fstest.MapFile{Data: e.data}
	}
	return files
}

// labelled is an image with its label.
type labelled struct {
	pixels []byte
	label  byte
}

// idxFiles returns a file of images and a file of labels.
func idxFiles(side int, items ...labelled) (images, labels []byte) {
	images, labels = []byte{0, 0, 8, 3}, []byte{0, 0, 8, 1}
	for _, n := range []int{len(items), side, side} {
		images = binary.BigEndian.AppendUint32(images, uint32(n))
	}
	labels = binary.BigEndian.AppendUint32(labels, uint32(len(items)))
	for _, item := range items {
		images = append(images, item.pixels...)
		labels = append(labels, item.label)
	}
	return images, labels
}

func addIDX(files fstest.MapFS, prefix string, items ...labelled) {
	images, labels := idxFiles(28, items...)
	files[prefix+"-images-idx3-ubyte"] = &fstest.MapFile{Data: images}
	files[prefix+"-labels-idx1-ubyte.gz"] = &fstest.MapFile{Data: gzipped(labels)}
}

func whole(files fstest.MapFS) Source { return Source{Files: files, Path: ".", Name: "folder"} }

func only(files fstest.MapFS, name string) Source {
	return Source{Files: files, Path: name, Name: "folder/" + name}
}
