package folders

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"glyphlab/engine/dataset/picture"
)

// Every filter and every compression is decoded as image/png decodes it.
func TestPlainPNGsAreDecodedAsImagePNGDoes(t *testing.T) {
	for seed := range uint64(40) {
		im := glyph(seed)
		for i := range im.Pix { // smooth, so that the encoder uses its filters
			if seed%2 == 0 {
				im.Pix[i] = byte(i/Side*int(seed) + i%Side*3)
			}
		}
		var b bytes.Buffer
		level := []png.CompressionLevel{png.DefaultCompression, png.NoCompression, png.BestCompression}[seed%3]
		if err := (&png.Encoder{CompressionLevel: level}).Encode(&b, im); err != nil {
			t.Fatal(err)
		}
		if got := decodePlain(b.Bytes()); !bytes.Equal(got, im.Pix) {
			t.Errorf("seed %d: other pixels, or none", seed)
		}
	}
	for filter := range byte(5) {
		var rows [Side * (1 + Side)]byte
		for i := range rows {
			rows[i] = byte(i * 7)
		}
		for y := range Side {
			rows[y*(1+Side)] = filter
		}
		file := pngOf(rows[:])
		want, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if got := decodePlain(file); !bytes.Equal(got, want.(*image.Gray).Pix) {
			t.Errorf("filter %d: other pixels, or none", filter)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	file := encoded(glyph(1))
	for name, decode := range map[string]func([]byte, int) ([]byte, bool, error){"plain": decode, "any": picture.Decode} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := decode(file, Side); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
