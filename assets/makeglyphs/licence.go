package main

import (
	"regexp"
	"strings"
)

// A licence has a name and the words by which it is recognised.
type licence struct {
	name  string
	words *regexp.Regexp
}

// openLicences are tried in this order: a text that offers several is taken
// under the first, and one whose words hold another's comes before it.
var openLicences = []licence{
	{"SIL Open Font License", words(`\bofl\b|open\s*font\s*licen[sc]e|\bofl[-_]?v?1|\bsil-1\.1\b|sil[- ]openfont|\bsil floss\b`)},
	{"Apache License 2.0", words(`\bapache([- ]2|[- ](software )?licen[sc]e|2\b)`)},
	{"Ubuntu Font Licence", words(`ubuntu font licen[sc]e|\bufl\b`)},
	{"Bitstream Vera licence", words(`bitstream[- ]vera|vera licen[sc]e|^bitstream$|dejavu-license`)},
	{"CC0", words(`\bcc0|cc-0|publicdomain/zero`)},
	{"CC BY-SA", words(`\bcc[- ]by[- ]sa|creative\s*commons[- ,]*attribution[- ]*share\s*-?alike|licenses/by-sa/`)},
	{"CC BY", words(`\bcc[- ]by\b|creative\s*commons[- ,]*attribution\b|licenses/by/`)},
	{"GUST Font License", words(`gust[- ]font[- ]licen[sc]e|\bgfl\b|gust-font`)},
	{"LaTeX Project Public License", words(`\blppl|latex project public licen[sc]e`)},
	{"GNU GPL with font exception", words(`font[- ](embedding[- ])?exception|\bgpl\S*\+fe\b|if you create a document which uses this font`)},
	{"GNU LGPL", words(`\blgpl|lesser general public|library general public`)},
	{"GNU AGPL", words(`\bagpl|affero general public`)},
	{"GNU GPL", words(`\bgpl|gnu[- ]?(general )?public|general public licen[sc]e|licencia p.{1,3}blica general`)},
	{"IPA Font License", words(`\bipa[- ]1|ipa[- ]?font[- ]?licen[sc]e|ipa_font_license`)},
	{"Arphic Public License", words(`arphic public licen[sc]e`)},
	{"M+ Fonts license", words(`m\+[- ]?fonts|these fonts are free software\. unlimited permission is granted|\bumefont\b`)},
	{"ParaType free font licence", words(`paratype ltd grants you the right to use, copy, modify`)},
	{"MIT License", words(`\bmit\b|\bexpat\b|permission is hereby granted, free of charge, to any person obtaining a copy`)},
	{"BSD licence", words(`\b[0-9]?-?bsd\b|redistribution and use in source and binary forms`)},
	{"ISC, WTFPL, Boost, MPL or GNU all-permissive licence", words(`\bisc\b|\bwtfpl|\bbsl-1\.0|\bmpl-|\bfsfap\b|gnu-all-permissive|copying and distribution of this file, with or without modification, are permitted`)},
	{"public domain", words(`\bpublic[- ]domain\b|^pd\b|\bdomaine public\b`)},
	{"free for any use", words(`free for any use; they may be opened, edited, *modified|^dfsg-compliant-text`)},
	{"author's permission to redistribute, modify and build on, with attribution", words(`madduck-special-license`)},
}

// closed recognises terms that a licence of the list above does not have.
var closed = words(`cc[- ]by[- ](sa[- ])?n[cd]|licenses/by-n[cd]|non-?\s*commercial|noderiv|microsoft supplied|personal use|shareware|` +
	`may not (be )?(modif|redistribut|distribut|sell|sold)|not (be )?(sold|redistributed|modified)\b`)

func words(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?is)` + pattern) }

// recogniseLicence names the open licence that the text states or is, or ""
// when it states none of the list.
func recogniseLicence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, l := range openLicences {
		if l.words.MatchString(text) {
			if (l.name == "CC BY" || l.name == "CC BY-SA") && closed.MatchString(text) {
				return ""
			}
			return l.name
		}
	}
	return ""
}

// statedByFont is the place of what a font's own file says.
const statedByFont = "font"

// A statement is a text on a face's licence and where it was found.
type statement struct{ text, place string }

// establish returns the licence of the first statement that names an open
// one and where it stood. A statement that is not open and says what may not
// be done ends the search: Debian's word on a whole package does not outweigh
// the font's own.
func establish(statements []statement) (name, place string) {
	for _, s := range statements {
		if name := recogniseLicence(s.text); name != "" {
			return name, s.place
		}
		if closed.MatchString(s.text) {
			return "", s.place
		}
	}
	return "", ""
}
