package view

import (
	"unicode"
	"unicode/utf8"
)

// Sentence makes a sentence of an error's text: a capital at its beginning, a
// full stop at its end.
func Sentence(text string) string {
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	switch text[len(text)-1] {
	case '.', '!', '?':
		return text
	}
	return text + "."
}
