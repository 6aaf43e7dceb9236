package main

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// A Face is one typeface of one file.
type Face struct {
	Package  Package
	Path     string // in the package
	Member   int    // of a font collection, else 0
	Family   string // as its file names it
	Licence  string // an open one
	Stated   string // where the licence stands
	TeX      string // the TeX package, or empty
	Readable bool   // by eye, whatever the rule says

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
	ruleUnreadable = "the file is damaged or of an unknown kind"
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
	restricted := map[string]bool{}
	for _, file := range slices.Sorted(maps.Keys(contents.Fonts)) {
		face := Face{Package: p, Path: file, Family: stem(file)}
		packageWord := statement{notices.copyright, "Debian"}
		if tag, ok := notices.texPackage(file); ok {
			face.TeX = tag.name
			packageWord = statement{tag.licence, "TeX Live"}
		}
		members, err := openFont(file, contents.Fonts[file])
		if err != nil {
			rejected = append(rejected, Rejection{face, ruleUnreadable, err.Error()})
			continue
		}
		for member, m := range members {
			face := face
			face.Member = member
			if m.family != "" {
				face.Family = m.family
			}
			rule, detail := face.read(m, packageWord)
			if rule != "" {
				rejected = append(rejected, Rejection{face, rule, detail})
				if rule == ruleLicence && detail != "" {
					restricted[face.TeX] = true
				}
				continue
			}
			faces = append(faces, face)
		}
	}
	faces, more := distrust(faces, restricted)
	return faces, append(rejected, more...), nil
}

// distrust leaves out the faces that only their package's word calls open, if
// another font of the same package says itself what may not be done.
func distrust(faces []Face, restricted map[string]bool) (rest []Face, rejected []Rejection) {
	for _, face := range faces {
		if restricted[face.TeX] && face.Stated != statedByFont {
			rejected = append(rejected, Rejection{face, ruleLicence, face.Stated})
			continue
		}
		rest = append(rest, face)
	}
	return rest, rejected
}

// read establishes the face's licence and renders it, or says by what rule it
// is left out.
func (f *Face) read(m member, packageWord statement) (rule, detail string) {
	f.Licence, f.Stated = establish(append(m.statements, packageWord))
	if f.Licence == "" {
		return ruleLicence, f.Stated
	}
	var err error
	if f.Letters, err = render(m.typeface); err != nil {
		return ruleLetters, err.Error()
	}
	if a, b, alike := f.Letters.repeated(); alike {
		return ruleAlike, letters[a:a+1] + " and " + letters[b:b+1]
	}
	return "", ""
}

// A member is one font of a file.
type member struct {
	typeface
	family     string      // as the font has it, may be empty
	statements []statement // of its own on its licence
}

// openFont reads the fonts of a file: several of a collection, else one.
func openFont(file string, content []byte) ([]member, error) {
	if strings.EqualFold(path.Ext(file), ".pfb") {
		font, err := parseType1(content)
		if err != nil {
			return nil, err
		}
		return []member{{font, font.family, []statement{{font.notice, statedByFont}}}}, nil
	}
	collection, err := sfnt.ParseCollection(content)
	if err != nil {
		return nil, err
	}
	var members []member
	for i := range collection.NumFonts() {
		font, err := collection.Font(i)
		if err != nil {
			return nil, err
		}
		members = append(members, member{openType{font}, familyName(font), []statement{
			{nameEntry(font, sfnt.NameIDLicense) + "\n" + nameEntry(font, sfnt.NameIDLicenseURL), statedByFont},
			{nameEntry(font, sfnt.NameIDCopyright), statedByFont},
		}})
	}
	return members, nil
}

// nameEntry is an entry of the font's name table, or empty.
func nameEntry(font *sfnt.Font, id sfnt.NameID) string {
	name, err := font.Name(nil, id)
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(name), " ")
}

// familyName is the typographic family, else the family, else empty.
func familyName(font *sfnt.Font) string {
	return cmp.Or(nameEntry(font, sfnt.NameIDTypographicFamily), nameEntry(font, sfnt.NameIDFamily))
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
