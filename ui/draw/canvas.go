//go:build js

package draw

import (
	"math"
	"strconv"
	"syscall/js"
)

// A canvas fills its place and keeps to the screen's pixels.
type canvas struct {
	element, context js.Value
	width, height    float64 // in CSS pixels; 0 before the place has a size
	ratio            float64 // device pixels in one of them
	label            string
}

// newCanvas calls resized whenever the canvas has another size and is empty.
func newCanvas(place js.Value, resized func()) *canvas {
	c := &canvas{element: element(place, "canvas", "")}
	c.element.Call("setAttribute", "role", "img")
	c.context = c.element.Call("getContext", "2d")
	observer := global.Get("ResizeObserver").New(js.FuncOf(func(_ js.Value, args []js.Value) any {
		box := args[0].Index(args[0].Length() - 1).Get("contentRect")
		c.fit(box.Get("width").Float(), box.Get("height").Float())
		resized()
		return nil
	}))
	observer.Call("observe", place)
	return c
}

func (c *canvas) fit(width, height float64) {
	c.width, c.height = width, height
	c.ratio = global.Get("devicePixelRatio").Float()
	c.element.Set("width", math.Round(width*c.ratio))
	c.element.Set("height", math.Round(height*c.ratio))
}

// begin clears the canvas and lets everything after it be in CSS pixels. It
// reports whether there is anything to draw on.
func (c *canvas) begin() bool {
	if c.width <= 0 || c.height <= 0 {
		return false
	}
	c.context.Call("setTransform", c.ratio, 0, 0, c.ratio, 0, 0)
	c.context.Call("clearRect", 0, 0, c.width, c.height)
	return true
}

// describe says in words what a canvas shows.
func (c *canvas) describe(label string) {
	if label != c.label {
		c.label = label
		c.element.Call("setAttribute", "aria-label", label)
	}
}

// stroke draws a path's line.
func (c *canvas) stroke(p path, colour string, width float64) {
	if len(p) == 0 {
		return
	}
	c.context.Set("strokeStyle", colour)
	c.context.Set("lineWidth", width)
	c.context.Call("stroke", p.object())
}

// write puts words at a place; align is left, center or right.
func (c *canvas) write(s string, x, y float64, align string) {
	c.context.Set("textAlign", align)
	c.context.Call("fillText", s, x, y)
}

// crisp returns the middle of the device pixel that holds x, so that a line one
// pixel wide is one pixel wide.
func (c *canvas) crisp(x float64) float64 {
	return (math.Floor(x*c.ratio) + 0.5) / c.ratio
}

// A path is lines as SVG writes them: one string crosses to JavaScript instead
// of a call for every point.
type path []byte

func (p *path) move(x, y float64) { p.add('M', x, y) }
func (p *path) line(x, y float64) { p.add('L', x, y) }

func (p *path) curve(controlX, controlY, x, y float64) {
	p.add('Q', controlX, controlY)
	p.add(' ', x, y)
}

func (p *path) add(command byte, x, y float64) {
	*p = append(*p, command)
	*p = strconv.AppendFloat(*p, x, 'f', 2, 64)
	*p = append(*p, ' ')
	*p = strconv.AppendFloat(*p, y, 'f', 2, 64)
}

func (p path) object() js.Value { return global.Get("Path2D").New(string(p)) }

// A picture is pixels off the screen, to be drawn at any size.
type picture struct {
	element, context js.Value
	width, height    int
	bytes, data      js.Value // the same memory as Uint8Array and as ImageData
	Pixels           []byte   // red, green, blue, alpha
}

func newPicture(width, height int) *picture {
	p := &picture{width: width, height: height, Pixels: make([]byte, 4*width*height)}
	p.element = document.Call("createElement", "canvas")
	p.attach(p.element)
	return p
}

// attach makes an element, a canvas, the picture's own.
func (p *picture) attach(element js.Value) {
	p.element = element
	element.Set("width", p.width)
	element.Set("height", p.height)
	p.context = element.Call("getContext", "2d")
	p.bytes = global.Get("Uint8ClampedArray").New(len(p.Pixels))
	p.data = global.Get("ImageData").New(p.bytes, p.width, p.height)
}

// show puts Pixels into the picture.
func (p *picture) show() {
	js.CopyBytesToJS(p.bytes, p.Pixels)
	p.context.Call("putImageData", p.data, 0, 0)
}
