//go:build !js

package browser

import "math"

// letters are block capitals as a person writes them with a marker, stroke by
// stroke.
var letters = map[string][][]point{
	"A": {line(.18, .85, .5, .15, .82, .85), line(.3, .6, .7, .6)},
	"B": {line(.26, .15, .26, .85), append(line(.26, .15, .5, .15), append(arc(.5, .32, .22, .17, -90, 90), point{.26, .49})...),
		append(line(.26, .49, .52, .49), append(arc(.52, .67, .25, .18, -90, 90), point{.26, .85})...)},
	"C": {arc(.55, .5, .34, .36, -45, -315)},
	"D": {line(.25, .15, .25, .85), append(line(.25, .15, .42, .15), append(arc(.42, .5, .37, .35, -90, 90), point{.25, .85})...)},
	"E": {line(.75, .15, .27, .15, .27, .85, .75, .85), line(.27, .5, .66, .5)},
	"F": {line(.75, .15, .28, .15, .28, .85), line(.28, .5, .66, .5)},
	"G": {append(arc(.54, .5, .34, .36, -45, -360), point{.88, .56}, point{.58, .56})},
	"H": {line(.22, .15, .22, .85), line(.78, .15, .78, .85), line(.22, .5, .78, .5)},
	"I": {line(.5, .15, .5, .85), line(.3, .15, .7, .15), line(.3, .85, .7, .85)},
	"J": {append(line(.66, .15, .66, .62), arc(.46, .62, .2, .23, 0, 170)...)},
}

// quick are the same capitals written in a hurry: they lean, strokes do not
// quite meet or go too far, and I and J are a single stroke.
var quick = map[string][][]point{
	"A": {line(.14, .82, .56, .12), line(.53, .1, .8, .88), line(.24, .63, .78, .58)},
	"B": {line(.34, .14, .24, .88), append(line(.3, .17, .52, .13), append(arc(.54, .3, .2, .16, -80, 90), point{.32, .47})...),
		append(line(.3, .48, .5, .46), append(arc(.5, .66, .26, .2, -85, 90), point{.2, .87})...)},
	"C": {arc(.6, .48, .38, .34, -55, -295)},
	"D": {line(.34, .16, .24, .86), append(line(.26, .14, .46, .16), append(arc(.44, .51, .36, .34, -85, 90), point{.18, .84})...)},
	"E": {line(.8, .12, .36, .16, .24, .86, .72, .82), line(.3, .5, .68, .46)},
	"F": {line(.34, .14, .24, .9), line(.32, .16, .82, .12), line(.3, .48, .66, .45)},
	"G": {append(arc(.56, .48, .36, .36, -60, -350), point{.6, .55}), line(.9, .53, .86, .88)},
	"H": {line(.3, .12, .2, .88), line(.82, .14, .72, .9), line(.24, .52, .78, .48)},
	"I": {line(.54, .1, .46, .9)},
	"J": {append(line(.68, .12, .64, .6), arc(.46, .62, .19, .24, 0, 165)...)},
}

// line goes straight from place to place, given as x, y, x, y, …
func line(xy ...float64) []point {
	var stroke []point
	for i := 0; i < len(xy); i += 2 {
		stroke = append(stroke, point{xy[i], xy[i+1]})
	}
	return stroke
}

// arc goes along an ellipse around (x, y), from one angle to another in
// degrees; 0 is to the right, 90 below.
func arc(x, y, rx, ry, from, to float64) []point {
	const steps = 14
	var stroke []point
	for i := range steps + 1 {
		a := (from + (to-from)*float64(i)/steps) * math.Pi / 180
		stroke = append(stroke, point{x + rx*math.Cos(a), y + ry*math.Sin(a)})
	}
	return stroke
}
