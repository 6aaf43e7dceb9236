//go:build unix

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"glyphlab/engine/dataset"
)

var scale = flag.String("scale", "", "a `folder` for TestScale, which makes archives of notMNIST's size there, 700 MB, and imports them")

// notMNIST's numbers of files, and the most memory that an import may take.
const (
	largeFiles = 529_114
	smallFiles = 18_724
	mostMemory = 200 << 20
)

// TestScale imports archives of notMNIST's size and layout and says how long
// that takes, how much memory, and how large the result is.
func TestScale(t *testing.T) {
	if *scale == "" {
		t.Skip("-scale is not given; it names a folder for archives of notMNIST's size (go test ./serve/glyphlab -run TestScale -v -timeout 1h -scale FOLDER)")
	}
	glyphs := bundled(t)
	large, small := filepath.Join(*scale, "notMNIST_large.tar.gz"), filepath.Join(*scale, "notMNIST_small.tar.gz")
	makeArchive(t, large, "notMNIST_large", glyphs, 1, largeFiles)
	makeArchive(t, small, "notMNIST_small", glyphs, 2, smallFiles)
	program := filepath.Join(t.TempDir(), "glyphlab")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, args := range [][]string{{"-bits", "4"}, {"-bits", "4", "-all", "-twins", "keep"}, {"-bits", "8", "-all", "-twins", "keep"}} {
		folder := filepath.Join(*scale, "shards"+strings.Join(args, ""))
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		command := exec.CommandContext(t.Context(), program, append([]string{"import", large, small, "-o", folder}, args...)...)
		out, err := command.CombinedOutput()
		took := time.Since(begun)
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		m := manifestOf(t, folder)
		usage := command.ProcessState.SysUsage().(*syscall.Rusage)
		memory := usage.Maxrss
		if runtime.GOOS != "darwin" {
			memory <<= 10 // it is KiB elsewhere
		}
		t.Logf("%v: %.1f s (%.1f s of processor), %d MB of memory at most, %d images in %.1f MB\n%s", args, took.Seconds(),
			(command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds(), memory/1e6, m.Info().Images(), float64(m.PackedBytes())/1e6, out)
		if memory > mostMemory {
			t.Errorf("%v: it took %d bytes of memory, more than %d", args, memory, mostMemory)
		}
		if m.Damaged.Count != len(damagedFiles) {
			t.Errorf("%v: %d files were damaged, want %d", args, m.Damaged.Count, len(damagedFiles))
		}
	}
}

// damagedFiles are the ones of notMNIST_large that cannot be used: all empty
// but the last, which is no PNG.
var damagedFiles = []string{
	"A/SG90IE11c3RhcmQgQlROIFBvc3Rlci50dGY=.png", "A/Um9tYW5hIEJvbGQucGZi.png",
	"B/TmlraXNFRi1TZW1pQm9sZEl0YWxpYy5vdGY=.png", "D/VHJhbnNpdCBCb2xkLnR0Zg==.png",
	"A/RnJlaWdodERpc3BCb29rSXRhbGljLnR0Zg==.png",
}

// bundled returns the bundled set's training glyphs, by class.
func bundled(t *testing.T) (glyphs [10][][]byte) {
	t.Helper()
	f, err := os.Open("../../assets/open.glyphs.br")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set, err := dataset.Read(brotli.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	im := set.Splits[dataset.Training]
	for i := range im.Len() {
		pixels := make([]byte, 28*28)
		im.Pixels(pixels, i)
		glyphs[im.Label(i)] = append(glyphs[im.Label(i)], pixels)
	}
	return glyphs
}

// makeArchive makes an archive of so many files, unless it is there: glyphs
// that are slanted, made wider or heavier, and cut off anew, as a seed decides.
func makeArchive(t *testing.T, path, name string, glyphs [10][][]byte, seed uint64, files int) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		return
	}
	err := writeWhole(path, func(w io.Writer) error {
		z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err != nil {
			return err
		}
		out := tar.NewWriter(z)
		if seed == 1 {
			for i, bad := range damagedFiles {
				if err := addFile(out, name+"/"+bad, []byte("GIF89a")[:6*(i/4)]); err != nil {
					return err
				}
			}
			files -= len(damagedFiles)
		}
		for file := range drawnInOrder(glyphs, seed, files) {
			if err := addFile(out, name+"/"+file.name, file.data); err != nil {
				return err
			}
		}
		if err := out.Close(); err != nil {
			return err
		}
		return z.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
}

func addFile(w *tar.Writer, name string, data []byte) error {
	if err := w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(data))}); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

