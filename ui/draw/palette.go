//go:build js

package draw

import (
	"strings"

	"glyphlab/ui/plot"
)

// A palette is the style sheet's colours, for canvases.
type palette struct {
	paper, ink, muted, rule, accent string
	inkColour                       plot.Colour
	weights                         plot.Diverging
	font, serif                     string // families
	version                         int    // counts what needs everything drawn anew
}

func readPalette() palette {
	style := global.Call("getComputedStyle", document.Get("documentElement"))
	read := func(name string) string {
		return strings.TrimSpace(style.Call("getPropertyValue", name).String())
	}
	colour := func(name string) plot.Colour {
		c, ok := plot.ParseColour(read(name))
		if !ok {
			panic("draw: " + name + " in the style sheet is not of the form #rrggbb")
		}
		return c
	}
	return palette{
		paper: read("--paper"), ink: read("--ink"), muted: read("--muted"), rule: read("--rule"), accent: read("--accent"),
		inkColour: colour("--ink"),
		weights:   plot.Diverging{Negative: colour("--minus"), Zero: colour("--paper"), Positive: colour("--plus")},
		font:      read("--sans"), serif: read("--serif"),
	}
}
