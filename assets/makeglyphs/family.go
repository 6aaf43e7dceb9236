package main

import (
	"strings"
	"unicode"
)

// styleWords say which member of a family a face is, not which family.
var styleWords = wordSet(`
	thin hairline ultra extra light extralight ultralight semilight demilight book regular normal plain medium
	semi demi semibold demibold bold extrabold ultrabold black heavy fat
	italic oblique slanted upright cursive roman
	condensed cond narrow compressed extended expanded wide
	sans serif slab mono monospace monospaced typewriter code math text display caption headline titling subhead poster
	pro std otf ttf mt ps one two
	caps small sc smallcaps outline shadow inline swash alternate alternates alt
	the new std ui variable vf web desktop
	adf brk aoe
`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(s) {
		set[word] = true
	}
	return set
}

// familyKey is the first word of a family's name that does not say which
// member of the family it is, in lower case and without digits: "source" for
// Source Sans Pro, SourceSerif4 and Source Code Pro Light. It is coarse on
// purpose: to call two families one costs little, to split one between
// training and test would flatter every result.
func familyKey(name string) string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = nil
		}
	}
	for _, r := range name {
		if !unicode.IsLetter(r) {
			end()
			continue
		}
		if unicode.IsUpper(r) && len(word) > 0 && unicode.IsLower(word[len(word)-1]) {
			end()
		}
		word = append(word, r)
	}
	end()
	for _, w := range words {
		if !styleWords[w] && len([]rune(w)) > 1 {
			return w
		}
	}
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// Families joins names into families: names that share a member belong
// together. It is a union-find forest.
type Families map[string]string

// Of returns the name that stands for the family of name.
func (f Families) Of(name string) string {
	for {
		parent, ok := f[name]
		if !ok || parent == name {
			return name
		}
		name = parent
	}
}

// Join makes one family of those of a and b. The first in the alphabet stands
// for it, so that the order of joining does not matter.
func (f Families) Join(a, b string) {
	a, b = f.Of(a), f.Of(b)
	if b < a {
		a, b = b, a
	}
	if a != b {
		f[b] = a
	}
}

// collectionFamilies is how many families a package may hold and still count
// as one: a font's package has its Sans, its Serif and the like; with more it
// is a collection of unrelated ones.
const collectionFamilies = 6

// joinFamilies finds the families of the faces by their names, and joins
// those that come in one Debian or TeX package unless that is a collection.
func joinFamilies(faces []Face) Families {
	families := Families{}
	members := map[string][]string{}
	var order []string
	for i := range faces {
		key, source := familyKey(faces[i].Family), faces[i].Package.Name
		if faces[i].TeX != "" {
			source = "TeX " + faces[i].TeX
		}
		if members[source] == nil {
			order = append(order, source)
		}
		members[source] = appendNew(members[source], key)
	}
	for _, source := range order {
		keys := members[source]
		if len(keys) > collectionFamilies {
			continue
		}
		for _, key := range keys[1:] {
			families.Join(keys[0], key)
		}
	}
	return families
}

// joinShared joins families that have an image in common: the one is made
// from the other, with some letters drawn anew. I is left aside, which is a
// plain bar in many.
func joinShared(families Families, faces []Face) {
	owner := map[Glyph]string{}
	for i := range faces {
		key := familyKey(faces[i].Family)
		for c := range classes {
			if letters[c] == 'I' {
				continue
			}
			image := faces[i].Letters[c].levels()
			if first, ok := owner[image]; ok {
				families.Join(first, key)
			} else {
				owner[image] = key
			}
		}
	}
}

func appendNew(list []string, s string) []string {
	for _, old := range list {
		if old == s {
			return list
		}
	}
	return append(list, s)
}
