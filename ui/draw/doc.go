// Package draw fills the places that package view leaves empty: canvases and
// running numbers, straight through syscall/js, from the page's state. It
// reads the state and never changes it.
package draw
