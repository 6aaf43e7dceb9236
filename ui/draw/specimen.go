//go:build js

package draw

import (
	"math"
	"syscall/js"

	"glyphlab/ui/state"
)

// specimen shows letters that the network learns from, in ink on paper, the
// classes one after the other, as a type founder shows his faces.
type specimen struct {
	canvas  *canvas
	name    string // of the data that is shown
	shown   int    // letters
	version int
}

func newSpecimen(place js.Value, again func()) *specimen {
	return &specimen{canvas: newCanvas(place, again)}
}

func (s *specimen) draw(p *state.Page, colours *palette) {
	d := p.Data()
	if s.version == colours.version && s.name == d.Info.Name && s.shown == len(d.Labels) {
		return
	}
	s.version, s.name, s.shown = colours.version, d.Info.Name, len(d.Labels)
	if !s.canvas.begin() {
		return
	}
	if len(d.Labels) == 0 {
		s.canvas.describe("Letters that the network learns from, not there yet")
		s.placeholder(p, colours)
		return
	}
	s.canvas.describe("Letters of the classes that the network learns, each from several typefaces")
	height, width := d.Info.Height, d.Info.Width
	sheet := newPicture(width, height*len(d.Labels))
	for i, coverage := range d.Samples {
		copy(sheet.Pixels[4*i:], []byte{colours.inkColour[0], colours.inkColour[1], colours.inkColour[2], coverage})
	}
	sheet.show()

	const gap = 6
	classes := len(d.Info.Classes)
	cell := s.canvas.width / float64(classes)
	if cell < smallest+gap {
		s.row(d, sheet, gap)
		return
	}
	size := min(s.rowHeight(), max(smallest, cell-gap))
	rows := max(1, int((s.canvas.height+gap)/(size+gap)))
	columns := max(1, int((cell-gap)/(size+gap)))
	found := make([]int, classes)
	s.canvas.context.Set("imageSmoothingQuality", "high")
	for i, label := range d.Labels {
		class := int(label)
		n := found[class]
		x, y := n%columns, n/columns
		left := float64(class)*cell + float64(x)*(size+gap)
		if y >= rows || left+size > s.canvas.width+1 {
			continue
		}
		found[class]++
		s.canvas.context.Call("drawImage", sheet.element, 0, i*height, width, height,
			math.Round(left), float64(y)*(size+gap), size, size)
	}
}

// smallest is the least side of a letter.
const smallest = 16

// row shows one letter each of classes that are too many to have a place of
// their own, or of every second class, and so on.
func (s *specimen) row(d state.Data, sheet *picture, gap float64) {
	height, width := d.Info.Height, d.Info.Width
	size := min(s.rowHeight(), 24)
	columns := max(1, int((s.canvas.width+gap)/(size+gap)))
	places := columns * max(1, int((s.canvas.height+gap)/(size+gap)))
	every := (len(d.Info.Classes) + places - 1) / places
	first := map[int]int{} // the first letter of each class
	for i, label := range d.Labels {
		if _, there := first[int(label)]; !there {
			first[int(label)] = i
		}
	}
	s.canvas.context.Set("imageSmoothingQuality", "high")
	for n := 0; n*every < len(d.Info.Classes); n++ {
		if i, there := first[n*every]; there {
			s.canvas.context.Call("drawImage", sheet.element, 0, i*height, width, height,
				float64(n%columns)*(size+gap), float64(n/columns)*(size+gap), size, size)
		}
	}
}

// rowHeight is the side of a letter: two rows in a high band, one in a low one.
func (s *specimen) rowHeight() float64 {
	if s.canvas.height >= 60 {
		return (s.canvas.height - 6) / 2
	}
	return s.canvas.height
}

func (s *specimen) placeholder(p *state.Page, colours *palette) {
	classes := p.Classes()
	if len(classes) == 0 {
		classes = assignmentClasses
	}
	cell := s.canvas.width / float64(len(classes))
	if cell < 40 {
		return
	}
	context := s.canvas.context
	context.Set("fillStyle", colours.rule)
	context.Set("textBaseline", "middle")
	context.Set("font", "48px "+colours.serif)
	for i, class := range classes {
		s.canvas.write(class, float64(i)*cell, s.canvas.height/2, "left")
	}
}
