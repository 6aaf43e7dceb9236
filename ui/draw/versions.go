//go:build js

package draw

import (
	"math"
	"strconv"
	"syscall/js"

	"glyphlab/engine/augment"
	"glyphlab/ui/state"
)

// versions shows some of the images that the network learns from, and below
// each what the augmentation that the form describes makes of it.
type versions struct {
	canvas *canvas
	sheet  *picture
	now    shownVersions
}

// shownVersions is all that the picture depends on.
type shownVersions struct {
	augmentation augment.Augmentation
	seed         uint64
	data         string
	images       int // that there are to choose from
	others       int
	version      int
}

const (
	versionColumns = 8 // images
	versionEpochs  = 3 // that each is shown in
	versionGap     = 6
	versionRule    = 18 // between the images and their versions
)

func newVersions(place js.Value, again func()) *versions {
	return &versions{canvas: newCanvas(place, again)}
}

func (v *versions) draw(p *state.Page, colours *palette) {
	d := p.Data()
	s := &p.Settings
	now := shownVersions{s.Augmentation, s.Seed, s.Data, len(d.Labels), p.Others, colours.version}
	if v.now == now {
		return
	}
	v.describe(p, len(d.Labels) > 0)
	if !v.canvas.begin() {
		return // closed, it has no size
	}
	v.now = now
	if len(d.Labels) == 0 {
		v.frames(colours)
		return
	}
	v.paint(p, d, colours)
	side := v.frames(colours)
	context := v.canvas.context
	context.Set("imageSmoothingQuality", "high")
	for row := range 1 + versionEpochs {
		for column := range versionColumns {
			x, y := versionAt(column, row, side)
			context.Call("drawImage", v.sheet.element, column*d.Info.Width, row*d.Info.Height, d.Info.Width, d.Info.Height, x, y, side, side)
		}
	}
}

func (v *versions) describe(p *state.Page, there bool) {
	if !there {
		v.canvas.describe("Images of the data set, not there yet")
		return
	}
	v.canvas.describe(strconv.Itoa(versionColumns) + " images, and of each " + strconv.Itoa(versionEpochs) +
		" versions by this augmentation: " + p.AugmentationWords())
}

// frames draws the images' frames, in whose bounds ink is seen to be cut off,
// and returns their side.
func (v *versions) frames(colours *palette) (side float64) {
	const rows = 1 + versionEpochs
	side = math.Floor(min(
		(v.canvas.width-versionGap*(versionColumns-1))/versionColumns,
		(v.canvas.height-versionGap*(rows-2)-versionRule)/rows))
	context := v.canvas.context
	context.Set("strokeStyle", colours.rule)
	context.Set("lineWidth", 1)
	for row := range rows {
		for column := range versionColumns {
			x, y := versionAt(column, row, side)
			context.Call("strokeRect", x+0.5, y+0.5, side-1, side-1)
		}
	}
	return side
}

// versionAt returns where an image stands: in row 0 as it is.
func versionAt(column, row int, side float64) (x, y float64) {
	x, y = float64(column)*(side+versionGap), float64(row)*(side+versionGap)
	if row > 0 {
		y += versionRule - versionGap
	}
	return x, y
}

// paint puts the images and their versions into the sheet.
func (v *versions) paint(p *state.Page, d state.Data, colours *palette) {
	height, width := d.Info.Height, d.Info.Width
	augmenter, err := augment.New(p.Settings.Augmentation, height, width, p.Settings.Seed)
	if err != nil {
		panic(err) // the form holds what is right alone, and so does the data's header
	}
	if v.sheet == nil || v.sheet.width != versionColumns*width || v.sheet.height != (1+versionEpochs)*height {
		v.sheet = newPicture(versionColumns*width, (1+versionEpochs)*height)
	}
	image := make([]byte, height*width)
	for column, sample := range p.Previewed(versionColumns) {
		original := d.Samples[sample*height*width:][:height*width]
		copy(image, original)
		for row := range 1 + versionEpochs {
			if row > 0 {
				augmenter.Apply(image, original, p.Others*versionEpochs+row-1, sample)
			}
			for i, coverage := range image {
				at := 4 * ((row*height+i/width)*v.sheet.width + column*width + i%width)
				copy(v.sheet.Pixels[at:], []byte{colours.inkColour[0], colours.inkColour[1], colours.inkColour[2], coverage})
			}
		}
	}
	v.sheet.show()
}
