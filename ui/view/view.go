// Package view is what a person sees of the page, one Vugu component for each
// thing: the .vugu files hold the markup, the .go files beside them the types
// and the words. Vugu's generator writes Build methods from the markup into a
// file that is not in the repository; see the Makefile.
//
// Three rules keep Vugu's updates apart from what moves with every frame, and
// from what a person is at:
//
//   - An element with a constant dynamic id and no children (:id='"pad"') is a
//     place that package draw fills. Vugu leaves what is inside alone, as long
//     as the element stays where it is among its siblings; so nothing before it
//     in the same parent comes and goes.
//   - Markup in which nothing is dynamic is text to Vugu, and becomes new
//     elements at each change. So buttons and fields that are alone with such
//     markup have a constant dynamic attribute: one that is replaced while it is
//     pressed, or while files are chosen for it, hears nothing of it.
//   - Vugu builds everything anew at each change. So that it seldom has to,
//     numbers that move with the training are drawn, not built.
package view

import "glyphlab/ui/state"

// Deeds is what components ask of the browser rather than of the page's state.
type Deeds interface {
	CopyLink()   // puts the address of the run that is shown on the clipboard
	CopyLog()    // puts the log's lines there
	CopySpeeds() // and this machine's measured speed, as JSON
	UndoStroke()
	ClearPad()
}

// Root is the whole page.
type Root struct {
	Page  *state.Page
	Deeds Deeds
}
