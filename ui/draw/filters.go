//go:build js

package draw

import (
	"math"
	"strconv"
	"syscall/js"

	"glyphlab/ui/plot"
	"glyphlab/ui/state"
	"glyphlab/wasm/message"
)

// expected is how many empty frames stand where no network is yet.
const expected = 16

// filters draws the first layer's weights, every filter a square of cells, all
// on one scale.
type filters struct {
	canvas  *canvas
	picture *picture
	legend  legend
	limit   float64
	run     int

	frame, version int // of what is on the canvas
}

func newFilters(place, key js.Value, again func()) *filters {
	return &filters{canvas: newCanvas(place, again), legend: newLegend(key), frame: -1}
}

func (f *filters) draw(p *state.Page, colours *palette) {
	if f.frame == p.Frames && f.version == colours.version {
		return
	}
	f.frame, f.version = p.Frames, colours.version
	if !f.canvas.begin() {
		return
	}
	weights := p.Filters
	if weights.Count == 0 {
		f.canvas.describe("The first layer’s filters, empty until the images arrive")
		f.frames(expected, 5, 5, colours)
		return
	}
	if f.run != p.Run {
		f.run, f.limit = p.Run, 0
	}
	f.limit = plot.Held(f.limit, largest(weights.Weights))
	f.legend.draw(f.limit, colours)
	f.paint(weights, colours)
	columns, side, gap := f.frames(weights.Count, weights.Height, weights.Width, colours)
	f.canvas.context.Set("imageSmoothingEnabled", false)
	for i := range weights.Count {
		x, y := float64(i%columns)*(side+gap.x), float64(i/columns)*(side+gap.y)
		f.canvas.context.Call("drawImage", f.picture.element,
			i*weights.Width, 0, weights.Width, weights.Height, x+1, y+1, side-2, side-2)
	}
	f.canvas.describe("The first layer’s " + strconv.Itoa(weights.Count) + " filters, each " +
		strconv.Itoa(weights.Height) + " by " + strconv.Itoa(weights.Width) +
		" weights from " + signed(-f.limit) + " (blue) over 0 (paper) to " + signed(f.limit) + " (orange)")
}

type gaps struct{ x, y float64 }

// frames draws the filters' frames and returns where they stand: so many in a
// row, each of one side, a frame one pixel wide included.
func (f *filters) frames(count, height, width int, colours *palette) (columns int, side float64, gap gaps) {
	const least = 10
	columns, side = plot.Grid(count, f.canvas.width, f.canvas.height, least)
	// Cells of whole device pixels, so that no cell is wider than another.
	cells := float64(max(height, width))
	side = math.Floor((side-2)*f.canvas.ratio/cells)*cells/f.canvas.ratio + 2
	rows := (count + columns - 1) / columns
	gap = gaps{least, least}
	if columns > 1 {
		gap.x = min(32, (f.canvas.width-side*float64(columns))/float64(columns-1))
	}
	if rows > 1 {
		gap.y = min(gap.x, (f.canvas.height-side*float64(rows))/float64(rows-1))
	}
	f.canvas.context.Set("strokeStyle", colours.rule)
	f.canvas.context.Set("lineWidth", 1)
	for i := range count {
		x, y := float64(i%columns)*(side+gap.x), float64(i/columns)*(side+gap.y)
		f.canvas.context.Call("strokeRect", x+0.5, y+0.5, side-1, side-1)
	}
	return columns, side, gap
}

// paint puts the filters side by side into the picture, a pixel a weight.
func (f *filters) paint(w message.Filters, colours *palette) {
	if f.picture == nil || f.picture.width != w.Width*w.Count || f.picture.height != w.Height {
		f.picture = newPicture(w.Width*w.Count, w.Height)
	}
	for y := range w.Height {
		for x := range w.Width {
			for i := range w.Count {
				var sum float32 // over the channels; grey images have one
				for c := range w.Channels {
					sum += w.Weights[((y*w.Width+x)*w.Channels+c)*w.Count+i]
				}
				colour := colours.weights.At(float64(sum)/float64(w.Channels), f.limit)
				at := 4 * (y*f.picture.width + i*w.Width + x)
				f.picture.Pixels[at], f.picture.Pixels[at+1], f.picture.Pixels[at+2], f.picture.Pixels[at+3] = colour[0], colour[1], colour[2], 255
			}
		}
	}
	f.picture.show()
}

func largest(weights []float32) float64 {
	m := float32(0)
	for _, w := range weights {
		m = max(m, w, -w)
	}
	return float64(m)
}

// signed writes a number with a true minus.
func signed(x float64) string {
	if x < 0 {
		return "\u2212" + plot.Label(-x)
	}
	return plot.Label(x)
}

// legend is the scale of the weights.
type legend struct {
	low, high text
	bar       *picture
	limit     float64
	version   int
}

const legendSteps = 65

func newLegend(place js.Value) legend {
	l := legend{low: newText(place, "span", "")}
	l.bar = &picture{width: legendSteps, height: 1, Pixels: make([]byte, 4*legendSteps)}
	l.bar.attach(element(place, "canvas", ""))
	l.high = newText(place, "span", "")
	return l
}

func (l *legend) draw(limit float64, colours *palette) {
	if l.limit == limit && l.version == colours.version {
		return
	}
	l.limit, l.version = limit, colours.version
	l.low.set(signed(-limit))
	l.high.set(signed(limit))
	for i := range legendSteps {
		c := colours.weights.At(2*float64(i)/(legendSteps-1)-1, 1)
		copy(l.bar.Pixels[4*i:], []byte{c[0], c[1], c[2], 255})
	}
	l.bar.show()
}
