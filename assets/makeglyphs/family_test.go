package main

import "testing"

func TestFamilyKeyIsTheSameThroughoutASuperfamily(t *testing.T) {
	for key, names := range map[string][]string{
		"source":     {"Source Sans Pro", "Source Serif 4", "SourceCodePro-Light", "Source Sans Pro Semibold"},
		"fira":       {"Fira Sans", "Fira Mono", "Fira Code Retina", "FiraSansCondensed"},
		"deja":       {"DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif Condensed"},
		"noto":       {"Noto Sans", "Noto Serif Display", "Noto Sans Bengali UI", "Noto Mono"},
		"lato":       {"Lato", "Lato Light", "Lato Black"},
		"ibm":        {"IBM Plex Sans", "IBM Plex Mono Thin"},
		"gothic":     {"Gothic 725", "The Gothic"},
		"saturday":   {"10.15 Saturday Night BRK", "10.15 Saturday Night R BRK"},
		"qtancient":  {"QTAncientOlive", "QTAncientOlive-Bold"},
		"sans serif": {"Sans Serif"}, // nothing but words for styles: the whole name
		"βήτα":       {"Βήτα Sans"},
	} {
		for _, name := range names {
			if got := familyKey(name); got != key {
				t.Errorf("%q is of family %q, expected %q", name, got, key)
			}
		}
	}
}

func TestJoinedFamiliesAreOneInWhateverOrder(t *testing.T) {
	pairs := [][2]string{{"b", "c"}, {"d", "e"}, {"c", "d"}, {"x", "y"}, {"e", "b"}}
	forward, backward := Families{}, Families{}
	for i := range pairs {
		forward.Join(pairs[i][0], pairs[i][1])
		last := pairs[len(pairs)-1-i]
		backward.Join(last[1], last[0])
	}
	for name, want := range map[string]string{"a": "a", "b": "b", "c": "b", "d": "b", "e": "b", "x": "x", "y": "x"} {
		if f, b := forward.Of(name), backward.Of(name); f != want || b != want {
			t.Errorf("%s is of %s and, joined the other way round, of %s; expected %s", name, f, b, want)
		}
	}
}

func TestPackageIsOneFamilyUnlessItIsACollection(t *testing.T) {
	var faces []Face
	add := func(source, tex string, families ...string) {
		for _, family := range families {
			faces = append(faces, Face{Package: Package{Name: source}, TeX: tex, Family: family})
		}
	}
	add("fonts-pair", "", "Stone", "Moss")
	add("texlive-fonts-extra", "plume", "Plume Sans", "Quill")
	add("fonts-many", "", "Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg")
	families := joinFamilies(faces)
	for _, same := range [][2]string{{"stone", "moss"}, {"plume", "quill"}} {
		if families.Of(same[0]) != families.Of(same[1]) {
			t.Errorf("%s and %s of one package are two families", same[0], same[1])
		}
	}
	if families.Of("aa") == families.Of("bb") || families.Of("stone") == families.Of("plume") {
		t.Error("unrelated families were joined")
	}
}

func TestFamiliesThatShareAnImageAreOne(t *testing.T) {
	faces := []Face{{Family: "Stone"}, {Family: "Moss"}, {Family: "Fern"}}
	for i := range faces {
		for c := range classes {
			faces[i].Letters[c][i] = 255
		}
	}
	faces[1].Letters[4] = faces[0].Letters[4]
	faces[1].Letters[4][100] += 8 // which is lost in 16 levels
	faces[2].Letters['I'-'A'] = faces[0].Letters['I'-'A']
	families := Families{}
	joinShared(families, faces)
	if families.Of("moss") != families.Of("stone") {
		t.Error("two families with the same E are two")
	}
	if families.Of("fern") == families.Of("stone") {
		t.Error("two families with the same I, a bar, are one")
	}
}
