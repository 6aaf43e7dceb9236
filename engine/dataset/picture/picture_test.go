package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"
)

const side = 28

// painted is a picture of a disc of one colour on a ground of another.
type painted struct {
	height, width int
	disc, ground  color.Color
	model         func(image.Rectangle) interface {
		image.Image
		Set(x, y int, c color.Color)
	}
}

func (p painted) picture() image.Image {
	im := p.model(image.Rect(0, 0, p.width, p.height))
	radius := min(p.height, p.width) / 3
	for y := range p.height {
		for x := range p.width {
			dy, dx := y-p.height/2, x-p.width/2
			if dx*dx+dy*dy < radius*radius {
				im.Set(x, y, p.disc)
			} else {
				im.Set(x, y, p.ground)
			}
		}
	}
	return im
}

type settable = interface {
	image.Image
	Set(x, y int, c color.Color)
}

var models = map[string]func(image.Rectangle) settable{
	"grey":    func(r image.Rectangle) settable { return image.NewGray(r) },
	"grey 16": func(r image.Rectangle) settable { return image.NewGray16(r) },
	"colour":  func(r image.Rectangle) settable { return image.NewRGBA(r) },
	"deep":    func(r image.Rectangle) settable { return image.NewNRGBA64(r) },
	"palette": func(r image.Rectangle) settable {
		return image.NewPaletted(r, color.Palette{color.Black, color.White, color.Gray{100}})
	},
}

