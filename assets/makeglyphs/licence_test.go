package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

func TestOpenLicencesAreRecognised(t *testing.T) {
	for text, want := range map[string]string{
		"This Font Software is licensed under the SIL Open Font License, Version 1.1.": "SIL Open Font License",
		"http://scripts.sil.org/OFL": "SIL Open Font License",
		"OFL-1.1-RFN":                "SIL Open Font License",
		"ofl lppl1.3c":               "SIL Open Font License",
		"Licensed under the Apache License, Version 2.0": "Apache License 2.0",
		"apache2": "Apache License 2.0",
		"Bitstream Vera is a trademark of Bitstream, Inc.": "Bitstream Vera licence",
		"gfl":                        "GUST Font License",
		"lppl1.3c":                   "LaTeX Project Public License",
		"GPL-2+ with Font exception": "GNU GPL with font exception",
		"GPL-2+FE":                   "GNU GPL with font exception",
		"granted subject to the GNU General Public License V2 and later with font exception.": "GNU GPL with font exception",
		"gpl3+": "GNU GPL",
		"the GNU Lesser General Public License as published by the Free Software Foundation": "GNU LGPL",
		"Expat":        "MIT License",
		"BSD-3-clause": "BSD licence",
		"pd":           "public domain",
		"CC0-1.0":      "CC0",
		"Creative Commons Attribution-ShareAlike 4.0 International": "CC BY-SA",
		"cc-by-4":               "CC BY",
		"ARPHIC PUBLIC LICENSE": "Arphic Public License",
		"http://ipafont.ipa.go.jp/ipa_font_license_v1.html": "IPA Font License",
		"UFL": "Ubuntu Font Licence",
		"https://creativecommons.org/licenses/by-sa/4.0/":                                                   "CC BY-SA",
		"Fonts are free for any use; they may be opened, edited,\n modified, regenerated and redistributed": "free for any use",
		// None of the open ones.
		"":                        "",
		"All rights reserved.":    "",
		"other-free":              "",
		"Microsoft supplied font": "",
		"Creative Commons Attribution-NonCommercial 3.0": "",
		"CC-BY-ND-4.0":                   "",
		"CC BY-NC-SA 4.0":                "",
		"Free for personal use only.":    "",
		"https://example.com/profligacy": "",
	} {
		if got := recogniseLicence(text); got != want {
			t.Errorf("%q is recognised as %q, expected %q", text, got, want)
		}
	}
}

func TestFontsOwnWordOutweighsItsPackages(t *testing.T) {
	for _, c := range []struct {
		statements    []statement
		licence, from string
	}{
		{[]statement{{"OFL 1.1", "font"}, {"GPL-2+", "Debian"}}, "SIL Open Font License", "font"},
		{[]statement{{"", "font"}, {"Copyright 2001", "font"}, {"GPL-2+", "Debian"}}, "GNU GPL", "Debian"},
		{[]statement{{"You may not sell this font.", "font"}, {"OFL-1.1", "Debian"}}, "", "font"},
		{[]statement{{"", "font"}, {"other-free", "TeX Live"}}, "", ""},
	} {
		licence, from := establish(c.statements)
		if licence != c.licence || from != c.from {
			t.Errorf("%v: established %q from %q, expected %q from %q", c.statements, licence, from, c.licence, c.from)
		}
	}
}

func TestOneFontsWordCastsDoubtOnItsPackages(t *testing.T) {
	faces := []Face{
		{Path: "silent", TeX: "plume", Stated: "TeX Live"},
		{Path: "open", TeX: "plume", Stated: statedByFont},
		{Path: "elsewhere", TeX: "quill", Stated: "TeX Live"},
	}
	rest, rejected := distrust(faces, map[string]bool{"plume": true})
	if len(rest) != 2 || rest[0].Path != "open" || rest[1].Path != "elsewhere" || len(rejected) != 1 || rejected[0].Rule != ruleLicence {
		t.Errorf("kept %v, left out %v", rest, rejected)
	}
}

func TestPackagesTermsAreThoseOfItsFilesNotOfItsPackaging(t *testing.T) {
	const machine = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: debian/*
Copyright: someone
License: GPL-2+

Files: *
Copyright: a designer
License: OFL-1.1

License: OFL-1.1
 SIL Open Font License
 text

License: GPL-2+
 text
`
	if got := packageTerms(machine); recogniseLicence(got) != "SIL Open Font License" {
		t.Errorf("the terms are %q", got)
	}
	const free = `Upstream Author: a designer

    These fonts are in the public domain.

The Debian packaging is licensed under the GPL, see /usr/share/common-licenses/GPL.
`
	if got := recogniseLicence(packageTerms(free)); got != "public domain" {
		t.Errorf("the licence is %q", got)
	}
	const inline = "Files: *\nCopyright: x\nLicense: special\n Copying and distribution of this file, with or without\n modification, are permitted\n"
	if got := recogniseLicence(packageTerms(inline)); got == "" {
		t.Error("a licence spelled out in the Files paragraph is not recognised")
	}
}

func TestTeXLivesListSaysWhoseAFontIs(t *testing.T) {
	const list = "Licenses for source package texlive-extra\n\n" +
		"plume: ofl lppl\ntexmf-dist/fonts/opentype/public/plume/*\ntexmf-dist/tex/latex/plume/*\n" +
		"bare: \ntexmf-dist/fonts/truetype/public/bare/*\n"
	tags, err := texLicences(bufio.NewScanner(strings.NewReader(list)))
	if err != nil {
		t.Fatal(err)
	}
	notices := Notices{tex: tags}
	const root = "usr/share/texlive/texmf-dist/fonts/"
	for file, want := range map[string]texTag{
		root + "opentype/public/plume/Plume.otf":        {"plume", "ofl lppl"},
		root + "opentype/public/plume/static/Plume.otf": {"plume", "ofl lppl"},
		root + "truetype/public/bare/Bare.ttf":          {"bare", ""},
		root + "truetype/public/unknown/Unknown.ttf":    {},
		"usr/share/fonts/truetype/plume.ttf":            {},
	} {
		tag, ok := notices.texPackage(file)
		if tag != want || ok != (want.name != "") {
			t.Errorf("%s is of %v, expected %v", file, tag, want)
		}
	}

	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write([]byte(list))
	w.Close()
	read, err := readNotices(map[string][]byte{"usr/share/doc/texlive-fonts-extra/Licenses.gz": zipped.Bytes()})
	if err != nil || len(read.tex) != len(tags) {
		t.Errorf("read %d folders from the zipped list, expected %d (%v)", len(read.tex), len(tags), err)
	}
	if _, err := readNotices(map[string][]byte{"x/Licenses.gz": []byte("plain")}); err == nil {
		t.Error("a list that is not gzipped was read")
	}
}
