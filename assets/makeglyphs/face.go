package main

import (
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// A Face is one typeface of one file.
type Face struct {
	Package Package
	Path    string // in the package
	Member  int    // of a font collection, else 0
	Family  string // as its file names it
	Licence string // an open one
	Stated  string // where the licence stands
	TeX     string // the TeX package, or empty

	Letters Alphabet
}

// A Rejection is a face that was left out.
type Rejection struct {
	Face
	Rule   string // the rule that left it out
	Detail string
}

// The rules by which faces are left out, in the order they are applied.
const (
	ruleUnreadable = "the file is not one that golang.org/x/image/font/sfnt reads"
	ruleLicence    = "no open licence is established"
	ruleLetters    = "a letter of A to J is missing or blank"
	ruleAlike      = "two letters of the face are the same"
	ruleByEye      = "left out by eye: excluded.txt says why"
	ruleDuplicate  = "near-duplicate of a face that is kept"
	ruleSymbol     = "its letters are not recognised as letters"
)

var rules = []string{ruleUnreadable, ruleLicence, ruleLetters, ruleAlike, ruleByEye, ruleDuplicate, ruleSymbol}

// readFaces renders the faces of a package, files in the order of their
// paths.
func readFaces(p Package, contents Contents) (faces []Face, rejected []Rejection, err error) {
	notices, err := readNotices(contents.Notices)
	if err != nil {
		return nil, nil, err
	}
	for _, file := range slices.Sorted(maps.Keys(contents.Fonts)) {
		reject := func(face Face, rule, detail string) {
			rejected = append(rejected, Rejection{face, rule, detail})
		}
		face := Face{Package: p, Path: file, Family: stem(file)}
		collection, err := sfnt.ParseCollection(contents.Fonts[file])
		if err != nil {
			reject(face, ruleUnreadable, err.Error())
			continue
		}
		for member := range collection.NumFonts() {
			face := face
			face.Member = member
			font, err := collection.Font(member)
			if err != nil {
				reject(face, ruleUnreadable, err.Error())
				continue
			}
			face.Family = familyName(font, file)
			statements := []statement{
				{nameEntry(font, sfnt.NameIDLicense) + "\n" + nameEntry(font, sfnt.NameIDLicenseURL), "font"},
				{nameEntry(font, sfnt.NameIDCopyright), "font"},
			}
			if tag, ok := notices.texPackage(file); ok {
				face.TeX = tag.name
				statements = append(statements, statement{tag.licence, "TeX Live"})
			} else {
				statements = append(statements, statement{notices.copyright, "Debian"})
			}
			face.Licence, face.Stated = establish(statements)
			if face.Licence == "" {
				reject(face, ruleLicence, face.Stated)
				continue
			}
			face.Letters, err = render(font)
			if err != nil {
				reject(face, ruleLetters, err.Error())
				continue
			}
			if a, b, alike := face.Letters.repeated(); alike {
				reject(face, ruleAlike, letters[a:a+1]+" and "+letters[b:b+1])
				continue
			}
			faces = append(faces, face)
		}
	}
	return faces, rejected, nil
}

// nameEntry is an entry of the font's name table, or empty.
func nameEntry(font *sfnt.Font, id sfnt.NameID) string {
	name, err := font.Name(nil, id)
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(name), " ")
}

// familyName is the typographic family, else the family, else what the file
// is called.
func familyName(font *sfnt.Font, file string) string {
	for _, id := range []sfnt.NameID{sfnt.NameIDTypographicFamily, sfnt.NameIDFamily} {
		if name := nameEntry(font, id); name != "" {
			return name
		}
	}
	return stem(file)
}

// stem is a file's name without its folder and extension.
func stem(file string) string {
	return strings.TrimSuffix(path.Base(file), path.Ext(file))
}

// repeated finds two letters of the alphabet that are the same, pixel for
// pixel: the face draws a box for what it lacks, or I for J as some
// blackletters do.
func (a *Alphabet) repeated() (first, second int, ok bool) {
	for second := range a {
		for first := range second {
			if a[first] == a[second] {
				return first, second, true
			}
		}
	}
	return 0, 0, false
}