func encode(t testing.TB, format string, im image.Image) []byte {
	var b bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, im)
	case "jpeg":
		err = jpeg.Encode(&b, im, &jpeg.Options{Quality: 95})
	case "gif":
		err = gif.Encode(&b, im, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decoded(t testing.TB, data []byte) (pixels []byte, fitted bool) {
	t.Helper()
	pixels, fitted, err := Decode(data, side)
	if err != nil {
		t.Fatal(err)
	}
	if len(pixels) != side*side {
		t.Fatalf("%d pixels", len(pixels))
	}
	return pixels, fitted
}

// near reports whether a pixel has a brightness, but for what JPEG loses.
func near(t testing.TB, name string, pixels []byte, y, x int, want byte) {
	t.Helper()
	if got := pixels[y*side+x]; max(got, want)-min(got, want) > 4 {
		t.Errorf("%s: pixel %d, %d is %d, want %d", name, y, x, got, want)
	}
}

func TestEveryFormatAndSizeGivesThePicture(t *testing.T) {
	for _, format := range []string{"png", "jpeg", "gif"} {
		for model, make := range models {
			for _, size := range [][2]int{{28, 28}, {8, 8}, {29, 29}, {300, 300}, {56, 28}, {90, 160}} {
				name := fmt.Sprint(format, " ", model, " ", size)
				p := painted{size[0], size[1], color.Gray{100}, color.White, make}
				pixels, fitted := decoded(t, encode(t, format, p.picture()))
				near(t, name, pixels, side/2, side/2, 100)
				near(t, name, pixels, 0, 0, 255)
				near(t, name, pixels, side-1, side-1, 255)
				if want := size != [2]int{28, 28}; fitted != want {
					t.Errorf("%s: fitted is %v", name, fitted)
				}
			}
		}
	}
}

func TestGreyOfTheSizeKeepsItsPixels(t *testing.T) {
	im := image.NewGray(image.Rect(0, 0, side, side))
	for i := range im.Pix {
		im.Pix[i] = byte(i * 37)
	}
	if pixels, fitted := decoded(t, encode(t, "png", im)); !bytes.Equal(pixels, im.Pix) || fitted {
		t.Error("the pixels have changed")
	}
	rgba := image.NewRGBA(im.Rect)
	for i, v := range im.Pix {
		rgba.SetRGBA(i%side, i/side, color.RGBA{v, v, v, 255})
	}
	if pixels, _ := decoded(t, encode(t, "png", rgba)); !bytes.Equal(pixels, im.Pix) {
		t.Error("the pixels have changed, as they were in colour")
	}
}

func TestTheAspectIsKept(t *testing.T) {
	// A bar that fills a picture four times as wide as high, but for its border.
	im := image.NewGray(image.Rect(0, 0, 112, 28))
	for y := 4; y < 24; y++ {
		for x := 4; x < 108; x++ {
			im.SetGray(x, y, color.Gray{200})
		}
	}
	pixels, _ := decoded(t, encode(t, "png", im))
	for y, want := range map[int]byte{0: 0, 9: 0, 14: 200, 18: 0, 27: 0} {
		near(t, "row", pixels, y, 14, want)
	}
}

func TestShrinkingSkipsNothing(t *testing.T) {
	// Lines one pixel wide, every eighth column: whatever is skipped is dark.
	im := image.NewGray(image.Rect(0, 0, 28*8, 28*8))
	for y := range 28 * 8 {
		for x := 3; x < 28*8; x += 8 {
			im.SetGray(x, y, color.Gray{240})
		}
	}
	pixels, _ := decoded(t, encode(t, "png", im))
	for x := 3; x < side-3; x++ {
		near(t, "column", pixels, 14, x, 240/8)
	}
}

func TestWhatIsTransparentContrasts(t *testing.T) {
	for name, test := range map[string]struct {
		ink           color.Color
		disc, outside byte
	}{
		"dark ink":   {color.NRGBA{20, 20, 20, 255}, 20, 255},
		"bright ink": {color.NRGBA{230, 230, 230, 255}, 230, 0},
	} {
		for _, size := range []int{28, 200} {
			p := painted{size, size, test.ink, color.Transparent, func(r image.Rectangle) settable { return image.NewNRGBA(r) }}
			pixels, _ := decoded(t, encode(t, "png", p.picture()))
			near(t, name, pixels, side/2, side/2, test.disc)
			near(t, name, pixels, 0, 0, test.outside)
		}
	}
}

func TestWhatCannotBeDecodedIsSaid(t *testing.T) {
	whole := encode(t, "png", image.NewRGBA(image.Rect(0, 0, 40, 40)))
	photo := encode(t, "jpeg", image.NewRGBA(image.Rect(0, 0, 40, 40)))
	for want, data := range map[string][]byte{
		"not a PNG, JPEG or GIF image":      []byte("<html>"),
		"not a whole image: png":            whole[:len(whole)-20],
		"not a whole image: unexpected EOF": photo[:len(photo)/2],
		"not a whole image: gif":            []byte("GIF89a"),
		"at most 16 million are decoded":    announcing(whole, 1<<13, 1<<13),
		"large: 1×16777217 pixels":          announcing(whole, 1, 1<<24+1),
	} {
		if _, _, err := Decode(data, side); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// announcing returns a PNG whose header has another size.
func announcing(file []byte, height, width uint32) []byte {
	b := bytes.Clone(file)
	binary.BigEndian.PutUint32(b[16:], width)
	binary.BigEndian.PutUint32(b[20:], height)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func TestABombTakesNoMemory(t *testing.T) {
	bomb := announcing(encode(t, "png", image.NewGray(image.Rect(0, 0, 1, 1))), 1<<30, 1<<30)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, _, err := Decode(bomb, side); err == nil {
		t.Error("an image of 2^60 pixels was decoded")
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("%d bytes of memory for a file of %d", got, len(bomb))
	}
}

func TestNamed(t *testing.T) {
	for name, want := range map[string]bool{"a.png": true, "b/c.JPG": true, "d.jpeg": true, "e.Gif": true, "f.webp": false, "png": false} {
		if Named(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestBorder(t *testing.T) {
	for _, test := range []struct {
		height, width int
		pixels, want  string
	}{{3, 3, "abcdefghi", "abcdfghi"}, {1, 3, "abc", "abc"}, {3, 1, "abc", "abc"}, {1, 1, "a", "a"}, {2, 2, "abcd", "abcd"}} {
		if got := string(Border(nil, []byte(test.pixels), test.height, test.width)); got != test.want {
			t.Errorf("%d×%d: %s, want %s", test.height, test.width, got, test.want)
		}
	}
}

// FuzzDecode looks for files that make a decoder panic, or give pixels of
// another number.
func FuzzDecode(f *testing.F) {
	for _, format := range []string{"png", "jpeg", "gif"} {
		for _, make := range models {
			f.Add(encode(f, format, painted{9, 5, color.White, color.Black, make}.picture()))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height > 1<<16 {
			t.Skip("slow, and nothing new")
		}
		pixels, _, err := Decode(data, side)
		if (err == nil) != (len(pixels) == side*side) {
			t.Fatalf("%d pixels, error %v", len(pixels), err)
		}
	})
}