type drawnFile struct {
	name string
	data []byte
}

// drawnInOrder draws on all cores and sends the files class by class.
func drawnInOrder(glyphs [10][][]byte, seed uint64, files int) <-chan drawnFile {
	const together = 500
	out, parts := make(chan drawnFile), make(chan chan []drawnFile, 2*runtime.GOMAXPROCS(0))
	go func() {
		defer close(parts)
		for begin := 0; begin < files; begin += together {
			part := make(chan []drawnFile, 1)
			parts <- part
			go func() {
				var list []drawnFile
				pool := &onePNGBuffer{}
				for i := begin; i < min(files, begin+together); i++ {
					list = append(list, drawGlyph(glyphs, seed, i, files, pool))
				}
				part <- list
			}()
		}
	}()
	go func() {
		defer close(out)
		for part := range parts {
			for _, file := range <-part {
				out <- file
			}
		}
	}()
	return out
}

type onePNGBuffer struct{ b *png.EncoderBuffer }

func (p *onePNGBuffer) Get() *png.EncoderBuffer  { return p.b }
func (p *onePNGBuffer) Put(b *png.EncoderBuffer) { p.b = b }

func drawGlyph(glyphs [10][][]byte, seed uint64, i, files int, pool *onePNGBuffer) drawnFile {
	random := rand.New(rand.NewPCG(seed, uint64(i)))
	class := i * 10 / files
	from := glyphs[class][random.IntN(len(glyphs[class]))]
	im := image.NewGray(image.Rect(0, 0, 28, 28))
	warp(im.Pix, from, random)
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: pool}).Encode(&b, im); err != nil {
		panic(err)
	}
	font := fmt.Sprintf("Typeface %d-%d Bold.ttf", seed, i)
	return drawnFile{fmt.Sprintf("%c/%s.png", 'A'+class, base64.StdEncoding.EncodeToString([]byte(font))), b.Bytes()}
}

// warp draws a glyph slanted and stretched about its middle, with its strokes
// a little heavier or lighter.
func warp(dst, src []byte, random *rand.Rand) {
	slant, wide, high := random.Float64()*0.3-0.15, 0.85+0.3*random.Float64(), 0.85+0.3*random.Float64()
	bend, weight := 1.5*random.Float64(), 0.35+0.3*random.Float64()
	at := func(x, y int) float64 { return float64(src[min(27, max(0, y))*28+min(27, max(0, x))]) / 255 }
	for y := range 28 {
		for x := range 28 {
			v := (float64(y) - 13.5) * high
			u := (float64(x)-13.5)*wide + slant*v + bend*math.Sin(v/6)
			u, v = u+13.5, v+13.5
			x0, y0 := int(math.Floor(u)), int(math.Floor(v))
			fx, fy := u-float64(x0), v-float64(y0)
			p := (at(x0, y0)*(1-fx)+at(x0+1, y0)*fx)*(1-fy) + (at(x0, y0+1)*(1-fx)+at(x0+1, y0+1)*fx)*fy
			p = (p-weight)*1.8 + 0.5 // sharpens what sampling has blurred
			dst[y*28+x] = byte(255 * min(1, max(0, p)))
		}
	}
}
