package main

import (
	"fmt"
	"testing"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
)

// gofonts are seven faces, each taken for a family of its own, and pictures:
// Go Regular's letters each under the next one's name, upside down.
func gofonts(t *testing.T) (faces []Face, families []string, pictures int) {
	for _, ttf := range [][]byte{goregular.TTF, gobold.TTF, gomedium.TTF, goitalic.TTF, gobolditalic.TTF, gomono.TTF, gomonobold.TTF} {
		faces = append(faces, Face{Letters: alphabet(t, ttf)})
	}
	pictures = len(faces)
	var symbols Alphabet
	for c := range classes {
		for i := range area {
			symbols[(c+1)%classes][i] = faces[0].Letters[c][area-1-i]
		}
	}
	// Two families of the same pictures would vouch for each other, if what
	// is not typical had a vote.
	faces = append(faces, Face{Letters: symbols}, Face{Letters: symbols})
	for i := range faces {
		families = append(families, fmt.Sprint("family ", i))
	}
	return faces, families, pictures
}

func TestLettersAreRecognisedAndPicturesNot(t *testing.T) {
	faces, families, pictures := gofonts(t)
	for i, count := range recognised(faces, families) {
		if i < pictures && count < typical {
			t.Errorf("of face %d %d letters are recognised, expected at least %d", i, count, typical)
		}
		if i >= pictures && count >= legible {
			t.Errorf("of the pictures %d are taken for letters, expected fewer than %d", count, legible)
		}
	}
}

func TestOwnFamilyHasNoVote(t *testing.T) {
	faces, families, _ := gofonts(t)
	for i := range families {
		families[i] = "one"
	}
	for i, count := range recognised(faces, families) {
		if count != 0 {
			t.Errorf("of face %d %d letters are recognised with nobody to vote", i, count)
		}
	}
}

func TestShapeForgetsContrast(t *testing.T) {
	solid := alphabet(t, gobold.TTF)
	for c := range classes {
		if letters[c] == 'I' {
			continue // a box, which has no contrast to forget
		}
		faint := solid[c]
		for i := range faint {
			faint[i] = 64 + faint[i]/4
		}
		s, f := solid[c].shape(), faint.shape()
		if likeness := s.dot(&f); likeness < unit*unit*9/10 {
			t.Errorf("a faint %c is like itself by %d of %d, expected at least nine tenths", letters[c], likeness, unit*unit)
		}
	}
}
