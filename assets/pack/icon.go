package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"strconv"

	"golang.org/x/image/vector"
)

// iconSizes are the widths, in pixels, of the icons that are made of the
// page's: systems on which the page is installed want one of these.
var iconSizes = []int{192, 512}

// A drawing is an SVG of the kind that the page's icon is: a square view box
// from 0, 0 on, a background and paths of straight lines.
type drawing struct {
	ViewBox    string `xml:"viewBox,attr"`
	Background struct {
		Fill string `xml:"fill,attr"`
	} `xml:"rect"`
	Paths []struct {
		Fill string `xml:"fill,attr"`
		D    string `xml:"d,attr"`
	} `xml:"path"`
}

// icons draws the SVG at path as PNGs, icon-192.png and so on.
func icons(path string) ([]source, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the page's icon: %w", err)
	}
	var d drawing
	if err := xml.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("%s is no SVG: %w", path, err)
	}
	var sources []source
	for _, size := range iconSizes {
		picture, err := d.render(size)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		var data bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&data, picture); err != nil {
			return nil, err
		}
		sources = append(sources, source{name: fmt.Sprintf("icon-%d.png", size), data: data.Bytes()})
	}
	return sources, nil
}

// render draws d in a square of size pixels.
func (d *drawing) render(size int) (image.Image, error) {
	var side, other float32
	if _, err := fmt.Sscanf(d.ViewBox, "0 0 %g %g", &side, &other); err != nil || side != other || side <= 0 {
		return nil, fmt.Errorf("its view box is a square from 0 0 on, not %q", d.ViewBox)
	}
	picture := image.NewRGBA(image.Rect(0, 0, size, size))
	background, err := parseColour(d.Background.Fill)
	if err != nil {
		return nil, err
	}
	draw.Draw(picture, picture.Bounds(), background, image.Point{}, draw.Src)
	for _, p := range d.Paths {
		fill, err := parseColour(p.Fill)
		if err != nil {
			return nil, err
		}
		shape := vector.NewRasterizer(size, size)
		if err := trace(shape, p.D, float32(size)/side); err != nil {
			return nil, err
		}
		shape.Draw(picture, picture.Bounds(), fill, image.Point{})
	}
	return picture, nil
}

func parseColour(text string) (image.Image, error) {
	c := color.RGBA{A: 255}
	if _, err := fmt.Sscanf(text, "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil || len(text) != 7 {
		return nil, fmt.Errorf("a colour is written as #rrggbb, not %q", text)
	}
	return image.NewUniform(c), nil
}

// trace follows a path's data, scaled. It knows moves and straight lines: M,
// L, H, V and Z, and the small letters, which count from where the pen is.
func trace(shape *vector.Rasterizer, data string, scale float32) error {
	var x, y float32
	command := byte(0)
	for rest := []byte(data); ; {
		rest = bytes.TrimLeft(rest, " ,\n\t")
		if len(rest) == 0 {
			return nil
		}
		if c := rest[0]; c >= 'A' {
			command, rest = c, rest[1:]
			if c == 'z' || c == 'Z' {
				shape.ClosePath()
				x, y = shape.Pen()
				x, y = x/scale, y/scale
				continue
			}
		}
		fromX, fromY := x, y
		if command < 'a' {
			fromX, fromY = 0, 0
		}
		var err error
		var dx, dy float32
		switch command | 0x20 {
		case 'm', 'l':
			if dx, rest, err = number(rest); err == nil {
				dy, rest, err = number(rest)
			}
			x, y = fromX+dx, fromY+dy
		case 'h':
			dx, rest, err = number(rest)
			x = fromX + dx
		case 'v':
			dy, rest, err = number(rest)
			y = fromY + dy
		default:
			err = fmt.Errorf("a path has the command %q, which pack does not draw", command)
		}
		if err != nil {
			return err
		}
		if command|0x20 == 'm' {
			shape.MoveTo(x*scale, y*scale)
			command-- // to l or L: further pairs are lines
		} else {
			shape.LineTo(x*scale, y*scale)
		}
	}
}

// number reads the number at the beginning of data. The next one may begin
// without a space: at a minus, or at a second point.
func number(data []byte) (value float32, rest []byte, err error) {
	data = bytes.TrimLeft(data, " ,\n\t")
	end, point := 0, false
	for ; end < len(data); end++ {
		c := data[end]
		if !(c >= '0' && c <= '9' || c == '-' && end == 0 || c == '.' && !point) {
			break
		}
		point = point || c == '.'
	}
	v, err := strconv.ParseFloat(string(data[:end]), 32)
	if err != nil {
		return 0, nil, fmt.Errorf("a path has no number where one has to be, at %.10q", data)
	}
	return float32(v), data[end:], nil
}
