//go:build !js

package browser

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"glyphlab/ui/ink"
)

// An ownImage is one of somebody's own: what it shows, 28×28, bright on dark.
type ownImage struct {
	class  int
	pixels []byte
}

// ownLetters are n images of each of some letters, as a shaky hand writes them.
func ownLetters(n int, names ...string) []ownImage {
	random := rand.New(rand.NewPCG(1, 2))
	var images []ownImage
	for range n {
		for class, name := range names {
			var drawing ink.Drawing
			for _, stroke := range letters[name] {
				lean := random.NormFloat64() * 0.1
				for i, p := range stroke {
					at := ink.Point{X: p.x + lean*p.y + random.NormFloat64()*0.01, Y: p.y + random.NormFloat64()*0.01}
					if i == 0 {
						drawing.Begin(at)
					} else {
						drawing.Move(at)
					}
				}
			}
			images = append(images, ownImage{class, drawing.Image(28, 28)})
		}
	}
	return images
}

// ownPlaces are n images of each of some classes, a spot whose place is the
// class.
func ownPlaces(n, classes int) []ownImage {
	random := rand.New(rand.NewPCG(3, 4))
	var images []ownImage
	for range n {
		for class := range classes {
			pixels := make([]byte, 28*28)
			for y := range 3 {
				for x := range 3 {
					pixels[(class/8*3+2+y)*28+class%8*3+2+x] = byte(200 + random.IntN(56))
				}
			}
			images = append(images, ownImage{class, pixels})
		}
	}
	return images
}

// files are contents by name.
type files map[string][]byte

// pictured writes images as dark ink on a white sheet around them, twice as
// large, as PNG and as JPEG in turn, in a folder for each class.
func pictured(images []ownImage, names []string) files {
	all := files{}
	for i, im := range images {
		sheet := image.NewRGBA(image.Rect(0, 0, 80, 64))
		for y := range 64 {
			for x := range 80 {
				c := color.RGBA{255, 250, 240, 255}
				if y0, x0 := (y-4)/2, (x-12)/2; y >= 4 && x >= 12 && y0 < 28 && x0 < 28 {
					v := im.pixels[y0*28+x0]
					c = color.RGBA{255 - v, 250 - v/255*250, 240 - v/255*240, 255}
				}
				sheet.SetRGBA(x, y, c)
			}
		}
		var b bytes.Buffer
		name := fmt.Sprintf("mine/%s/%d", names[im.class], i)
		if i%2 == 0 {
			png.Encode(&b, sheet) // to memory: neither fails
			all[name+".png"] = b.Bytes()
		} else {
			jpeg.Encode(&b, sheet, &jpeg.Options{Quality: 95})
			all[name+".jpg"] = b.Bytes()
		}
	}
	return all
}

// idxPair writes images as MNIST's files.
func idxPair(images []ownImage) files {
	pixels, labels := []byte{0, 0, 8, 3}, []byte{0, 0, 8, 1}
	for _, n := range []int{len(images), 28, 28} {
		pixels = binary.BigEndian.AppendUint32(pixels, uint32(n))
	}
	labels = binary.BigEndian.AppendUint32(labels, uint32(len(images)))
	for _, im := range images {
		pixels, labels = append(pixels, im.pixels...), append(labels, byte(im.class))
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(pixels)
	z.Close()
	return files{"train-images-idx3-ubyte.gz": packed.Bytes(), "train-labels-idx1-ubyte": labels}
}

// npz writes images as NumPy does.
func npz(images []ownImage) []byte {
	array := func(shape string, data []byte) []byte {
		header := "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }\n"
		b := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(header)))
		return append(append(b, header...), data...)
	}
	var pixels, labels []byte
	for _, im := range images {
		pixels, labels = append(pixels, im.pixels...), append(labels, byte(im.class))
	}
	return zipped(files{
		"images.npy": array(fmt.Sprintf("(%d, 28, 28)", len(images)), pixels),
		"labels.npy": array(fmt.Sprintf("(%d,)", len(images)), labels),
	})
}

func zipped(all files) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range all {
		w, _ := z.Create(name)
		w.Write(data)
	}
	z.Close()
	return b.Bytes()
}

func tarred(all files) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, data := range all {
		w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(data))})
		w.Write(data)
	}
	w.Close()
	z.Close()
	return b.Bytes()
}

// onDisk writes files into a new folder and returns it.
func onDisk(t testing.TB, all files) string {
	t.Helper()
	folder := t.TempDir()
	for name, data := range all {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
