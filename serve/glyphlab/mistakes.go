package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
)

// A picture of mistakes has rows of so many images, each enlarged.
const (
	mistakeColumns = 12
	enlarged       = 3 // times
	mistakeGap     = 12
	captionHeight  = 16
	captionWidth   = 84 // of 12 letters
)

// writeMistakes draws the images that were classified wrongly, the surest
// answer first, with what each is labelled, what it was taken for, and the
// probability in %.
func writeMistakes(path string, mistakes []engine.Mistake, images *dataset.Images, info dataset.Info) error {
	mistakes = slices.Clone(mistakes)
	slices.SortStableFunc(mistakes, func(a, b engine.Mistake) int { return cmp.Compare(b.Probability, a.Probability) })
	cell := image.Pt(max(enlarged*info.Width, captionWidth)+mistakeGap, enlarged*info.Height+captionHeight+mistakeGap)
	rows := max(1, (len(mistakes)+mistakeColumns-1)/mistakeColumns)
	sheet := image.NewGray(image.Rect(0, 0, mistakeColumns*cell.X+mistakeGap, rows*cell.Y+mistakeGap))
	draw.Draw(sheet, sheet.Bounds(), image.White, image.Point{}, draw.Src)
	pixels := make([]byte, info.Height*info.Width)
	for i, m := range mistakes {
		corner := image.Pt(mistakeGap+i%mistakeColumns*cell.X, mistakeGap+i/mistakeColumns*cell.Y)
		images.Pixels(pixels, m.Image)
		for at, v := range pixels {
			x, y := corner.X+enlarged*(at%info.Width), corner.Y+enlarged*(at/info.Width)
			draw.Draw(sheet, image.Rect(x, y, x+enlarged, y+enlarged), image.NewUniform(color.Gray{Y: v}), image.Point{}, draw.Src)
		}
		caption := font.Drawer{Dst: sheet, Src: image.Black, Face: basicfont.Face7x13, Dot: fixed.P(corner.X, corner.Y+enlarged*info.Height+captionHeight-3)}
		caption.DrawString(fmt.Sprintf("%s, not %s %.0f", short(info.Classes[m.Label]), short(info.Classes[m.Answer]), 100*m.Probability))
	}
	var file bytes.Buffer
	if err := png.Encode(&file, sheet); err != nil {
		return err
	}
	return os.WriteFile(path, file.Bytes(), 0o666)
}

// short returns a class's name so that a caption has room for it.
func short(class string) string {
	if letters := []rune(class); len(letters) > 2 {
		return string(letters[:2])
	}
	return class
}
